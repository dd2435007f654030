import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { BuildSettings } from '../surroundings/build-settings.js'
import { findCacheFolder, findCacheFolders } from './cache-file.js'
import { projectRoot } from '../surroundings/source-files.js'
import { digestOfContent } from '../surroundings/made-texts.js'

/** What a build records for the command line: its settings and the files that it rewrote. */
export interface BuildRecord {
  /** `vite`, `esbuild`, `node`, … */
  tool: string
  /** Vite's name for the environment: `client`, `ssr`. */
  environment?: string
  /** Absolute, with `/`. */
  root: string
  /** The plugin's version. */
  version: string
  alias: Record<string, string>
  settings: BuildSettings
  /** Files with tags, relative to the root. */
  tagged: string[]
}

export interface LastBuild extends BuildRecord {
  /** Milliseconds since 1970. */
  at: number
}

const RECORD_FORMAT = 1
const NAME = /^build-[\w-]{16}\.json$/
/** Per folder; the oldest records are removed first. */
const MOST_RECORDS = 32

/** One for each tool, environment and mode, so that a test run doesn't replace a build's record. */
const fileOfRecord = (folder: string, { tool, environment, root, settings }: BuildRecord): string =>
  path.join(folder, `build-${digestOfContent(JSON.stringify([tool, environment, root, settings.mode])).slice(0, 16)}.json`)

/**
 * Writes the record, including those tagged files of the earlier one that `still` returns. If nothing changed, only its time is
 * updated. A failure never breaks the build.
 */
export function keepBuildRecord(record: BuildRecord, still: (earlier: string[]) => string[]): void {
  const folder = findCacheFolder(record.root)
  if (folder === undefined) return
  const file = fileOfRecord(folder, record)
  const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`
  try {
    const earlier = textOf(file)
    const tagged = [...new Set([...still(parseRecord(earlier)?.tagged ?? []), ...record.tagged])].toSorted()
    const text = JSON.stringify({ format: RECORD_FORMAT, ...record, tagged })
    if (text === earlier) return utimesSync(file, new Date(), new Date())
    mkdirSync(folder, { recursive: true })
    writeFileSync(own, text)
    renameSync(own, file)
    for (const old of filesIn(folder).slice(MOST_RECORDS)) rmSync(old, { force: true })
  } catch {
    // The folder isn't writable, so `cachecache doctor` will find no build.
  }
}

/** The builds whose root is in the folder or encloses it, latest first. */
export function readBuildRecords(folder: string): LastBuild[] {
  const place = projectRoot(folder)
  const lies = (inside: string, outside: string) => inside === outside || inside.startsWith(outside.replace(/\/?$/, '/'))
  const records = findCacheFolders(place)
    .flatMap(filesIn)
    .flatMap((file) => {
      const record = parseRecord(textOf(file))
      if (!record || !(lies(record.root, place) || lies(place, record.root))) return []
      return [{ ...record, at: statSync(file).mtimeMs }]
    })
  return records.toSorted((a, b) => b.at - a.at)
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function parseRecord(text: string | undefined): BuildRecord | undefined {
  if (text === undefined) return undefined
  try {
    const { format, ...record } = JSON.parse(text) as BuildRecord & { format: unknown }
    return format === RECORD_FORMAT ? record : undefined
  } catch {
    return undefined
  }
}

/** Newest first. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .map((name) => path.join(folder, name))
      .map((file) => ({ file, time: statSync(file).mtimeMs }))
      .toSorted((a, b) => b.time - a.time)
      .map(({ file }) => file)
  } catch {
    return []
  }
}
