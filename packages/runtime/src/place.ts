import { platform } from '#platform'

/** Where one call's results lie. */
export interface Place {
  location: string
  /** Bytes. */
  maxSize?: number | undefined
  /** Index of the value that stays out of the key because results lie beside what it names; -1 for none. */
  omit: number
}

export const locate: unique symbol = Symbol.for('cachecache.locate') as never

/** What says where results go; made by `Cacher` and `distributedCacher`. */
export interface AnyCacher {
  /** @param params names of the values */
  [locate](params: readonly string[], values: readonly unknown[]): Place
}

export function isCacher(value: unknown): value is AnyCacher {
  return typeof value === 'function' && typeof (value as Partial<AnyCacher>)[locate] === 'function'
}

/** Where results go when nobody says otherwise. */
export function defaultLocation(): string {
  const path = platform.env('CACHECACHE_PATH')
  if (path !== undefined && path !== '') return path
  return platform.name === 'browser' ? 'memory:' : '~/.cachecache'
}
