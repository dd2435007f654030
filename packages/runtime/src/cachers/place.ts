import { platform } from '#platform'

/** Where the results of one call are stored. */
export interface Place {
  location: string
  /** Bytes. */
  maxSize?: number | undefined
  /** Index of the value that is not part of the key, because results are stored beside the data that it names; -1 for none. */
  omit: number
}

export const locate: unique symbol = Symbol.for('cachecache.locate') as never

/** Determines where results are stored. Created by `Cacher` and `distributedCacher`. */
export interface AnyCacher {
  /** @param params the names of the values */
  [locate](params: readonly string[], values: readonly unknown[]): Place
}

export function isCacher(value: unknown): value is AnyCacher {
  return typeof value === 'function' && typeof (value as Partial<AnyCacher>)[locate] === 'function'
}

/** Returns the location used if none is specified. */
export function defaultLocation(): string {
  const path = platform.env('CACHECACHE_PATH')
  if (path !== undefined && path !== '') return path
  return platform.name === 'browser' ? 'memory:' : '~/.cachecache'
}
