import { expect, test } from 'vitest'
import { largeData } from '../../src/key/large-data.js'

const make = (): any => ({
  rows: [
    { id: 1, tags: ['a'] },
    { id: 2, tags: [] },
  ],
  by: new Map([['a', { n: 1 }]]),
  all: new Set([1]),
  zero: 0,
  none: null,
})

const changes: [string, (data: any) => unknown][] = [
  ['a value', (data) => void (data.rows[0].id = 3)],
  ['an equal object in the place of another', (data) => void (data.rows[1] = data.rows[0])],
  ['a new member', (data) => void (data.rows[0].more = 1)],
  ['a member less', (data) => void delete data.rows[0].id],
  ['the order of members', (data) => void (data.rows[0] = { tags: ['a'], id: 1 })],
  ['the name of a member', (data) => delete Object.assign(data.by.get('a'), { k: 1 }).n],
  ['the sign of a zero', (data) => void (data.zero = -0)],
  ['no number where nothing was', (data) => void (data.none = NaN)],
  ['a new element', (data) => void data.rows[0].tags.push('b')],
  ['a hole', (data) => void (data.rows.length = 5)],
  ['an element of a Map', (data) => void data.by.set('b', 1)],
  ['what a Map holds', (data) => void (data.by.get('a').n = 2)],
  ['an element of a Set', (data) => void data.all.add(2)],
  ['a prototype', (data) => void Object.setPrototypeOf(data.rows[0], { n: 1 })],
  ['a member with a symbol', (data) => void (data.rows[0][Symbol.for('n')] = 1)],
  ['a hidden member', (data) => void Object.defineProperty(data.rows[0], 'n', { value: 1 })],
  ['a property of a Map', (data) => void (data.by.n = 1)],
  ['a frozen object', (data) => void Object.freeze(data.rows[0])],
  ['a function', (data) => void (data.rows[0].id = () => 1)],
  ['nothing where a number was', (data) => void (data.rows[0].id = undefined)],
  ['no number', (data) => void (data.rows[0].id = NaN)],
  ['a member that is no longer enumerated', (data) => void Object.defineProperty(data.rows[0], 'id', { enumerable: false })],
  ['an accessor', (data) => void Object.defineProperty(data.rows[0], 'id', { get: () => 2 })],
]

test('equal data has one digest, and keeps it', () => {
  const data = make()
  const digest = largeData(data)
  expect(digest).toBeTypeOf('string')
  expect(largeData(data)).toBe(digest)
  expect(largeData(make())).toBe(digest)
})

test.each(changes)('%s shows', (_, change) => {
  const data = make()
  const digest = largeData(data)
  change(data)
  const changed = largeData(data)
  expect(changed).not.toBe(digest)
  expect(largeData(data)).toBe(changed)
  const other = make()
  change(other)
  // What is no plain data counts with all that it holds.
  expect(largeData(other)).toBe(changed === data ? other : changed)
})

test('a cycle and shared parts show', () => {
  const shared = { n: 1 }
  const both = { a: shared, b: shared }
  expect(largeData(both)).not.toBe(largeData({ a: { n: 1 }, b: { n: 1 } }))
  const round: any = { n: 1 }
  round.self = round
  expect(largeData(round)).toBe(largeData(round))
})

test('other values stay what they are', () => {
  const made = new (class Made {})()
  for (const value of [1, 'a', null, undefined, made, new Proxy({}, {}), new Date(0)]) expect(largeData(value)).toBe(value)
})
