import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseTsconfig } from 'get-tsconfig'
import { noProject, noProjectAt, noSuchProject } from './errors.js'

/** The configuration file that `tsc -p` would use; without a name, the closest one upwards. */
export function findProject(cwd: string, project?: string): string {
  if (project !== undefined) {
    const place = path.resolve(cwd, project)
    if (!existsSync(place)) throw noSuchProject(project)
    if (!statSync(place).isDirectory()) return normal(place)
    const config = path.join(place, 'tsconfig.json')
    if (!existsSync(config)) throw noProjectAt(project)
    return normal(config)
  }
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const config = path.join(folder, 'tsconfig.json')
    if (existsSync(config)) return normal(config)
    if (path.dirname(folder) === folder) throw noProject(cwd)
  }
}

/** A project preceded by the projects that it references, in the order of `tsc -b`. */
export function projectsInOrder(config: string): string[] {
  const ordered = new Set<string>()
  const entered = new Set<string>()
  const visit = (file: string) => {
    if (entered.has(file) || !existsSync(file)) return
    entered.add(file)
    for (const reference of referencesOf(file)) visit(reference)
    ordered.add(file)
  }
  visit(config)
  return [...ordered]
}

function referencesOf(config: string): string[] {
  try {
    return (parseTsconfig(config).references ?? []).map((reference) => {
      const place = path.resolve(path.dirname(config), reference.path)
      return normal(place.endsWith('.json') ? place : path.join(place, 'tsconfig.json'))
    })
  } catch {
    // The compiler reports what is wrong with the file.
    return []
  }
}

function normal(file: string): string {
  return file.replaceAll('\\', '/')
}
