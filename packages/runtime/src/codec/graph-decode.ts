import { fromUtf16, type GraphNode } from './graph.js'
import { ERRORS_BY_NAME, VIEWS_BY_NAME } from './kinds.js'

/** The value that `encodeGraph` took apart. Throws on anything else. */
export function decodeGraph(graph: unknown): unknown {
  const [root, nodes] = graph as [unknown, GraphNode[]]
  const values: unknown[] = []
  const part = (of: unknown): unknown => {
    if (Array.isArray(of)) return of[0]
    if (typeof of !== 'number' || !(of in values)) throw new RangeError('a part that does not exist')
    return values[of]
  }
  // What other nodes need in full comes first, then the empty shells of the rest, then their contents.
  for (const make of [makeLeaf, makeShell]) {
    for (let id = 0; id < nodes.length; id++) if (!(id in values)) make(nodes[id]!, id, values, part)
  }
  for (let id = 0; id < nodes.length; id++) fill(nodes[id]!, values[id], part)
  // Only what is complete can be closed.
  for (const [tag, level, of] of nodes) if (tag === 'i') close(part(of) as object, level)
  return part(root)
}

type PartOf = (of: unknown) => unknown

function makeLeaf([tag, first]: GraphNode, id: number, values: unknown[]): void {
  if (tag === '-') values[id] = -0
  else if (tag === 'w') values[id] = fromUtf16(first as Uint8Array)
  else if (tag === 'n') values[id] = first
  // Its own buffer: the bytes were copied out of the entry.
  else if (tag === 'b') values[id] = (first as Uint8Array).slice().buffer
}

function makeShell([tag, ...rest]: GraphNode, id: number, values: unknown[], part: PartOf): void {
  values[id] = shellOf(tag, rest, part)
}

function shellOf(tag: string, rest: unknown[], part: PartOf): unknown {
  switch (tag) {
    case 'o':
      return rest[0] ? Object.create(null) : {}
    case 'a':
      return makeHoles(rest[0] as number)
    case 'm':
      return new Map()
    case 's':
      return new Set()
    case 'd':
      return new Date(rest[0] as number)
    case 'r':
      return new RegExp(part(rest[0]) as string, rest[1] as string)
    case 'u':
      return new URL(rest[0] as string)
    case 'i':
      return undefined
    case 'p':
      return Object(part(rest[0]))
    case 'e':
      return new (ERRORS_BY_NAME.get(rest[0] as string)!)()
    case 'v':
      return new (VIEWS_BY_NAME.get(rest[0] as string)!)(part(rest[1]) as ArrayBuffer, rest[2] as number, rest[3] as number)
    default:
      throw new TypeError(`unknown node ${tag}`)
  }
}

function makeHoles(length: number): unknown[] {
  const array: unknown[] = []
  array.length = length
  return array
}

function fill([tag, ...rest]: GraphNode, value: unknown, part: PartOf): void {
  if (tag === 'o') define(value as object, rest[1] as unknown[], rest[2] as unknown[], part)
  else if (tag === 'a') fillArray(value as unknown[], rest[1] as unknown[] | null, rest[2] as unknown[], part)
  else if (tag === 's') for (const item of rest[0] as unknown[]) (value as Set<unknown>).add(part(item))
  else if (tag === 'm') {
    const parts = rest[0] as unknown[]
    for (let i = 0; i < parts.length; i += 2) (value as Map<unknown, unknown>).set(part(parts[i]), part(parts[i + 1]))
  } else if (tag === 'r') (value as RegExp).lastIndex = part(rest[2]) as number
  else if (tag === 'e') fillError(value as Error, rest as [string, unknown[], boolean[], unknown[]], part)
}

function fillArray(array: unknown[], keys: unknown[] | null, parts: unknown[], part: PartOf): void {
  if (keys) return define(array, keys, parts, part)
  for (let i = 0; i < parts.length; i++) array[i] = part(parts[i])
}

function define(object: object, keys: unknown[], parts: unknown[], part: PartOf): void {
  for (let i = 0; i < keys.length; i++) setOwn(object, nameOf(keys[i]), part(parts[i]), true)
}

function fillError(error: Error, [, keys, enumerable, parts]: [string, unknown[], boolean[], unknown[]], part: PartOf): void {
  const names = keys.map(nameOf)
  // Also `errors`, which stands first in an AggregateError that was made without a message.
  for (const name of Object.getOwnPropertyNames(error)) {
    if (name !== 'stack' || !names.includes(name)) delete (error as unknown as Record<string, unknown>)[name]
  }
  names.forEach((name, i) => {
    const value = part(parts[i])
    // Assigned, where it can be: newer engines make `stack` an accessor of their own.
    if (name === 'stack' && typeof value === 'string' && !enumerable[i]) error.stack = value
    else setOwn(error, name, value, enumerable[i] === true)
  })
}

function close(object: object, level: unknown): void {
  if (level === 2) Object.freeze(object)
  else if (level === 1) Object.seal(object)
  else Object.preventExtensions(object)
}

/** Never through a setter: `__proto__` is a name like any other. */
function setOwn(object: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(object, name, { value, enumerable, writable: true, configurable: true })
}

const nameOf = (name: unknown): string => (typeof name === 'string' ? name : fromUtf16(name as Uint8Array))
