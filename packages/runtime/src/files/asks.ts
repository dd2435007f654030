import type { BigIntStats, Dirent, Stats, StatSyncFn } from 'node:fs'
import { join } from 'node:path'
import type { FileDigests } from '../backends/backend.js'
import { digestFile, digestText } from './digests.js'
import { failure, raw } from './observing/raw-fs.js'

/** A query that code can make to the disk. It is repeated later, to check whether the answer still holds. */
export interface Ask {
  kind: AskKind
  /** Absolute path. */
  path: string
  /** `stat`: which fields; `access`: the mode; `listing` and `tree`: `t` if file types matter; `glob`: pattern and options. */
  detail: string
  /** The code used a path relative to the working directory. */
  relative: boolean
}

export const ASK_KINDS = ['content', 'listing', 'tree', 'glob', 'stat', 'lstat', 'access', 'realpath', 'readlink', 'cwd'] as const
export type AskKind = (typeof ASK_KINDS)[number]

/** Groups of the fields of a `Stats`, which code can read one by one. The file type is always included. */
export const FIELDS = { size: 1, mode: 2, mtime: 4, ctime: 8, inode: 16, links: 32, nanoseconds: 64 } as const

export interface Surroundings {
  ledger: FileDigests | undefined
  /** Formats a path so that it doesn't depend on the location of the project. */
  display(path: string): string
  /** Entries of a folder that are ignored because the body created them. */
  except?: ((path: string) => boolean) | undefined
}

/** Returns the current answer as text; equal texts mean equal answers. Never throws. */
export function answerNow({ kind, path, detail }: Ask, around: Surroundings): string {
  try {
    switch (kind) {
      case 'content':
        return answerContent(path, around.ledger)
      case 'listing':
        return digestText(listFolder(path, detail, around.except).join('\0'))
      case 'tree':
        return digestText(listTree(path, detail, around.except).join('\0'))
      case 'glob':
        return digestText(listGlob(path, detail, around.except).join('\0'))
      case 'stat':
        return statNow(raw.statSync, path, Number(detail))
      case 'lstat':
        return statNow(raw.lstatSync, path, Number(detail))
      case 'access':
        if (detail === '0') return raw.existsSync(path) ? 'yes' : 'no'
        raw.accessSync(path, Number(detail))
        return 'yes'
      case 'realpath':
        return around.display(raw.realpathSync(path))
      case 'readlink':
        return raw.readlinkSync(path)
      case 'cwd':
        return around.display(raw.cwd())
    }
  } catch (error) {
    return failure(error)
  }
}

function answerContent(path: string, ledger: FileDigests | undefined): string {
  const stats = raw.statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return '!ENOENT'
  if (stats.isFile()) return digestFile(path, stats, ledger)
  return stats.isDirectory() ? '!EISDIR' : '!SPECIAL'
}

function statNow(stat: StatSyncFn, path: string, fields: number): string {
  return describeStats(stat(path, { throwIfNoEntry: false, bigint: (fields & FIELDS.nanoseconds) !== 0 }), fields)
}

export function describeStats(stats: Stats | BigIntStats | undefined, fields: number): string {
  if (stats === undefined) return '!ENOENT'
  const { size, ino, dev, nlink, uid, gid, blocks } = stats
  const mode = Number(stats.mode)
  // A number of milliseconds is exact to a quarter of a microsecond.
  const [mtime, ctime, birthtime] =
    'mtimeNs' in stats ? [stats.mtimeNs, stats.ctimeNs, stats.birthtimeNs] : [stats.mtimeMs, stats.ctimeMs, stats.birthtimeMs]
  const parts: unknown[] = [(mode & 0o170000).toString(8)]
  if (fields & FIELDS.size) parts.push('s', size)
  if (fields & FIELDS.mode) parts.push('p', mode & 0o7777)
  if (fields & FIELDS.mtime) parts.push('m', mtime)
  if (fields & FIELDS.ctime) parts.push('c', ctime, birthtime)
  if (fields & FIELDS.inode) parts.push('i', ino, dev, uid, gid)
  // For a folder, these two change with its contents, so they are left out if only the identity is read.
  if (fields & FIELDS.links) parts.push('l', nlink, blocks)
  return parts.join(' ')
}

function typeOf(entry: Dirent): string {
  if (entry.isFile()) return 'f'
  if (entry.isDirectory()) return 'd'
  return entry.isSymbolicLink() ? 'l' : 'o'
}

function listFolder(path: string, detail: string, except: Surroundings['except']): string[] {
  return raw
    .readdirSync(path, { withFileTypes: true })
    .filter((entry) => except?.(join(path, entry.name)) !== true)
    .map((entry) => (detail === 't' ? `${typeOf(entry)}${entry.name}` : entry.name))
    .toSorted()
}

function listTree(path: string, detail: string, except: Surroundings['except']): string[] {
  const found: string[] = []
  const work = ['']
  for (let folder = work.pop(); folder !== undefined; folder = work.pop()) {
    for (const entry of raw.readdirSync(join(path, folder), { withFileTypes: true })) {
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (except?.(join(path, below)) === true) continue
      found.push(detail === 't' ? `${typeOf(entry)}${below}` : below)
      if (entry.isDirectory()) work.push(below)
    }
  }
  return found.toSorted()
}

export interface GlobDetail {
  pattern: string | string[]
  exclude?: string[]
}

function listGlob(path: string, detail: string, except: Surroundings['except']): string[] {
  const { pattern, exclude } = JSON.parse(detail) as GlobDetail
  const { globSync } = raw as unknown as { globSync(pattern: string | string[], options: object): string[] }
  return globSync(pattern, { cwd: path, ...(exclude && { exclude }) })
    .filter((name) => except?.(join(path, name)) !== true)
    .toSorted()
}
