import { isBuiltin } from 'node:module'
import path from 'node:path'
import { readIfThere } from './source-files.js'

const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g
const SUFFIXES = ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs', '/index.cjs']
/** Generated code has names like `.prisma/client`. */
const NAME = /^(?:[@.][\w.~-]+\/)?[\w.~-]+$/
const LOCAL =
  /\b(?:[gs]et(?:Date|Day|FullYear|Hours|Minutes|Month|TimezoneOffset)|to(?:Date|Time|Locale\w*)String|toLocale\w+Case|localeCompare|Intl)\b/
/** A package in one large file was bundled, and its manifest declares its dependencies. */
const MOST_BYTES = 2_000_000

/** What the code of a package imports, starting at one of its entries. */
export interface PackageImports {
  /** The packages, whether or not the manifest declares them, each with the entry that is imported: `.` or `./path`. */
  packages: { name: string; entry: string }[]
  /** The files that were read. */
  files: ReadonlySet<string>
  bytes: number
  /** Its code may ask for the time zone or the default locale. */
  isLocal: boolean
}

export interface PackageCode {
  folder: string
  manifest: Record<string, unknown>
}

/**
 * @param entry `.`, `./path` or the absolute path of a file
 * @param known files that were read from another entry
 */
export function importsOfPackage(code: PackageCode, entry: string, known: ReadonlySet<string> = new Set()): PackageImports {
  const { folder, manifest } = code
  const files = new Set<string>()
  const specifiers = new Set<string>()
  const work = new Set(entriesOf(code, entry).map((file) => path.posix.join(folder, file)))
  let bytes = 0
  let isLocal = false
  const meet = (from: string, specifier: string): void => {
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) work.add(path.posix.join(path.posix.dirname(from), specifier))
    else if (!isBuiltin(specifier)) specifiers.add(specifier)
  }
  for (const file of work) {
    const text = readWithSuffix(file, (candidate) => files.has(candidate) || known.has(candidate))
    if (!text) continue
    files.add(text.file)
    bytes += text.content.length
    if (bytes > MOST_BYTES) break
    // Names of packages are ASCII, and one byte per character is the fastest.
    const latin = text.content.toString('latin1')
    isLocal ||= LOCAL.test(latin)
    for (const [, , specifier] of latin.matchAll(IMPORT)) {
      if (!specifier!.startsWith('#')) meet(text.file, specifier!)
      else for (const target of targetsOf(manifest['imports'], specifier!)) meet(`${folder}/package.json`, target)
    }
  }
  const packages = [...specifiers].map(splitSpecifier)
  return {
    packages: packages.filter(({ name }) => name !== manifest['name'] && NAME.test(name)),
    files,
    bytes,
    isLocal: isLocal || bytes > MOST_BYTES,
  }
}

function readWithSuffix(file: string, isKnown: (file: string) => boolean): { file: string; content: Buffer } | undefined {
  for (const suffix of SUFFIXES) {
    const candidate = file + suffix
    if (!/\.[cm]?js$/.test(candidate)) continue
    if (isKnown(candidate)) return undefined
    const content = readIfThere(candidate)
    if (content) return { file: candidate, content }
  }
  return undefined
}

function splitSpecifier(specifier: string): { name: string; entry: string } {
  const parts = specifier.split('/')
  const inside = parts.splice(/^[@.]/.test(specifier) ? 2 : 1)
  return { name: parts.join('/'), entry: ['.', ...inside].join('/') }
}

/** The files of an entry, under whatever conditions; relative to the folder. */
function entriesOf({ folder, manifest }: PackageCode, entry: string): string[] {
  const { exports, main, module } = manifest
  const byPath = typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'))
  if (entry === '.') {
    const own = byPath ? (exports as Record<string, unknown>)['.'] : exports
    return [...leavesOf(own), ...leavesOf(main), ...leavesOf(module), 'index.js']
  }
  if (!entry.startsWith('.')) {
    // The same entry may lead to another file at run time.
    const file = `./${path.posix.relative(folder, entry)}`
    const alike = byPath ? Object.values(exports).map(leavesOf) : []
    return [file, ...alike.filter((leaves) => leaves.includes(file)).flat()]
  }
  if (exports !== undefined && exports !== null) return targetsOf(exports, entry)
  const nested = nestedManifest(`${folder}/${entry}/package.json`)
  return [entry, ...[...leavesOf(nested['main']), ...leavesOf(nested['module'])].map((file) => `${entry}/${file}`)]
}

function nestedManifest(file: string): Record<string, unknown> {
  const content = readIfThere(file)
  try {
    return content ? (JSON.parse(content.toString('utf8')) as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Where a name leads in the table `exports` or `imports` of a manifest, under whatever conditions. */
function targetsOf(table: unknown, name: string): string[] {
  if (typeof table !== 'object' || table === null) return []
  return Object.entries(table).flatMap(([key, value]) => {
    if (key === name) return leavesOf(value)
    const [before, after] = (key.endsWith('/') ? `${key}*` : key).split('*')
    if (after === undefined || name.length < before!.length + after.length) return []
    if (!name.startsWith(before!) || !name.endsWith(after)) return []
    const middle = name.slice(before!.length, name.length - after.length)
    return leavesOf(value).map((leaf) => (leaf.endsWith('/') ? leaf + middle : leaf.replaceAll('*', () => middle)))
  })
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : []
}
