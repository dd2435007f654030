import type { Recording } from '../files/observing/recordings.js'
import { mapForEach } from '../key/intrinsics.js'
import { LazyValue, type BodyRun, type LazyStates } from '../key/lazy-values.js'
import { memo } from '../key/surroundings.js'
import { currentRecording } from './computation.js'

/** For each entry of a table, in the order in which they were put in: the recording of the body that did it. */
const fillings = new WeakMap<Map<unknown, unknown>, (Recording | undefined)[]>()

/** Notes which body is about to put a result into a table. @returns the table */
export function filling<T>(table: T): T {
  if (!(table instanceof Map)) return table
  let by = fillings.get(table)
  if (by === undefined) fillings.set(table, (by = []))
  by.length = table.size
  by.push(currentRecording())
  return table
}

/** A table of results that are made of files or of the environment. It counts with what it held before the call. */
class FilledTable extends LazyValue {
  constructor(
    private readonly table: Map<unknown, unknown>,
    private readonly byFiles: boolean,
  ) {
    super(table, false, undefined, undefined, undefined, false)
  }

  override settle(states: LazyStates | undefined): unknown {
    const size = states?.sizeBefore(this.table.size)
    const run = states?.run
    if (size === undefined || run === undefined) return this.table
    const kept = new Map<unknown, unknown>()
    const all = fillings.get(this.table)
    // After a removal, places are others.
    const by = all?.length === this.table.size ? all : undefined
    let at = 0
    mapForEach(this.table, (result, key) => {
      if (at < size || !this.isFilledBy(run, by?.[at])) kept.set(key, result)
      at++
    })
    return kept
  }

  /** Whether the body of the call has put the entry in, so that the call has seen the files of which it is made. */
  private isFilledBy({ recording, mayInterleave }: BodyRun, by: Recording | undefined): boolean {
    return !this.byFiles || !mayInterleave || (by !== undefined && recording?.contains(by) === true)
  }
}

/** Marks a table of results. @param byFiles they are made of files. @returns another table than a Map of primitive values as it is */
export function filled(table: unknown, byFiles?: 1): unknown {
  return table instanceof Map && memo(table) !== table ? new FilledTable(table, byFiles === 1) : table
}
