import type { ReadValues } from './functions/known-code.js'

/** The call runs uncached, without a warning. The message is the reason. */
export class SilentlyUncached extends Error {}

export const notInitialised = (): SilentlyUncached => new SilentlyUncached('not initialized yet')

/** @throws SilentlyUncached if a variable isn't initialized yet */
export function readValues(read: ReadValues): unknown[] {
  try {
    return read()
  } catch (error) {
    throw error instanceof ReferenceError ? notInitialised() : error
  }
}

const names = new WeakMap<ReadValues, readonly string[]>()

/** Returns the name of a value in the code, for messages, parsed from the build's output: `()=>[settings,handlers?.list]`. */
export function nameOfValue(read: ReadValues, index: number, count: number): string {
  let known = names.get(read)
  if (known === undefined) {
    known = String(read)
      .replace(/^[^[]*\[|\][^\]]*$/g, '')
      .replace(/\$?(?:memo|outside)_?\w*\(([^(),]*)\)/g, '$1')
      .replace(/\$?stateOf_?\w*\("[^"]*", ?"([^"]*)"\)/g, '$1')
      .replace(/\$?(?:lazily|filled)_?\w*\(([^(),]*)(?:,[^()]*)?\)/g, '$1')
      .split(',')
      .map((name) =>
        name
          .trim()
          .replace(/^\$?(?:memo|outside)_?\w*\((.*)\)$/, '$1')
          .replaceAll('?.', '.'),
      )
    names.set(read, known)
  }
  return known.length === count ? `\`${known[index]}\`` : 'a module value'
}
