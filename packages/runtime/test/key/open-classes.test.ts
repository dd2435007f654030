// oxlint-disable typescript/no-extraneous-class, unicorn/consistent-function-scoping, typescript/no-this-alias -- classes stand by their tests
import { expect, test } from 'vitest'
import { know, known, reader } from '../../src/generated.js'
import { registered } from '../../src/key/functions/known-code.js'
import { cacheKey } from '../../src/key/cache-key.js'
import { keyOf } from '../support/keys.js'

// The text of a class without state of its own is kept after the first instance. It counts only while the class is as it was.

const makeOrder = () =>
  known(
    class Order {
      constructor(public amount: number) {}
      net() {
        return this.amount / 1.19
      }
      get gross() {
        return this.amount
      }
      static of(amount: number) {
        return new Order(amount)
      }
    },
    'order',
  )
type Order = ReturnType<typeof makeOrder>

const changes: [what: string, change: (cls: Order) => void][] = [
  ['a method is replaced', ({ prototype }) => (prototype.net = () => 1)],
  ['a method is added', ({ prototype }) => Object.assign(prototype, { tax: () => 1 })],
  ['a hidden member is added', ({ prototype }) => Object.defineProperty(prototype, 'tax', { value: 1 })],
  ['a symbol is added', ({ prototype }) => Object.assign(prototype, { [Symbol.for('tax')]: 1 })],
  ['a method becomes a getter', ({ prototype }) => Object.defineProperty(prototype, 'net', { get: () => () => 1 })],
  ['a getter is replaced', ({ prototype }) => Object.defineProperty(prototype, 'gross', { get: () => 1 })],
  ['a method is gone', ({ prototype }) => Reflect.deleteProperty(prototype, 'net')],
  ['[cacheKey]() is added', ({ prototype }) => Object.assign(prototype, { [cacheKey]: () => 1 })],
  ['a static member is replaced', (cls) => Object.assign(cls, { of: () => 1 })],
  ['a static member is added', (cls) => Object.assign(cls, { limit: 1 })],
  ['a hidden static member is added', (cls) => Object.defineProperty(cls, 'limit', { value: 1 })],
  ['the class has another name', (cls) => Object.defineProperty(cls, 'name', { value: 'Other' })],
  ['the class has another length', (cls) => Object.defineProperty(cls, 'length', { value: 7 })],
  ['the class extends something now', (cls) => Object.setPrototypeOf(cls, class Base {})],
  ['the prototype inherits something now', ({ prototype }) => Object.setPrototypeOf(prototype, { tax: 1 })],
]

test.each(changes)('%s: another key, also for many instances', (_, change) => {
  const cls = makeOrder()
  const keys = () => [keyOf(new cls(1)), keyOf([new cls(1), new cls(1)]), keyOf([cls, new cls(1)])]
  const before = keys()
  expect(keys()).toEqual(before)
  change(cls)
  expect(keys().filter((key) => before.includes(key))).toEqual([])
})

test('a static member in the place of the length that every function has', () => {
  const cls = known(class Empty {}, 'empty')
  const before = [keyOf(new cls()), keyOf(new cls())]
  Reflect.deleteProperty(cls, 'length')
  Object.assign(cls, { limit: 1 })
  expect(before).not.toContain(keyOf(new cls()))
})

test('a function in a static field is not the code of its class', () => {
  const make = (format: () => string) => known(class Row { static format = format }, 'row') // prettier-ignore
  const [short, long] = ['short', 'long'].map((name) => known(() => name, name))
  expect(keyOf(make(short!))).not.toBe(keyOf(make(long!)))
  expect(keyOf(make(short!))).toBe(keyOf(make(short!)))
})

test('[cacheKey]() of one instance speaks for it', () => {
  const cls = makeOrder()
  const before = keyOf(new cls(1))
  const says = (value: number) => keyOf(Object.assign(new cls(1), { [cacheKey]: () => value }))
  expect(says(1)).not.toBe(before)
  expect(says(1)).not.toBe(says(2))
})

test('many instances are told apart, and from the same ones in another order', () => {
  const cls = makeOrder()
  const other = known(class Order { constructor(public amount: number) {} }, 'other') // prettier-ignore
  const one = new cls(1)
  const lists = [[one, one], [one, new cls(1)], [new cls(1), new cls(2)], [new cls(2), new cls(1)], [new cls(1), new other(1)], [new other(1), new cls(1)], [new cls(1), { amount: 1 }]] // prettier-ignore
  expect(new Set(lists.map((list) => keyOf(list))).size).toBe(lists.length)
  expect(keyOf([new other(1), new cls(1), new other(2)])).toBe(keyOf([new other(1), new cls(1), new other(2)]))
})

test('a class that a package hands on keeps its state in the key', () => {
  know([[() => URL, 'urls@1.0.0#URL']])
  expect(keyOf(new URL('http://a/'))).not.toBe(keyOf(new URL('http://b/')))
  class Link extends URL {}
  know([[() => Link, 'link']])
  reader(Link, () => [])
  expect(keyOf(new Link('http://a/'))).not.toBe(keyOf(new Link('http://b/')))
})

test('an export that throws is not known, and ends no program', () => {
  class Fine {}
  const exports = {
    get Gone(): unknown {
      throw new Error('removed in version 2')
    },
    Fine,
  }
  know([
    [() => exports.Gone, 'gone'],
    [() => exports.Fine, 'fine'],
  ])
  expect(registered.get(Fine)?.digest).toBe('fine')
})
