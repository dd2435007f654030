import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { cutViews, LARGE_VIEW, restoreViews } from '../../src/codec/cut.js'

const bytes = (fill: number) => new Uint8Array(LARGE_VIEW).fill(fill)
/** Each view with its own bytes, as a store returns them. */
const copies = (views: Uint8Array[]) => views.map((view) => Buffer.from(view))

test.each([
  ['at the root', bytes(1)],
  ['twice in one object', { a: bytes(1), b: bytes(2), c: 3 }],
  ['deep in lists and objects', [{ rows: [1, { body: bytes(1) }, bytes(2)] }, 'text']],
  ['of several kinds', { f: new Float64Array(LARGE_VIEW / 8).fill(0.5), v: new DataView(new ArrayBuffer(LARGE_VIEW)), b: Buffer.alloc(LARGE_VIEW, 'x') }], // prettier-ignore
  ['under names that objects inherit', { constructor: bytes(1), toString: { valueOf: bytes(2) } }],
])('large views come back: %s', (_, value) => {
  const { tree, cuts, views } = cutViews(value)
  expect(views.length).toBeGreaterThan(0)
  expect(JSON.stringify(tree).length).toBeLessThan(200)
  // `toEqual` takes seconds for a quarter of a megabyte.
  expect(isDeepStrictEqual(restoreViews(tree, cuts, copies(views)), value)).toBe(true)
})

test('the value itself is not changed, and small views stay where they are', () => {
  const value = { large: bytes(1), small: new Uint8Array([1, 2]), other: { n: 1 } }
  const { tree, cuts } = cutViews(value)
  expect(isDeepStrictEqual(value.large, bytes(1))).toBe(true)
  expect(cuts.map(({ path }) => path)).toEqual([['large']])
  expect(tree).toEqual({ large: null, small: value.small, other: { n: 1 } })
})

test('views behind an own `__proto__` are not cut into the prototype', () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as Record<string, unknown>
  Object.defineProperty(value, '__proto__', { value: { body: bytes(1) }, enumerable: true })
  const { tree, cuts, views } = cutViews(value)
  const back = restoreViews(tree, cuts, copies(views)) as object
  expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  const own = Object.getOwnPropertyDescriptor(back, '__proto__')?.value as { body: Uint8Array }
  expect(Buffer.compare(own.body, bytes(1))).toBe(0)
})

test.each([
  ['an inherited property', {}, ['__proto__', 'polluted']],
  ['a method of all lists', [], ['map']],
  ['a property that holds something', { a: 1 }, ['a']],
  ['a missing property', { a: null }, ['b']],
  ['a path through a text', { a: 'text' }, ['a', 'length']],
  ['a name that is no text', { a: null }, [{}]],
  ['no path at all', { a: null }, 'a'],
])('a forged cut is refused: %s', (_, tree, path) => {
  expect(() => restoreViews(tree, [{ path, kind: 'Uint8Array' }], [bytes(1)])).toThrow(TypeError)
  expect('polluted' in {}).toBe(false)
})

test('as many views as cuts', () => {
  expect(() => restoreViews({ a: null }, [{ path: ['a'], kind: 'Uint8Array' }], [])).toThrow(TypeError)
})
