import { expect, test } from 'vitest'
import { state, stateOf } from '../../src/generated.js'

/** One copy of a module `let rate`, as a bundle or a server loads it. */
function load(module: string, rate: unknown): (value: unknown) => void {
  state(module, { rate: () => rate })
  return (value) => (rate = value)
}

test('copies of one module, while they have the same value', () => {
  const first = load('shop/rate.ts', 1)
  const second = load('shop/rate.ts', 1)
  expect(stateOf('shop/rate.ts', 'rate')).toBe(1)
  second(2)
  expect(() => stateOf('shop/rate.ts', 'rate')).toThrow('2 copies of shop/rate.ts are loaded, in which `rate` differs')
  first(2)
  expect(stateOf('shop/rate.ts', 'rate')).toBe(2)
})

test('objects of copies are compared by content', () => {
  const first = load('shop/config.ts', { mode: 'a', tags: new Set(['x']) })
  load('shop/config.ts', { mode: 'a', tags: new Set(['x']) })
  expect(stateOf('shop/config.ts', 'rate')).toEqual({ mode: 'a', tags: new Set(['x']) })
  first({ mode: 'a', tags: new Set(['y']) })
  expect(() => stateOf('shop/config.ts', 'rate')).toThrow('differs')
  first(undefined)
  expect(() => stateOf('shop/config.ts', 'rate')).toThrow('differs')
})

test('the classes of one copy register their variables one by one', () => {
  state('shop/money.ts', { 'Money.#unit': () => 'EUR' })
  state('shop/money.ts', { 'Price.#unit': () => 'USD' })
  expect([stateOf('shop/money.ts', 'Money.#unit'), stateOf('shop/money.ts', 'Price.#unit')]).toEqual(['EUR', 'USD'])
})

test('a variable that only a newer copy has', () => {
  load('shop/plan.ts', 1)
  state('shop/plan.ts', { rate: () => 1, price: () => 5 })
  expect(stateOf('shop/plan.ts', 'price')).toBe(5)
})

test('a module that exposes no such variable', () => {
  load('shop/other.ts', 1)
  expect(() => stateOf('shop/other.ts', 'price')).toThrow('`price` of shop/other.ts')
  expect(() => stateOf('shop/none.ts', 'price')).toThrow('`price` of shop/none.ts')
})
