import type { Stats } from 'node:fs'
import { answerNow, ASK_KINDS, type Ask, type AskKind, type Surroundings } from './asks.js'
import { knownDigest } from './digests.js'
import { join } from 'node:path'
import { isAnswering } from './network-mounts.js'
import { raw } from './observing/raw-fs.js'
import { absolute, display, relativise, type RootName, type Roots } from './roots.js'

/** A query with its answer. */
export interface Answered extends Ask {
  answer: string
  /** For a file whose content was read. Bytes. */
  size: number
  /** Entries of a folder that are ignored because the body created them, relative to the folder. */
  except: readonly string[]
}

/** `[kind, root, path, detail, answer, size, except]`; the last two are omitted if they aren't needed. */
type Row = [kind: number, root: RootName, path: string, detail: string, answer: string, size?: number, except?: string[]]

interface Written {
  /** Format number. */
  v: 1
  /** Milliseconds since the epoch. */
  at: number
  asks: Row[]
}

const FORMAT = 1

export function encodeTrace(asks: Iterable<Answered>, roots: Roots): Uint8Array {
  const rows: Row[] = []
  for (const { kind, path, detail, answer, relative, size, except } of asks) {
    const { root, path: shown } = relativise(path, relative, roots)
    const row: Row = [ASK_KINDS.indexOf(kind), root, shown, detail, answer]
    if (kind === 'content' || except.length > 0) row.push(size)
    if (except.length > 0) row.push([...except])
    rows.push(row)
  }
  const written: Written = { v: FORMAT, at: Date.now(), asks: rows }
  return Buffer.from(JSON.stringify(written))
}

/** Keyed by the bytes that were decoded, because a store may return the same object again. */
const decoded = new WeakMap<Uint8Array, Written>()

/**
 * The latest traces, keyed by their first bytes, which contain the time: a store that reads a large row again returns new bytes each time.
 */
const recent = new Map<string, { bytes: Uint8Array; written: Written }>()
const RECENT = 100

/** @throws if the bytes are not a trace of this format */
function decodeTrace(trace: Uint8Array): Written {
  const kept = decoded.get(trace)
  if (kept !== undefined) return kept
  const bytes = Buffer.from(trace.buffer, trace.byteOffset, trace.byteLength)
  const beginning = bytes.toString('latin1', 0, 64)
  const last = recent.get(beginning)
  const isSame = last !== undefined && bytes.equals(last.bytes)
  const written = isSame ? last.written : (JSON.parse(bytes.toString()) as Written)
  if (written.v !== FORMAT || !Array.isArray(written.asks)) throw new TypeError('Not a trace.')
  if (!isSame) {
    if (recent.size >= RECENT) recent.clear()
    // Copied, because a store may reuse its buffer.
    recent.set(beginning, { bytes: Buffer.from(bytes), written })
  }
  decoded.set(trace, written)
  return written
}

export function timeOf(trace: Uint8Array): number {
  try {
    return decodeTrace(trace).at
  } catch {
    return 0
  }
}

/** Yields the queries of a trace. Yields nothing if it is damaged. */
export function* readTrace(trace: Uint8Array, roots: Roots): Generator<Answered> {
  for (const [kind, root, path, detail, answer, size = 0, except = []] of decodeTrace(trace).asks) {
    const name = ASK_KINDS[kind] as AskKind
    yield { kind: name, path: absolute(root, path, roots), detail, answer, relative: root === 'C', size, except }
  }
}

interface Paths {
  cwd: string
  dataPath: string | undefined
  list: string[]
}

const located = new WeakMap<Written, Paths>()

/** Returns the paths on this machine, computed once per working directory and data location. */
function pathsOf(written: Written, roots: Roots): string[] {
  const cwd = raw.cwd()
  const known = located.get(written)
  if (known !== undefined && known.cwd === cwd && known.dataPath === roots.dataPath) return known.list
  const list = written.asks.map(([, root, path]) => absolute(root, path, roots))
  located.set(written, { cwd, dataPath: roots.dataPath, list })
  return list
}

const CONTENT = ASK_KINDS.indexOf('content')

/** @returns undefined if no answer has changed, otherwise the first that has, formatted for messages */
export function checkTrace(trace: Uint8Array, roots: Roots, ledger: Surroundings['ledger']): string | undefined {
  let written: Written
  let paths: string[]
  try {
    written = decodeTrace(trace)
    paths = pathsOf(written, roots)
  } catch {
    return 'the list of its files cannot be read'
  }
  const around = { ledger, display: (path: string) => display(path, roots) }
  for (let index = 0; index < paths.length; index++) {
    const [kind, root, , detail, answer, size, except] = written.asks[index]!
    const full = paths[index]!
    if (!isAnswering(full)) return `${display(full, roots)} is on a mount that doesn't answer`
    if (kind === CONTENT && answer[0] !== '!') {
      // The fast path, for nearly all files.
      const stats = lookAt(full)
      if (stats === undefined) return `${display(full, roots)} is gone`
      if (stats.size !== size || !stats.isFile()) return `${display(full, roots)} changed`
      const digest = knownDigest(full, stats, ledger)
      if (digest === answer) continue
      if (digest !== undefined) return `${display(full, roots)} changed`
    }
    const name = ASK_KINDS[kind]
    if (name === undefined) return 'the list of its files cannot be read'
    const excluded = except && new Set(except.map((each) => join(full, each)))
    const now = answerNow(
      { kind: name, path: full, detail, relative: root === 'C' },
      excluded ? { ...around, except: (each) => excluded.has(each) } : around,
    )
    if (now !== answer) return `${display(full, roots)} ${describeChange(name, answer, now)}`
  }
  return undefined
}

function lookAt(path: string): Stats | undefined {
  try {
    return raw.statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function describeChange(kind: AskKind, before: string, now: string): string {
  if (before === 'no' || before === '!ENOENT') return 'is there now'
  if (now === 'no' || now === '!ENOENT') return 'is gone'
  if (kind === 'listing' || kind === 'tree' || kind === 'glob') return 'lists other files'
  if (kind === 'cwd') return 'is the working directory now'
  return kind === 'content' ? 'changed' : 'has other metadata'
}
