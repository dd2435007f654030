import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The files that match a pattern of `import.meta.glob`, which is relative or starts at the project's root. */
export function findGlobbed(from: string, pattern: string): { name: string; specifier: string }[] {
  if (pattern.startsWith('!')) return []
  const folder = path.posix.dirname(from)
  const absolute = path.posix.join(folder, pattern)
  const base = absolute
    .split('/')
    .slice(
      0,
      absolute.split('/').findIndex((part) => /[*{[!?]/.test(part)),
    )
    .join('/')
  // Loaded only if globs are used.
  const matches = (createRequire(import.meta.url)('picomatch') as typeof import('picomatch'))(absolute)
  return listFiles(base)
    .filter((file) => file !== from && matches(file))
    .map((file) => {
      const relative = path.posix.relative(folder, file)
      const specifier = relative.startsWith('.') ? relative : `./${relative}`
      return { name: specifier, specifier }
    })
}

function listFiles(folder: string): string[] {
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/node_modules/'))
    .map((entry) => path.posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name))
    .toSorted()
}
