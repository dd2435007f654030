import type { ReadValues } from './known-code.js'

/** A variable has no value yet: the call runs uncached, without a word. */
export class NotInitialised extends Error {}

/** @throws NotInitialised where a variable is not initialised yet */
export function readValues(read: ReadValues): unknown[] {
  try {
    return read()
  } catch (error) {
    throw error instanceof ReferenceError ? new NotInitialised() : error
  }
}

const names = new WeakMap<ReadValues, readonly string[]>()

/** What the values are called in code, for messages: as the build writes them, `()=>[settings,handlers?.list]`. */
export function nameOfValue(read: ReadValues, index: number, count: number): string {
  let known = names.get(read)
  if (known === undefined) {
    known = String(read)
      .replace(/^[^[]*\[|\][^\]]*$/g, '')
      .split(',')
      .map((name) => name.trim().replaceAll('?.', '.'))
    names.set(read, known)
  }
  return known.length === count ? `\`${known[index]}\`` : 'a module value'
}
