import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildSettings } from '../surroundings/build-settings.js'
import { digestOfContent, type SeenFile } from './seen-files.js'
import type { KeptResult } from './kept-results.js'

/** What lies on disk between two builds. Any of it may be thrown away at any time. */
export interface KeptTable {
  /** By path of the tagged module, the longest unused first. */
  results: [file: string, result: KeptResult][]
  /** By digest. */
  seen: [id: string, file: SeenFile][]
}

const KEPT_FORMAT = 2
/** Characters; beyond it the results that were unused for longest are dropped. */
const LARGEST = 32e6

/** What results of one project are kept apart by. */
export interface KeptSettings {
  alias: Record<string, string>
  strict: boolean
  settings: BuildSettings
}

/** Where results of a project are kept; none without a `node_modules` folder, or where the user does not want it. */
export function findKeptFile(root: string, { alias, strict, settings }: KeptSettings): string | undefined {
  const folder = findKeptFolder(root)
  return (
    folder && path.join(folder, `results-${digestOfContent(JSON.stringify([root, alias, strict, settings])).slice(0, 16)}.json`)
  )
}

/** Where results and records of a project are kept, as `findKeptFile` says. */
export const findKeptFolder = (root: string): string | undefined => findKeptFolders(root)[0]

/** The same, then those of the packages around it, whose builds may have met its files. */
export function findKeptFolders(root: string): string[] {
  const chosen = process.env['CACHECACHE_ANALYSIS']
  if (chosen === 'off') return []
  return chosen ? [path.resolve(chosen)] : cacheFolders(root)
}

/** Like find-cache-dir: of the packages that have a `node_modules`, the nearest first. */
function cacheFolders(root: string): string[] {
  const found: string[] = []
  for (let folder = root; ; folder = path.dirname(folder)) {
    const modules = path.join(folder, 'node_modules')
    if (existsSync(path.join(folder, 'package.json')) && existsSync(modules))
      found.push(path.join(modules, '.cache', 'cachecache'))
    if (path.dirname(folder) === folder) return found
  }
}

/** The first line: format, plugin, and the digest of the rest. Anything else than exactly that is not read. */
const headOf = (body: string) => `cachecache results ${KEPT_FORMAT} ${pluginStamp()} ${digestOfContent(body)}\n`

export function readKeptFile(file: string): KeptTable | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const body = text.slice(text.indexOf('\n') + 1)
    return text.startsWith(headOf(body)) ? unpack(JSON.parse(body) as PackedTable) : undefined
  } catch {
    return undefined
  }
}

/** Files and digests by number: results of one project are made of the same ones. */
interface PackedTable {
  names: string[]
  results: [file: string, result: KeptResult, seen: number[], watched: number[]][]
  seen: KeptTable['seen']
}

function pack({ results, seen }: KeptTable): PackedTable {
  const numbers = new Map<string, number>()
  const numberOf = (name: string) => {
    let number = numbers.get(name)
    if (number === undefined) numbers.set(name, (number = numbers.size))
    return number
  }
  const packed = results.map(([file, kept]): PackedTable['results'][number] => [
    file,
    { ...kept, seen: [], ...(kept.result && { result: { ...kept.result, watchFiles: [] } }) },
    kept.seen.map(numberOf),
    kept.result?.watchFiles.map(numberOf) ?? [],
  ])
  return { names: [...numbers.keys()], results: packed, seen }
}

function unpack({ names, results, seen }: PackedTable): KeptTable {
  for (const [, kept, ids, watched] of results) {
    kept.seen = ids.map((number) => names[number]!)
    if (kept.result) kept.result.watchFiles = watched.map((number) => names[number]!)
  }
  return { results: results.map(([file, kept]) => [file, kept]), seen }
}

/** Builds at the same time each write a whole file; the last one stays. */
export function writeKeptFile(file: string, table: KeptTable): void {
  const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  try {
    let body = JSON.stringify(pack(table))
    while (body.length > LARGEST && table.results.length > 0) {
      const results = table.results.slice(Math.ceil(table.results.length / 4))
      const used = new Set(results.flatMap(([, { seen }]) => seen))
      table = { results, seen: table.seen.filter(([id]) => used.has(id)) }
      body = JSON.stringify(pack(table))
    }
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(own, headOf(body) + body)
    renameSync(own, file)
  } catch {
    // A folder that cannot be written: the next build works everything out again.
    remove(own)
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Nor looked into.
  }
}

/** Put in by `build.mjs`: a digest of the plugin's own text. */
declare const BUILD_STAMP: string | undefined

let stamp: string | undefined

/** Another release, or another build of this one, makes other results. */
function pluginStamp(): string {
  const build = () => (typeof BUILD_STAMP === 'string' ? BUILD_STAMP : stampOfSources())
  return (stamp ??= digestOfContent(`${build()} ${process.version}`).slice(0, 16))
}

/** Where the plugin runs as it is written, which only its own tests do. */
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
