import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

// Inside the repository, so that packages resolve as they do for a user: through node_modules.
const scratch = fileURLToPath(new URL('../.scratch/', import.meta.url))
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))

/** A project folder of a test's own; ends with the test. */
export interface Scratch {
  folder: string
  path(name: string): string
  write(files: Record<string, string>): Promise<void>
  read(name: string): Promise<string>
  /** Replaces text that must be there, so that an edit that edits nothing fails. */
  edit(name: string, from: string, to: string): Promise<void>
}

/** A folder with `files`, on top of a copy of `fixtures/<fixture>` if one is named. */
export async function scratchProject(files: Record<string, string>, fixture?: string): Promise<Scratch> {
  await mkdir(scratch, { recursive: true })
  const folder = await mkdtemp(join(scratch, 'project-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  if (fixture !== undefined) await cp(join(fixtures, fixture), folder, { recursive: true })
  const project: Scratch = {
    folder,
    path: (name) => join(folder, name),
    async write(changed) {
      for (const [name, text] of Object.entries(changed)) {
        await mkdir(dirname(join(folder, name)), { recursive: true })
        await writeFile(join(folder, name), text)
      }
    },
    read: (name) => readFile(join(folder, name), 'utf8'),
    async edit(name, from, to) {
      const text = await project.read(name)
      if (!text.includes(from)) throw new Error(`${name} does not hold ${JSON.stringify(from)}`)
      await writeFile(join(folder, name), text.replace(from, to))
    },
  }
  const manifest =
    fixture === undefined ? { 'package.json': '{ "name": "scratch", "type": "module" }', 'tsconfig.json': '{}' } : {}
  await project.write({ ...manifest, ...files })
  return project
}
