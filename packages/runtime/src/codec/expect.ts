// Checks on decoded bytes before they are used. Each throws if the check fails, and the call is a miss.

export function arrayOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no array')
  return value
}

export function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError('no bytes')
  return value
}

export function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('no number')
  return value
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text')
  return value
}

export function primitiveOf(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) throw new TypeError('no primitive')
  return value
}
