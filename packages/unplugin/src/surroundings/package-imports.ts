import { isBuiltin } from 'node:module'
import path from 'node:path'
import { readIfThere } from './source-files.js'

const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g
const SUFFIXES = ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs', '/index.cjs']
/** A package in one large file was bundled, and its manifest declares its dependencies. */
const MOST_BYTES = 2_000_000

/** The packages that a package's code imports, starting at its main entry; its manifest may not declare them. */
export function importsOfPackage(folder: string, manifest: Record<string, unknown>): string[] {
  const found = new Set<string>()
  const files = new Set(entriesOf(manifest).map((entry) => path.posix.join(folder, entry)))
  let bytes = 0
  for (const file of files) {
    const text = readWithSuffix(file)
    if (!text) continue
    bytes += text.content.length
    if (bytes > MOST_BYTES) break
    for (const [, , specifier] of text.content.matchAll(IMPORT)) {
      if (specifier!.startsWith('.')) files.add(path.posix.join(path.posix.dirname(text.file), specifier!))
      else if (!isBuiltin(specifier!)) found.add(nameOf(specifier!))
    }
  }
  return [...found].filter((name) => name !== manifest['name'] && /^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name))
}

function readWithSuffix(file: string): { file: string; content: string } | undefined {
  for (const suffix of SUFFIXES) {
    const candidate = file + suffix
    if (!/\.[cm]?js$/.test(candidate)) continue
    const content = readIfThere(candidate)
    if (content) return { file: candidate, content: content.toString('utf8') }
  }
  return undefined
}

const nameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** `main`, `module` and the `.` entry of `exports`. */
function entriesOf({ main, module, exports }: Record<string, unknown>): string[] {
  const root =
    typeof exports === 'object' && exports !== null && '.' in exports ? (exports as Record<string, unknown>)['.'] : exports
  return [...leavesOf(root), ...leavesOf(main), ...leavesOf(module), 'index.js'].filter((entry) => !entry.includes('*'))
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : []
}
