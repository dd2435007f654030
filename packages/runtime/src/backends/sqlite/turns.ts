import { isBusy, type Connection } from './connection.js'
import type { Database } from './database.js'

/** What a portion of much work should take: others wait for its lock, and the event loop for its end. Milliseconds. */
const PORTION = 25
/** Between two portions others get their turn. Milliseconds. */
const REST = 1
/** Between two attempts at most. Milliseconds. */
const PAUSE = 10
/** How long somebody who removes entries waits until nobody else writes. Milliseconds. */
const PATIENCE = 10_000

const pause = (milliseconds: number): Promise<void> => new Promise((over) => setTimeout(over, milliseconds))

/**
 * Runs as soon as nobody else writes; the event loop goes on meanwhile.
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
    // Several that wait would meet again and again.
    await pause(Math.random() * PAUSE)
  }
}

/** How many rows or pages one portion has. */
export interface PortionSizes {
  readonly least: number
  readonly most: number
}

/**
 * Does much work in portions, as many rows or pages at a time as take a moment.
 *
 * @param step works on so many of them. @returns whether something is left
 */
export async function inPortions(
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
    // Twice as many at most: a single fast portion says little.
    const fitting = Math.floor(size * Math.min(2, PORTION / Math.max(took, 1)))
    size = Math.max(least, Math.min(most, fitting))
    // A moment in which nobody else gets the lock would be none.
    await pause(Math.min(PORTION, Math.max(REST, (performance.now() - started) / 10)))
  }
}
