import type * as NodePath from 'node:path'
import { noHomeFolder, unknownPath } from '../reporting/errors.js'

/** What a cache path refers to. */
export type Location =
  | { kind: 'memory'; name: string }
  /** `folder` is set if cachecache owns the folder, which then gets a `.gitignore`. */
  | { kind: 'sqlite'; file: string; folder?: string }
  | { kind: 'url'; scheme: string; url: string }

export interface Surroundings {
  path: Pick<typeof NodePath, 'resolve' | 'join' | 'sep'>
  /** Called only if a path begins with `~`, because Deno requires a permission for it. */
  home(): string
  workingDirectory: string
  fileUrlToPath(url: string): string
}

// At least two letters, because `C:\caches` is a path.
const SCHEME = /^([a-z][a-z\d+.-]+):/i

/** A pure function, so that Windows paths can be tested on any platform. */
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

/** A file on another machine, such as `file://host/cache`, has no path, and no path contains `%2F`. */
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
  // `~` alone or followed by either slash, so that a path written on Windows also works here.
  return path.resolve(home, text.slice(2))
}
