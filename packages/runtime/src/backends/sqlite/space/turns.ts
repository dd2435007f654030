import { isBusy, type Connection } from '../connection.js'
import type { Database } from '../database.js'

/** The target time of one portion. Other processes wait for its lock, and the event loop for its end. Milliseconds. */
const PORTION = 40
/** Pause between two portions, for other processes. Milliseconds. */
const REST = 1
/** The maximum pause between two attempts. Milliseconds. */
const PAUSE = 10
/** How long an operation that removes entries waits for other writers. Milliseconds. */
const PATIENCE = 10_000

const pause = (milliseconds: number): Promise<void> => new Promise((over) => setTimeout(over, milliseconds))

/**
 * Runs the work as soon as no other connection writes, without blocking the event loop.
 *
 * @param longest milliseconds
 */
export async function retryWhileBusy<T>(work: () => T | Promise<T>, longest = PATIENCE): Promise<T> {
  for (const started = performance.now(); ;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > longest) throw error
    }
    // A random pause, because several waiting processes would collide again and again.
    await pause(Math.random() * PAUSE)
  }
}

/** The page cache of a connection during a large task. Pages of indices are used again and again. Kilobytes. */
const CACHE = 64_000

/** The minimum and maximum number of rows or pages in one portion. */
export interface PortionSizes {
  readonly least: number
  readonly most: number
}

/**
 * Splits a large task into portions that each take a short time.
 *
 * @param step processes this many rows or pages. @returns whether any are left
 */
export async function inPortions(
  database: Database,
  sizes: PortionSizes,
  step: (connection: Connection, size: number) => boolean,
): Promise<void> {
  const usual = database.run((connection) => {
    const { cache_size: size } = connection.get<{ cache_size: number }>('PRAGMA cache_size')!
    connection.exec(`PRAGMA cache_size = -${CACHE}`)
    return size
  })
  try {
    await repeat(database, sizes, step)
  } finally {
    database.run((connection) => connection.exec(`PRAGMA cache_size = ${usual}`))
  }
}

async function repeat(
  database: Database,
  { least, most }: PortionSizes,
  step: (connection: Connection, size: number) => boolean,
): Promise<void> {
  for (let size = least; ;) {
    const started = performance.now()
    let took = 0
    const isLeft = await retryWhileBusy(() => {
      const begun = performance.now()
      const left = database.run((connection) => step(connection, size))
      took = performance.now() - begun
      return left
    })
    if (!isLeft) return
    // At most doubled, because one fast portion is weak evidence.
    const fitting = Math.floor(size * Math.min(2, PORTION / Math.max(took, 1)))
    size = Math.max(least, Math.min(most, fitting))
    // The pause must be long enough for others to get the lock.
    await pause(Math.min(PORTION, Math.max(REST, (performance.now() - started) / 10)))
  }
}
