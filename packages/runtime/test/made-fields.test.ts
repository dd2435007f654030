import { expect, test, vi } from 'vitest'
import { cacheOf } from '../src/index.js'
import { call, callAsync, growing, kept, know, reader, slot } from '../src/generated.js'
import { makeSite } from './support/make-site.js'
import { watchStatuses } from './support/events.js'
import { tagSync } from './support/tagged.js'

// What a body gives to fields of its object when it first needs it: a hit fills them too.

/** A tagged method without arguments, as the transform emits it. */
function method<R>(body: (self: any, n: number) => R): (self: object, n?: number) => R {
  const $s = makeSite({ usesThis: true, params: ['n'] })
  return (self, n = 1) => call($s(), [n], undefined, self, undefined, () => body(self, n)) as R
}

/** Calls it on two equal objects. @returns what became of the calls, and both objects */
function twice<T extends object>(run: (self: T) => unknown, make: () => T): { statuses: string[]; both: [T, T] } {
  const statuses = watchStatuses()
  const both: [T, T] = [make(), make()]
  expect(run(both[0])).toEqual(run(both[1]))
  return { statuses, both }
}

test.each<[what: string, before: object, body: (self: any) => unknown, after: object]>([
  ['is not there', {}, (self) => (self.rows ??= kept([1, 2], self, 'rows')), { rows: [1, 2] }],
  ['is unset', { rows: undefined, n: 1 }, (self) => (self.rows ??= kept({ a: 1 }, self, 'rows')), { rows: { a: 1 }, n: 1 }],
  ['is a Map', { memo: new Map() }, (self) => growing(self.memo).set('a', [1]).size, { memo: new Map([['a', [1]]]) }],
  ['is a Set', { seen: new Set([1]) }, (self) => growing(self.seen).add(2).size, { seen: new Set([1, 2]) }],
  ['is a list', { list: [1] }, (self) => growing(self.list).push(2, 3), { list: [1, 2, 3] }],
  [
    'is a table with a name that sets prototypes',
    { table: {} },
    (self) =>
      Object.defineProperty(growing(self.table), '__proto__', {
        value: 2,
        writable: true,
        enumerable: true,
        configurable: true,
      }).a,
    { table: JSON.parse('{"__proto__": 2}') },
  ],
  ['is a table', { table: { a: 1 } }, (self) => (growing(self.table).b = 2), { table: { a: 1, b: 2 } }],
])('a hit fills a field that %s', (_, before, body, after) => {
  const { statuses, both } = twice(method(body), () => structuredClone(before))
  expect(statuses).toEqual(['miss', 'hit'])
  expect(both).toEqual([after, after])
})

test('a hit fills several fields in their order, and later calls count them by value', () => {
  const run = method((self, n) => {
    if (!self.ready) {
      self.rows = kept([3], self, 'rows')
      self.ready = kept(true, self, 'ready')
    }
    return self.rows[0] * n
  })
  const statuses = watchStatuses()
  const [one, two]: [any, any] = [{}, {}]
  expect([run(one), run(one, 2), run(two), run(two, 2)]).toEqual([3, 6, 3, 6])
  expect(statuses).toEqual(['miss', 'miss', 'hit', 'hit'])
  expect(Object.keys(two)).toEqual(['rows', 'ready'])
  two.rows = [5]
  expect(run(two)).toBe(5)
})

test('private fields are filled by what their class tells', () => {
  class Sales {
    #rows: number[] | undefined
    static tell(): void {
      reader(Sales, (o: Sales) => [o.#rows])
      slot(
        '#sales.ts Sales.#rows',
        (o: Sales) => o.#rows,
        (o: Sales, v: any) => {
          o.#rows = v
        },
      )
    }
    load() {
      return (this.#rows ??= kept([4], this, '#sales.ts Sales.#rows'))
    }
    get rows() {
      return this.#rows
    }
  }
  Sales.tell()
  know([[() => Sales, 'sales']])
  const { statuses, both } = twice<Sales>(
    method((self) => self.load()[0]),
    () => new Sales(),
  )
  expect(statuses).toEqual(['miss', 'hit'])
  expect(both.map(({ rows }) => rows)).toEqual([[4], [4]])
})

test('a part that the key has is put in place of its copy', () => {
  const make = (): any => ({ rows: [{ id: 'a' }, { id: 'b' }] })
  const run = method((self) => (self.index ??= kept(new Map(self.rows.map((row: any) => [row.id, row])), self, 'index')).size)
  const { statuses, both } = twice<any>(run, make)
  expect(statuses).toEqual(['miss', 'hit'])
  for (const { rows, index } of both) expect(index.get('b')).toBe(rows[1])
})

test.each<[what: string, body: (self: any) => unknown, make?: () => object]>([
  ['a function', (self) => (self.f ??= kept(() => 1, self, 'f'))()],
  ['a promise', (self) => (self.p ??= kept(Promise.resolve(1), self, 'p')) && 1],
  ['something, beside a change that nothing tells of', (self) => ((self.a ??= kept(1, self, 'a')), (self.b = 2))],
  ['something before another field', (self) => ((self.a ??= kept(1, self, 'a')), (self.b = 2), delete self.b, (self.c = 1))],
  ['something that is a field already and can not be written', (self) => kept(1, self, 'a'), () => Object.freeze({ a: 2 })],
  [
    'an element to a collection with methods of its own',
    (self) => growing(self.memo).set(1, 1).size,
    () => ({ memo: new (class extends Map {})() }),
  ],
])('a body that gives a field %s is not answered for another object', (what, body, make = () => ({})) => {
  const { statuses } = twice(method(body), make)
  if (!what.includes('can not be written')) expect(statuses).not.toContain('hit')
})

test('an object that can not get the field keeps none', () => {
  const run = method((self) => {
    try {
      self.rows ??= kept([1], self, 'rows')
    } catch {
      return 'none'
    }
    return 'some'
  })
  expect(run({})).toBe('some')
  expect(run(Object.freeze({}))).toBe('none')
  expect(run(new Proxy({}, {}))).toBe('some')
})

test('what several bodies give at a time is their own only if no other code has changed it', async () => {
  const $s = makeSite({ usesThis: true, params: ['n'], kind: 'async' })
  const run = (self: any, n: number): Promise<number> =>
    callAsync($s(), [n], undefined, self, undefined, async () => {
      await Promise.resolve()
      self.rows ??= kept([3], self, 'rows')
      return self.rows[0] * n
    }) as Promise<number>
  const statuses = watchStatuses()
  const one: any = {}
  const running = run(one, 2)
  expect(await running).toBe(6)
  const two: any = {}
  expect(await run(two, 2)).toBe(6)
  expect(statuses).toEqual(['miss', 'hit'])
  expect(two).toEqual({ rows: [3] })

  const three: any = {}
  const late = run(three, 5)
  three.rows = [7]
  expect(await late).toBe(35)
  const four: any = {}
  expect(await run(four, 5)).toBe(15)
})

test('outside of calls nothing is noted', () => {
  const list = [1]
  expect(growing(list)).toBe(list)
  expect(kept('a', {}, 'x')).toBe('a')
  expect(growing(undefined)).toBeUndefined()
  expect(kept(1, null, 'x')).toBe(1)
})

test('a probe leaves nothing behind', async () => {
  const read = vi.fn()
  slot('#probed', read, () => {})
  const fn = tagSync((n: number) => n)
  await cacheOf(fn).has([1])
  kept(1, {}, '#probed')
  expect(read).not.toHaveBeenCalled()
})
