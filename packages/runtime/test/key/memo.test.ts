import { expect, test } from 'vitest'
import { memo } from '../../src/key/surroundings.js'

const withSymbol = { a: 1, [Symbol('b')]: 2 }
const withGetter = {
  get a() {
    return 1
  },
}

test.each<[what: string, table: object]>([
  ['an empty Map', new Map()],
  [
    'a Map of primitive values',
    new Map<unknown, unknown>([
      ['a', 1],
      [1, 'a'],
      [true, null],
      [2n, undefined],
    ]),
  ],
  ['an empty object', {}],
  ['an object of primitive values', { a: 1, 1: 'a', b: null, c: undefined }],
])('%s is a table of results', (_, table) => expect(memo(table)).toBe('memo'))

test.each<[what: string, table: unknown]>([
  ['a Map of objects', new Map([['a', {}]])],
  ['a Map by objects', new Map([[{}, 1]])],
  ['a Map by 0, which is also -0', new Map([[0, 1]])],
  ['a Map with a property', Object.assign(new Map(), { a: 1 })],
  ['an object that only inherits from Map', Object.create(Map.prototype)],
  ['an object of lists', { a: [] }],
  ['an object of functions', { a() {} }],
  ['an object with a symbol', withSymbol],
  ['an object with a getter', withGetter],
  ['an array', [1]],
  ['a WeakMap', new WeakMap()],
  ['no table yet', undefined],
])('%s may show', (_, table) => expect(memo(table)).toBe(table))
