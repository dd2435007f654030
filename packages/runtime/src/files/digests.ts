import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import type { FileDigests } from '../backends/backend.js'
import { expected, failure, raw } from './raw-fs.js'

/** What is known of a file's content as long as it looks the same. */
interface Known {
  size: number
  mtimeMs: number
  ctimeMs: number
  ino: number
  digest: string
}

/** Above this many the memory starts anew. */
const LIMIT = 200_000
/** Read at a time. Bytes. */
const CHUNK = 1 << 20
/** From here on an asynchronous function reads in the background. Bytes. */
const LARGE = 1 << 18
/** A change within one tick of the file system's clock shows in no time: milliseconds, and for clocks of whole seconds. */
const TICK = 100
const COARSE_TICK = 2_100

const known = new Map<string, Known>()
let buffer: Buffer | undefined

/** Whether a later change must show in the times. */
export function isSettled({ mtimeMs, ctimeMs }: Stats, now = Date.now()): boolean {
  const isCoarse = mtimeMs % 1000 === 0 && ctimeMs % 1000 === 0
  const changed = mtimeMs <= now ? Math.max(mtimeMs, ctimeMs) : ctimeMs
  return now - changed > (isCoarse ? COARSE_TICK : TICK)
}

/** Inode numbers tell a file from another one that took its place; the change time cannot be set by hand. */
export function looksSame(a: Omit<Known, 'digest'>, b: Omit<Known, 'digest'>): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino
}

/** The digest that these times stand for, without reading the file. */
export function knownDigest(path: string, stats: Stats, ledger: FileDigests | undefined): string | undefined {
  const found = known.get(path)
  if (found !== undefined && looksSame(found, stats)) return found.digest
  const row = ledger?.find(path)
  if (row === undefined || row.state !== stateOf(stats)) return undefined
  remember(path, stats, row.digest)
  return row.digest
}

/** The digest of a regular file, or why it cannot be read. */
export function digestFile(path: string, stats: Stats, ledger: FileDigests | undefined): string {
  return knownDigest(path, stats, ledger) ?? expected(() => readDigest(path, ledger))
}

function readDigest(path: string, ledger: FileDigests | undefined): string {
  let file: number | undefined
  try {
    // Not blocking: a pipe may have taken the file's place.
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

/** Takes the digest of a large file in the background, so that it is known afterwards. Trouble shows later. */
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
    // Whoever asks for the digest finds out the same.
  }
}

/** 144 bits of a SHA-256. */
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
