import { arrayOf, bytesOf, numberOf, primitiveOf, textOf } from './expect.js'
import { fromUtf16, type GraphNode } from './graph.js'
import { ERRORS_BY_NAME, VIEWS_BY_NAME } from './kinds.js'

/**
 * Decodes a graph encoded by `encodeGraph`. Throws on anything else. Forged bytes can't allocate more memory than their size justifies, and
 * run no code.
 *
 * @param size of the encoded graph, bytes
 */
export function decodeGraph(graph: unknown, size: number): unknown {
  const [root, list] = arrayOf(graph)
  const nodes = arrayOf(list).map((node) => arrayOf(node) as GraphNode)
  const values: unknown[] = []
  const part = (of: unknown): unknown => {
    if (Array.isArray(of)) return of[0]
    if (typeof of !== 'number' || !(of in values)) throw new RangeError('a part that does not exist')
    return values[of]
  }
  const budget = { elements: size }
  // First the objects that other nodes need complete, then empty shells of the rest, then their contents.
  nodes.forEach(([tag, first], id) => {
    if (LEAVES.has(tag)) values[id] = makeLeaf(tag, first)
  })
  nodes.forEach(([tag, ...rest], id) => {
    if (!(id in values)) values[id] = makeShell(tag, rest, part, budget)
  })
  nodes.forEach(([tag, ...rest], id) => fill(tag, rest, values[id], part))
  // Only a complete object can be made non-extensible.
  for (const [tag, level, of] of nodes) if (tag === 'i') close(part(of) as object, level)
  return part(root)
}

type PartOf = (of: unknown) => unknown

const LEAVES: ReadonlySet<string> = new Set(['-', 'w', 'n', 'b'])

function makeLeaf(tag: string, first: unknown): unknown {
  if (tag === '-') return -0
  const bytes = bytesOf(first)
  if (tag === 'w') return fromUtf16(bytes)
  // Copied, because the bytes are part of the entry's buffer.
  if (tag === 'b') return new Uint8Array(bytes).buffer
  // A page in a browser may define `Buffer` too.
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer)
}

function makeShell(tag: string, rest: unknown[], part: PartOf, budget: Budget): unknown {
  switch (tag) {
    case 'o':
      return rest[0] ? Object.create(null) : {}
    case 'a':
      return makeHoles(numberOf(rest[0]), budget)
    case 'm':
      return new Map()
    case 's':
      return new Set()
    case 'd':
      return new Date(numberOf(rest[0]))
    case 'r':
      return new RegExp(textOf(part(rest[0])), textOf(rest[1]))
    case 'u':
      return new URL(textOf(rest[0]))
    case 'i':
      return undefined
    case 'p':
      return Object(primitiveOf(part(rest[0])))
    case 'e':
      return new (ERRORS_BY_NAME.get(textOf(rest[0]))!)()
    case 'v':
      return makeView(rest, part)
    default:
      throw new TypeError(`unknown node ${tag}`)
  }
}

/** Array elements that may be allocated before they are decoded, because holes take no bytes in the entry. */
interface Budget {
  elements: number
}

/** Above this length, V8 stores elements in a dictionary, which allocates nothing for holes. */
const ALWAYS_DICTIONARY = 2 ** 26

function makeHoles(length: number, budget: Budget): unknown[] {
  const array: unknown[] = []
  if (length > budget.elements) array.length = ALWAYS_DICTIONARY
  else budget.elements -= length
  array.length = length
  return array
}

function makeView([name, of, offset, length]: unknown[], part: PartOf): ArrayBufferView {
  const buffer = part(of)
  // Given a number or a list, the constructor would allocate memory.
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError('a view of no buffer')
  return new (VIEWS_BY_NAME.get(textOf(name))!)(buffer, numberOf(offset), numberOf(length))
}

function fill(tag: string, rest: unknown[], value: unknown, part: PartOf): void {
  if (tag === 'o') define(value as object, arrayOf(rest[1]), arrayOf(rest[2]), part)
  else if (tag === 'a') fillArray(value as unknown[], rest[1], arrayOf(rest[2]), part)
  else if (tag === 's') for (const item of arrayOf(rest[0])) (value as Set<unknown>).add(part(item))
  else if (tag === 'm') {
    const parts = arrayOf(rest[0])
    for (let i = 0; i < parts.length; i += 2) (value as Map<unknown, unknown>).set(part(parts[i]), part(parts[i + 1]))
  } else if (tag === 'r') (value as RegExp).lastIndex = numberOf(part(rest[2]))
  else if (tag === 'e') fillError(value as Error, arrayOf(rest[1]), arrayOf(rest[2]), arrayOf(rest[3]), part)
}

function fillArray(array: unknown[], keys: unknown, parts: unknown[], part: PartOf): void {
  if (keys !== null) return define(array, arrayOf(keys), parts, part)
  for (let i = 0; i < parts.length; i++) array[i] = part(parts[i])
}

function define(object: object, keys: unknown[], parts: unknown[], part: PartOf): void {
  for (let i = 0; i < keys.length; i++) setOwn(object, nameOf(keys[i]), part(parts[i]), true)
}

function fillError(error: Error, keys: unknown[], enumerable: unknown[], parts: unknown[], part: PartOf): void {
  const names = keys.map(nameOf)
  // Includes `errors`, which is the first property of an AggregateError created without a message.
  for (const name of Object.getOwnPropertyNames(error)) {
    if (name !== 'stack' || !names.includes(name)) delete (error as unknown as Record<string, unknown>)[name]
  }
  names.forEach((name, i) => {
    const value = part(parts[i])
    // Assigned if possible, because in newer engines `stack` is an own accessor.
    if (name === 'stack' && typeof value === 'string' && !enumerable[i]) error.stack = value
    else setOwn(error, name, value, enumerable[i] === true)
  })
}

function close(object: object, level: unknown): void {
  if (level === 2) Object.freeze(object)
  else if (level === 1) Object.seal(object)
  else Object.preventExtensions(object)
}

/** Defines the property without calling setters: `__proto__` is treated like any other name. */
function setOwn(object: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(object, name, { value, enumerable, writable: true, configurable: true })
}

const nameOf = (name: unknown): string => (typeof name === 'string' ? name : fromUtf16(bytesOf(name)))
