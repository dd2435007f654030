/** What differs between two values, as text; undefined if nothing that a program could see. Does not recurse. */
export function findDifference(left: unknown, right: unknown): string | undefined {
  const pairs = new Map<object, object>()
  const work: [unknown, unknown, string][] = [[left, right, '$']]
  for (let next = work.pop(); next; next = work.pop()) {
    const [a, b, path] = next
    if (!isObject(a) || !isObject(b)) {
      if (!Object.is(a, b)) return `${path}: ${String(a)} is not ${String(b)}`
      continue
    }
    if (pairs.has(a)) {
      if (pairs.get(a) !== b) return `${path}: shared otherwise`
      continue
    }
    pairs.set(a, b)
    const difference = differenceOfShells(a, b)
    if (difference !== undefined) return `${path}: ${difference}`
    for (const part of partsOf(a, b, path)) work.push(part)
  }
  return undefined
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function differenceOfShells(a: object, b: object): string | undefined {
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return 'prototypes differ'
  // `isFrozen` looks at each element of what is extensible, too.
  if (Object.isExtensible(a) !== Object.isExtensible(b)) return 'one is frozen'
  if (!Object.isExtensible(a) && Object.isFrozen(a) !== Object.isFrozen(b)) return 'one is frozen'
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return 'kinds differ'
  const [keysA, keysB] = [keysOf(a), keysOf(b)]
  if (a instanceof Error ? keysA.sort().join('\0') !== keysB.sort().join('\0') : keysA.join('\0') !== keysB.join('\0'))
    return `keys ${keysA.slice(0, 9).join()} | ${keysB.slice(0, 9).join()}`
  if (a instanceof Date && !Object.is(a.getTime(), (b as Date).getTime())) return 'times differ'
  if (a instanceof URL && a.href !== (b as URL).href) return 'addresses differ'
  if (a instanceof RegExp && String(a) !== String(b)) return 'patterns differ'
  if (ArrayBuffer.isView(a) && !Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(bytesOf(b as ArrayBufferView)))
    return 'bytes differ'
  if (a instanceof ArrayBuffer && !Buffer.from(a).equals(Buffer.from(b as ArrayBuffer))) return 'bytes differ'
  if (isBoxed(a) && !Object.is(a.valueOf(), b.valueOf())) return 'boxed values differ'
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return 'lengths differ'
  return undefined
}

const isBoxed = (value: object): boolean =>
  /^\[object (Number|String|Boolean|BigInt)\]$/.test(Object.prototype.toString.call(value))
const bytesOf = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
const keysOf = (object: object): string[] => (ArrayBuffer.isView(object) ? [] : Object.getOwnPropertyNames(object))

function partsOf(a: object, b: object, path: string): [unknown, unknown, string][] {
  const parts = keysOf(a).flatMap((key): [unknown, unknown, string][] => {
    const [left, right] = [Object.getOwnPropertyDescriptor(a, key)!, Object.getOwnPropertyDescriptor(b, key)!]
    return [
      [left.value, right.value, `${path}.${key}`],
      [left.enumerable, right.enumerable, `${path}.${key} (enumerable)`],
      [left.writable, right.writable, `${path}.${key} (writable)`],
      [left.configurable, right.configurable, `${path}.${key} (configurable)`],
    ]
  })
  if (a instanceof Map)
    parts.push(
      [[...a.keys()], [...(b as Map<unknown, unknown>).keys()], `${path}<keys>`],
      [[...a.values()], [...(b as Map<unknown, unknown>).values()], `${path}<values>`],
    )
  if (a instanceof Set) parts.push([[...a], [...(b as Set<unknown>)], `${path}<items>`])
  if (ArrayBuffer.isView(a) && !Buffer.isBuffer(a)) parts.push([a.buffer, (b as ArrayBufferView).buffer, `${path}.buffer`])
  return parts
}
