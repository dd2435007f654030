import { Unkeyable } from '../../src/reporting/errors.js'
import type { SiteRecord } from '../../src/generated.js'
import { deriveKey } from '../../src/key.js'
import { Site } from '../../src/sites/site.js'

export const base: SiteRecord = { id: 'p/f.ts#f', version: 'v1', kind: 'sync', params: ['x', 'y'], slot: 2, declared: 2 }

/** The key of a call with one argument. */
export const keyOf = (value: unknown, record: Partial<SiteRecord> = {}): string =>
  deriveKey(new Site({ ...base, ...record }), [value], undefined, undefined, -1)

/** The key of a method's call without arguments. */
export const keyOfThis = (self: unknown, isByText = false): string =>
  deriveKey(new Site({ ...base, usesThis: true }, isByText), [], self, undefined, -1)

/** Why no key could be made. */
export function why(make: () => string): string {
  try {
    make()
  } catch (error) {
    if (error instanceof Unkeyable) return error.reason
    throw error
  }
  throw new Error('it was keyed')
}

export class Point {
  constructor(
    public x: number,
    public y: number,
  ) {}
}
export class Point3 extends Point {
  z = 0
}
