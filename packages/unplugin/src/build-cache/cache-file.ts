import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Numbers } from '../bits.js'
import { FileNames } from '../file-names.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import type { SeenFile } from './seen-files.js'
import { digestOfContent } from '../surroundings/made-texts.js'
import type { CachedTransform, ModuleResult } from './cached-transform.js'

/** What is stored on disk between two builds. All of it may be deleted at any time. */
export interface CacheTable {
  /** By path of the tagged module, least recently used first. */
  results: [file: string, result: CachedTransform][]
  /** By digest. */
  seen: [id: string, file: SeenFile][]
  /** Whether what plugins make of a text means the same, by the digests of both. */
  verdicts: [key: string, isSame: boolean][]
}

const CACHE_FORMAT = 3
/** In characters. Beyond it, the least recently used results are dropped. */
const LARGEST = 32e6

/** Settings whose results are stored separately. */
export interface CacheSettings {
  alias: Record<string, string>
  strict: boolean
  settings: BuildSettings
}

/** The file that stores a project's results; none if nothing is installed, or if the user disabled it. */
export function findCacheFile(root: string, { alias, strict, settings }: CacheSettings): string | undefined {
  const folder = findCacheFolder(root)
  return (
    folder && path.join(folder, `results-${digestOfContent(JSON.stringify([root, alias, strict, settings])).slice(0, 16)}.json`)
  )
}

/** The folder that stores a project's results and records; the same rules as for `findCacheFile`. */
export const findCacheFolder = (root: string): string | undefined => findCacheFolders(root)[0]

/** The same, followed by those of enclosing packages, whose builds may have included its files. */
export function findCacheFolders(root: string): string[] {
  const chosen = process.env['CACHECACHE_ANALYSIS']
  if (chosen === 'off') return []
  return chosen ? [path.resolve(chosen)] : cacheFolders(root)
}

/** Like find-cache-dir: one folder for each enclosing package that has a `node_modules`, nearest first; in `.yarn` with Plug'n'Play. */
function cacheFolders(root: string): string[] {
  const found: string[] = []
  for (let folder = root; ; folder = path.dirname(folder)) {
    const isThere = (name: string) => existsSync(path.join(folder, name))
    const parent = isThere('node_modules') ? 'node_modules' : isThere('.pnp.cjs') ? '.yarn' : undefined
    if (parent !== undefined && isThere('package.json')) found.push(path.join(folder, parent, '.cache', 'cachecache'))
    if (path.dirname(folder) === folder) return found
  }
}

/** The first line: format, plugin stamp, and the digest of the rest. The file is read only if it matches exactly. */
const headOf = (body: string) => `cachecache results ${CACHE_FORMAT} ${pluginStamp()} ${digestOfContent(body)}\n`

export function readCacheFile(file: string): CacheTable | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const body = text.slice(text.indexOf('\n') + 1)
    return text.startsWith(headOf(body)) ? unpack(JSON.parse(body) as PackedTable) : undefined
  } catch {
    return undefined
  }
}

/** Files, digests and the lists of them are stored as numbers, because a project's results share most of them. */
interface PackedTable {
  names: string[]
  lists: number[][]
  results: [file: string, result: PackedResult, seen: number[], watched: number[]][]
  seen: CacheTable['seen']
  verdicts: CacheTable['verdicts']
}

type PackedResult = Omit<CachedTransform, 'seen' | 'result'> & { result?: Omit<ModuleResult, 'watchFiles'> }

function pack({ results, seen, verdicts }: CacheTable): PackedTable {
  const names = new Numbers<string>()
  const lists = new Numbers<readonly string[]>()
  const packed = results.map(([file, { text, seen: ids, result }]): PackedTable['results'][number] => {
    const { watchFiles, ...rest } = result ?? {}
    const stored = { text, ...(result && { result: rest as Omit<ModuleResult, 'watchFiles'> }) }
    return [file, stored, ids.map((list) => lists.of(list)), (watchFiles?.lists ?? []).map((list) => lists.of(list))]
  })
  return {
    lists: lists.list.map((list) => list.map((name) => names.of(name))),
    names: names.list,
    results: packed,
    seen,
    verdicts,
  }
}

function unpack({ names, lists: numbers, results, seen, verdicts }: PackedTable): CacheTable {
  const lists = numbers.map((list) => list.map((number) => names[number]!))
  const listsOf = (of: readonly number[]) => of.map((number) => lists[number]!)
  return {
    results: results.map(([file, { text, result }, ids, watched]) => [
      file,
      { text, seen: listsOf(ids), ...(result && { result: { ...result, watchFiles: new FileNames(listsOf(watched)) } }) },
    ]),
    seen,
    verdicts,
  }
}

/** Concurrent builds each write a complete file; the last one wins. */
export function writeCacheFile(file: string, table: CacheTable): void {
  const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  try {
    let body = JSON.stringify(pack(table))
    while (body.length > LARGEST && table.results.length > 0) {
      const results = table.results.slice(Math.ceil(table.results.length / 4))
      const used = new Set([...new Set(results.flatMap(([, { seen }]) => seen))].flat())
      table = { ...table, results, seen: table.seen.filter(([id]) => used.has(id)) }
      body = JSON.stringify(pack(table))
    }
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(own, headOf(body) + body)
    renameSync(own, file)
  } catch {
    // The folder isn't writable: the next build computes everything again.
    remove(own)
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // The folder is inaccessible.
  }
}

/** Replaced by `build.mjs` with a digest of the plugin's own text. */
declare const BUILD_STAMP: string | undefined

let stamp: string | undefined

/** Identifies the release and the build of the plugin, because others produce different results. */
function pluginStamp(): string {
  const build = () => (typeof BUILD_STAMP === 'string' ? BUILD_STAMP : stampOfSources())
  return (stamp ??= digestOfContent(`${build()} ${process.version}`).slice(0, 16))
}

/** Used when the plugin runs from source, which only its own tests do. */
function stampOfSources(): string {
  const source = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file))
  return files
    .toSorted()
    .map((file) => {
      const { mtimeMs, size } = statSync(path.join(source, file))
      return `${file} ${mtimeMs} ${size}`
    })
    .join('\n')
}
