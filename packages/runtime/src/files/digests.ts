import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import type { FileDigests } from '../backends/backend.js'
import { expected, failure, raw } from './observing/raw-fs.js'

/** What is known about a file's content while its metadata is unchanged. */
interface Known {
  size: number
  mtimeMs: number
  ctimeMs: number
  ino: number
  digest: string
}

/** Above this number of files, the cache is cleared. */
const LIMIT = 200_000
/** Bytes per read. */
const CHUNK = 1 << 20
/** Files from this size on are read in the background by asynchronous functions. Bytes. */
const LARGE = 1 << 18
/**
 * A change within one tick of the file system's clock doesn't change the times. Milliseconds; the second value is for clocks of whole
 * seconds.
 */
const TICK = 100
const COARSE_TICK = 2_100

const known = new Map<string, Known>()
let buffer: Buffer | undefined

/** Whether any later change will be visible in the times. */
export function isSettled({ mtimeMs, ctimeMs }: Stats, now = Date.now()): boolean {
  const isCoarse = mtimeMs % 1000 === 0 && ctimeMs % 1000 === 0
  const changed = mtimeMs <= now ? Math.max(mtimeMs, ctimeMs) : ctimeMs
  return now - changed > (isCoarse ? COARSE_TICK : TICK)
}

/** The inode number reveals a file that replaced another one. The change time can't be set by programs. */
export function looksSame(a: Omit<Known, 'digest'>, b: Omit<Known, 'digest'>): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino
}

/** Returns the stored digest for these times, without reading the file. */
export function knownDigest(path: string, stats: Stats, ledger: FileDigests | undefined): string | undefined {
  const found = known.get(path)
  if (found !== undefined && looksSame(found, stats)) return found.digest
  const row = ledger?.find(path)
  if (row === undefined || row.state !== stateOf(stats)) return undefined
  remember(path, stats, row.digest)
  return row.digest
}

/** Returns the digest of a regular file, or why it can't be read. */
export function digestFile(path: string, stats: Stats, ledger: FileDigests | undefined): string {
  return knownDigest(path, stats, ledger) ?? expected(() => readDigest(path, ledger))
}

function readDigest(path: string, ledger: FileDigests | undefined): string {
  let file: number | undefined
  try {
    // Non-blocking, because a pipe may have replaced the file.
    file = raw.openSync(path, raw.constants.O_RDONLY | (raw.constants.O_NONBLOCK ?? 0))
    for (let attempt = 0; attempt < 3; attempt++) {
      const before = raw.fstatSync(file)
      if (!before.isFile()) return '!SPECIAL'
      const digest = digestOpen(file)
      if (looksSame(before, raw.fstatSync(file))) {
        keep(path, before, digest, ledger)
        return digest
      }
    }
    return '!CHANGING'
  } catch (error) {
    return failure(error)
  } finally {
    if (file !== undefined) raw.closeSync(file)
  }
}

function digestOpen(file: number): string {
  const hash = createHash('sha256')
  buffer ??= Buffer.allocUnsafeSlow(CHUNK)
  for (let at = 0; ;) {
    const count = raw.readSync(file, buffer, 0, CHUNK, at)
    if (count === 0) return short(hash.digest('base64url'))
    hash.update(buffer.subarray(0, count))
    at += count
  }
}

/** Computes the digest of a large file in the background, so that it is known later. Errors are reported then. */
export async function digestAhead(path: string, ledger: FileDigests | undefined): Promise<void> {
  try {
    const stats = await raw.promises.stat(path)
    if (!stats.isFile() || stats.size < LARGE || !isSettled(stats) || knownDigest(path, stats, ledger) !== undefined) return
    const file = await expected(() => raw.promises.open(path, 'r'))
    try {
      const before = await file.stat()
      const hash = createHash('sha256')
      const chunk = Buffer.allocUnsafeSlow(CHUNK)
      for (let at = 0; ;) {
        const { bytesRead } = await file.read(chunk, 0, CHUNK, at)
        if (bytesRead === 0) break
        hash.update(chunk.subarray(0, bytesRead))
        at += bytesRead
      }
      if (looksSame(before, await file.stat())) keep(path, before, short(hash.digest('base64url')), ledger)
    } finally {
      await file.close()
    }
  } catch {
    // The code that asks for the digest gets the same error.
  }
}

/** Returns the first 144 bits of a SHA-256. */
export function digestText(text: string): string {
  return short(createHash('sha256').update(text).digest('base64url'))
}

const short = (digest: string): string => digest.slice(0, 24)

function keep(path: string, stats: Stats, digest: string, ledger: FileDigests | undefined): void {
  if (!isSettled(stats)) return
  remember(path, stats, digest)
  ledger?.keep(path, stateOf(stats), digest)
}

function remember(path: string, { size, mtimeMs, ctimeMs, ino }: Stats, digest: string): void {
  if (known.size >= LIMIT) known.clear()
  known.set(path, { size, mtimeMs, ctimeMs, ino, digest })
}

const stateOf = ({ size, mtimeMs, ctimeMs, ino }: Stats): string => `${size} ${mtimeMs} ${ctimeMs} ${ino}`
