// oxlint-disable typescript/no-extraneous-class, unicorn/no-new-array, unicorn/consistent-function-scoping -- kinds of values stand in one table
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { Unkeyable } from '../../src/reporting/errors.js'
import { known, reader } from '../../src/generated.js'
import { keyOf } from '../support/keys.js'

// Two inputs have one key if and only if no program can tell them apart. A program is a list of observers.

let rate = 1
class Base {
  static limit = 1
  step() {
    return 1
  }
}
class Shape extends Base {
  #side: number
  static {
    reader(this, (o: Shape) => [o.#side])
  }
  constructor(
    side: number,
    public color = 'red',
  ) {
    super()
    this.#side = side
  }
  area() {
    return this.#side * this.#side * rate
  }
}
class Square extends Shape {
  override step() {
    return 2
  }
}
known(Base, 'base')
known(Shape, 'shape', () => [rate])
known(Square, 'square')
class Ticket {
  constructor(code: string) {
    Object.defineProperty(this, 'code', { value: code })
  }
  check(code: string) {
    return (this as unknown as { code: string }).code === code
  }
}
const times = (k: number) =>
  known(
    (x: number) => x * k,
    'times',
    undefined,
    () => [k],
  )
const makeClass = (k: number) => known(class Made { area() { return k } }, 'made', undefined, () => [k]) // prettier-ignore

/** Made anew at each call. */
const leaves: (() => unknown)[] = [
  () => 1, () => '1', () => 1n, () => -0, () => 0, () => NaN, () => null, () => undefined, () => true, () => '', () => '\ud800',
  () => ({}), () => ({ a: 1 }), () => ({ a: '1' }), () => ({ a: 1, b: 2 }), () => ({ b: 2, a: 1 }), () => Object.create(null) as object,
  () => Object.freeze({ a: 1 }), () => Object.preventExtensions({ a: 1 }), () => Object.freeze([1]), () => Object.defineProperty({}, 'a', { value: 1 }), () => ({ a: undefined }),
  () => [], () => [1], () => [undefined], () => new Array(1), () => Object.assign([1], { a: 1 }), () => Object.create({ a: 1 }) as object,
  () => new Map(), () => new Map([[1, 2]]), () => new Set([1, 2]), () => new Set([2, 1]), () => new Date(0), () => new Date(1), () => new Date(NaN),
  () => /a/g, () => Object.assign(/a/g, { lastIndex: 1 }), () => /a/, () => new URL('http://a/'), () => new URLSearchParams('a=1'),
  () => new Uint8Array([1, 2]), () => new Int8Array([1, 2]), () => new Uint8Array([0, 1, 2]).subarray(1), () => new Uint8Array([9, 1, 2]).subarray(1),
  () => new ArrayBuffer(2), () => new ArrayBuffer(2, { maxByteLength: 4 }), () => new DataView(new ArrayBuffer(4), 2), () => new DataView(new ArrayBuffer(4), 1),
  () => new Error('a'), () => new TypeError('a'), () => new Error('a', { cause: 1 }), () => new DOMException('a', 'AbortError'), () => new DOMException('a', 'TimeoutError'),
  () => Object(1), () => Object('a'), () => Symbol.iterator, () => Symbol.for('a'), () => ({ [Symbol.for('a')]: 1 }),
  () => Math.max, () => Math.min, () => (x: number) => x + 1, () => (x: number) => x + 2, () => Object.assign((x: number) => x, { k: 1 }),
  () => times(2), () => times(3), () => makeClass(2), () => new (makeClass(2))(), () => new (makeClass(3))(),
  () => new Shape(1), () => new Shape(2), () => new Shape(1, 'blue'), () => new Square(1), () => Shape, () => Square,
  () => new Ticket('a'), () => new Ticket('b'), () => Object.assign(new Shape(1), { step: () => 3 }),
  () => new Proxy({}, {}), () => new WeakMap(), () => Promise.resolve(1), () => Symbol('a'), () => ({ get a() { return 1 } }), () => times(2).bind(null),
] // prettier-ignore

const nestings: [name: string, wrap: (make: () => unknown) => unknown][] = [
  ['itself', (make) => make()],
  ['in an array', (make) => [make()]],
  ['in an object', (make) => ({ v: make() })],
  ['in a Map', (make) => new Map([['k', make()]])],
  ['as a key of a Map', (make) => new Map([[make(), 1]])],
  ['in a Set', (make) => new Set([make()])],
  ['in an instance', (make) => Object.assign(new Shape(1), { v: make() })],
  ['on a function', (make) => Object.assign((x: number) => x, { v: make() })],
  ['twice', (make) => { const value = make(); return [value, value] }],
  ['two alike', (make) => [make(), make()]],
] // prettier-ignore

/** What programs can find out. They are given the value, and what stands in it by one step. */
const observers: ((value: any) => unknown)[] = [
  (value) => typeof value,
  (value) => Object.prototype.toString.call(value),
  (value) => inspect(value, { showHidden: true, depth: 5, getters: false }).replaceAll(/\n\s+at .*/g, ''),
  (value) => Object.is(value, -0),
  (value) => (isObject(value) ? Reflect.ownKeys(value).map(String) : undefined),
  (value) => (isObject(value) ? Object.getOwnPropertyNames(value).map((name) => withoutValue(value, name)) : undefined),
  (value) => (isObject(value) ? [Object.isFrozen(value), Object.isSealed(value), Object.isExtensible(value)] : undefined),
  (value) => (isObject(value) ? Object.getPrototypeOf(value) === null : undefined),
  (value) => value?.constructor?.name,
  (value) => [value?.size, value?.length, value?.byteOffset, value?.byteLength, value?.maxByteLength, value?.buffer?.byteLength],
  (value) => (value?.buffer ? [...new Uint8Array(value.buffer)] : undefined),
  (value) => [value?.name, value?.message, value?.code, value?.cause, value?.lastIndex],
  (value) => [value?.area?.(), value?.step?.(), value?.check?.('a'), value?.constructor?.limit],
  (value) => (typeof value === 'function' && !String(value).startsWith('class') ? value(5) : undefined),
  (value) => (typeof value === 'function' && String(value).startsWith('class') ? new value(3).area() : undefined),
  (value) => [value?.a, value?.v, value?.[0], value?.[Symbol.for('a')]],
  (value) => value?.[0] !== undefined && value[0] === value[1],
  (value) => (value instanceof Map || value instanceof Set ? [...value] : undefined),
]

const isObject = (value: unknown): value is object => typeof value === 'function' || (typeof value === 'object' && value !== null)
const withoutValue = (value: object, name: string) => {
  const { value: _, ...attributes } = Object.getOwnPropertyDescriptor(value, name) as PropertyDescriptor
  return attributes
}

/** All that the observers see, of the value and of its parts. */
function look(value: unknown, depth = 3): string {
  const seen = observers.map((observe) => attempt(() => observe(value)))
  const parts = depth === 0 || !isObject(value) ? [] : partsOf(value).map((part) => look(part, depth - 1))
  return inspect([seen.map((one) => inspect(one, { depth: 6, showHidden: true }).replaceAll(/\n\s+at .*/g, '')), parts], {
    depth: 8,
    maxArrayLength: 500,
    maxStringLength: 100_000,
  })
}

function attempt(observe: () => unknown): unknown {
  try {
    return observe()
  } catch (error) {
    return `threw ${(error as Error).name}`
  }
}

function partsOf(value: object): unknown[] {
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return [...value]
  const names = Object.getOwnPropertyNames(value).filter((name) => name !== 'stack' && name !== 'prototype')
  return names.map((name) => Object.getOwnPropertyDescriptor(value, name)?.value as unknown)
}

function keyOrNone(value: unknown): string | undefined {
  try {
    return keyOf(value)
  } catch (error) {
    if (error instanceof Unkeyable) return undefined
    throw error
  }
}

test('equal keys if and only if no observer tells the values apart', { timeout: 120_000 }, () => {
  const byKey = new Map<string, string>()
  const byLook = new Map<string, string>()
  let keyed = 0
  let refused = 0
  for (const [where, wrap] of nestings) {
    for (const make of leaves) {
      const name = `${String(make)} ${where}`
      const [value, copy] = [wrap(make), wrap(make)]
      const key = keyOrNone(value)
      if (key === undefined) {
        refused++
        continue
      }
      keyed++
      // The same made again is the same for every observer.
      expect(`${name}: ${keyOrNone(copy)}`).toBe(`${name}: ${key}`)
      const seen = look(value)
      const sameKey = byKey.get(key)
      const sameLook = byLook.get(seen)
      expect(`${name} has the key of ${sameKey ?? 'none'}`).toBe(`${name} has the key of ${sameLook ?? 'none'}`)
      byKey.set(key, name)
      byLook.set(seen, name)
    }
  }
  console.log(`${keyed} values keyed, ${refused} refused`)
  expect(refused).toBeLessThan(keyed / 4)
  expect(byKey.size).toBeGreaterThan(500)
})

test('what code reads counts: a variable, a static field, a patched method, a prototype', () => {
  const key = () => keyOf([new Square(1)])
  const before = key()
  const changes: [change: () => void, back: () => void][] = [
    [() => (rate = 2), () => (rate = 1)],
    [() => (Base.limit = 2), () => (Base.limit = 1)],
    [() => (Shape.prototype.area = () => 7), () => restore(Shape.prototype, 'area')],
    [() => Object.assign(Base.prototype, { extra: 1 }), () => delete (Base.prototype as { extra?: number }).extra],
    [
      () => Object.defineProperty(Square, 'factor', { value: 2, configurable: true }),
      () => delete (Square as { factor?: number }).factor,
    ],
    [() => delete (Square.prototype as { step?: unknown }).step, () => restore(Square.prototype, 'step')],
  ]
  for (const [change, back] of changes) {
    change()
    expect(String(change) + (key() === before)).toBe(`${String(change)}false`)
    back()
    expect(String(change) + (key() === before)).toBe(`${String(change)}true`)
  }
})

const originals = [Shape.prototype, Square.prototype].map((owner) => [owner, Object.getOwnPropertyDescriptors(owner)] as const)
function restore(owner: object, name: string): void {
  const found = originals.find(([one]) => one === owner)?.[1] as Record<string, PropertyDescriptor>
  Object.defineProperty(owner, name, found[name] as PropertyDescriptor)
}

test('values of another realm are refused or told apart, never taken for ones of this realm', () => {
  const foreign = ['({ a: 1 })', '[1]', 'new Map([[1, 2]])', 'new Date(0)', '/a/g', 'new Error("a")', '(x) => x + 1', 'new (class A { x = 1 })()', 'Object(1)', 'new Uint8Array([1, 2])'] // prettier-ignore
  const own = new Set(leaves.map((make) => keyOrNone(make())))
  for (const code of foreign) {
    const key = keyOrNone(runInNewContext(code))
    expect(`${code} ${key !== undefined && own.has(key)}`).toBe(`${code} false`)
  }
})
