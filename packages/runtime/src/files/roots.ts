import { homedir } from 'node:os'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { raw } from './observing/raw-fs.js'

/**
 * What a path in a trace is relative to: the data folder, the project, the home folder, the working directory (if the code used a relative
 * path), or nothing.
 */
export type RootName = 'D' | 'P' | 'H' | 'C' | 'A'

export interface Roots {
  dataPath: string | undefined
}

let project: string | undefined
let home: string | undefined

/** Returns the folder of the program's package, so that changing the working directory doesn't change the project. */
function projectFolder(): string {
  return (project ??= packageAround(mainFolder()) ?? packageAround(raw.cwd()) ?? raw.cwd())
}

function mainFolder(): string {
  const main = process.argv[1]
  if (main === undefined || !isAbsolute(main)) return raw.cwd()
  const installed = main.indexOf(`${sep}node_modules${sep}`)
  return installed < 0 ? dirname(main) : main.slice(0, installed)
}

function packageAround(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (raw.existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

function homeFolder(): string {
  try {
    return (home ??= homedir())
  } catch {
    return (home ??= '')
  }
}

function below(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || folder === '' || !path.startsWith(folder)) return undefined
  if (path.length === folder.length) return ''
  if (folder.endsWith(sep)) return path.slice(folder.length)
  return path[folder.length] === sep ? path.slice(folder.length + 1) : undefined
}

export function relativise(path: string, relative: boolean, { dataPath }: Roots): { root: RootName; path: string } {
  const inData = below(dataPath, path)
  if (inData !== undefined) return { root: 'D', path: portable(inData) }
  if (relative) return { root: 'C', path: portable(fromWorkingDirectory(path)) }
  const inProject = below(projectFolder(), path)
  if (inProject !== undefined) return { root: 'P', path: portable(inProject) }
  const inHome = below(homeFolder(), path)
  return inHome === undefined ? { root: 'A', path } : { root: 'H', path: portable(inHome) }
}

export function absolute(root: RootName, path: string, roots: Roots): string {
  if (root === 'A') return path
  const folder = root === 'D' ? (roots.dataPath ?? '') : root === 'P' ? projectFolder() : root === 'H' ? homeFolder() : raw.cwd()
  if (path === '') return folder
  return path.startsWith('..') || sep !== '/' || folder.endsWith('/') ? join(folder, path) : `${folder}/${path}`
}

/** Formats a path for messages. */
export function display(path: string, roots: Roots): string {
  const { root, path: shown } = relativise(path, false, roots)
  if (root === 'A') return shown
  return root === 'H' ? `~/${shown}` : shown === '' ? '.' : shown
}

function fromWorkingDirectory(path: string): string {
  const cwd = raw.cwd()
  const inside = below(cwd, path)
  if (inside !== undefined) return inside
  let up = ''
  for (let folder = cwd; ; folder = dirname(folder)) {
    const rest = below(folder, path)
    if (rest !== undefined) return `${up}${rest}`
    if (dirname(folder) === folder) return path
    up += '../'
  }
}

const portable = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'))
