import type * as NodePath from 'node:path'
import { noHomeFolder, unknownPath } from '../errors.js'

/** Where a cache path leads. */
export type Location =
  | { kind: 'memory'; name: string }
  /** `folder` is set where the folder is ours, and gets its `.gitignore`. */
  | { kind: 'sqlite'; file: string; folder?: string }
  | { kind: 'url'; scheme: string; url: string }

export interface Surroundings {
  path: Pick<typeof NodePath, 'resolve' | 'join' | 'sep'>
  /** Asked for only where a path begins with `~`: Deno wants a permission for it. */
  home(): string
  workingDirectory: string
  fileUrlToPath(url: string): string
}

// Two letters at least: `C:\caches` is a path.
const SCHEME = /^([a-z][a-z\d+.-]+):/i

/** Pure, so that Windows paths can be judged anywhere. */
export function resolveLocation(location: string | URL | undefined, around: Surroundings): Location {
  const text = location === undefined ? '~/.cachecache' : String(location)
  if (text === '' || text.includes('\0')) throw unknownPath(text)
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'memory') return { kind: 'memory', name: text.slice('memory:'.length).replace(/^\/\//, '') }
  if (scheme !== undefined && scheme !== 'file') return { kind: 'url', scheme, url: text }
  const path = resolvePath(scheme === 'file' ? pathOf(text, around) : text, around)
  return /\.(sqlite|db)$/i.test(path)
    ? { kind: 'sqlite', file: path }
    : { kind: 'sqlite', folder: path, file: around.path.join(path, 'cachecache.sqlite') }
}

/** Of another machine's file, as `file://host/cache`, there is no path, and `%2F` is in none. */
function pathOf(url: string, around: Surroundings): string {
  try {
    return around.fileUrlToPath(url)
  } catch {
    throw unknownPath(url)
  }
}

function resolvePath(text: string, { path, home: findHome, workingDirectory }: Surroundings): string {
  if (!/^~(?=$|[/\\])/.test(text)) return path.resolve(workingDirectory, text)
  const home = findHome()
  if (home === '') throw noHomeFolder(text)
  // `~` alone or followed by either slash: a path written on Windows is read there.
  return path.resolve(home, text.slice(2))
}
