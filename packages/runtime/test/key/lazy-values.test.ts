import { expect, test } from 'vitest'
import { known, lazily } from '../../src/generated.js'
import { deriveKey } from '../../src/key.js'
import { LazyStates } from '../../src/key/lazy-values.js'
import { Site } from '../../src/sites/site.js'
import { base } from '../support/keys.js'

// A variable that code makes on first use, before and after it is made.

type Arguments = Parameters<typeof lazily>
const keyOf = (values: unknown[], states?: LazyStates): string =>
  deriveKey(new Site({ ...base, inputs: () => values }), [], undefined, undefined, -1, undefined, states)
const make = (digest: string, ...inputs: [] | [() => unknown[]]) => known(() => ({ a: 1 }), digest, ...inputs)

test.each<[operator: Arguments[1], value: unknown, isUnset: boolean]>([
  ['??=', null, true],
  ['??=', 0, false],
  ['||=', null, true],
  ['||=', 0, true],
  ['=', null, false],
  ['=', undefined, true],
])('%s makes it of %s: %s', (operator, value, isUnset) => {
  expect(keyOf([lazily(value, operator)]) === keyOf([undefined])).toBe(isUnset)
})

/** Whether the key still is that of the call after the body has run and made the variable. */
function holds(made: Arguments[2], mayInterleave: boolean, ...captured: unknown[]): boolean {
  const states = new LazyStates()
  const before = keyOf([lazily(undefined, '??=', made), ...captured], states)
  states.again(mayInterleave)
  return keyOf([lazily({ a: 1 }, '??=', made), ...captured], states) === before
}

test('what the body made is as good as unset, unless other code may have made it of files', () => {
  expect(holds(undefined, true)).toBe(true)
  expect(holds('files', false)).toBe(true)
  expect(holds('files', true)).toBe(false)
})

test('what it is made of shows in what the code captures', () => {
  expect(holds('captured', true, make('code'))).toBe(true)
  expect(holds('captured', false, make('files!'))).toBe(true)
  expect(holds('captured', true, make('files!'))).toBe(false)
  const reads = make('reads', () => [1])
  expect(holds('captured', false, reads)).toBe(false)
  expect(holds('captured', false, { n: 1 })).toBe(false)
  expect(holds('captured', false, Object.assign(make('code'), { n: 1 }))).toBe(false)
})

test('what unchanging code made and no key can show is as good as unset', () => {
  const of = (value: unknown) => keyOf([lazily(value, '??=', 'captured'), make('code')])
  expect(of(new WeakMap())).toBe(of(undefined))
  expect(of({ a: 1 })).not.toBe(of(undefined))
})
