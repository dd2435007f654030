import { expect, test } from 'vitest'
import { known, lazily } from '../../src/generated.js'
import { deriveKey } from '../../src/key.js'
import { filled, filling } from '../../src/calls/fillings.js'
import { made } from '../../src/calls/makings.js'
import { setInlineRecording, unrecorded, type Recording } from '../../src/files/observing/recordings.js'
import { LazyStates, type LazyValue } from '../../src/key/lazy-values.js'
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

const others: Recording = { ...unrecorded }
const ofCall: Recording = { ...unrecorded, contains: (other) => other === ofCall }

/** The variable `name` with a value that a body with this recording made. */
function makeIn<T>(recording: Recording | undefined, value: T, name: string, shared?: 1): T {
  const around = setInlineRecording(recording)
  made(value, name, shared)
  setInlineRecording(around)
  return value
}

/** Whether the key still is that of the call after the body has run, during which the variable was made. */
function holds(mayInterleave: boolean, after: LazyValue, ...captured: unknown[]): boolean {
  const states = new LazyStates()
  const before = keyOf([lazily(undefined, '??='), ...captured], states)
  states.again({ recording: ofCall, mayInterleave })
  return keyOf([after, ...captured], states) === before
}

test('what the body made is as good as unset', () => {
  expect(holds(true, lazily({ a: 1 }, '??='))).toBe(true)
  expect(holds(false, lazily({ a: 1 }, '??=', 'files'))).toBe(true)
})

test('what other code may have made of files is not, because the call has not seen the files', () => {
  const of = (recording: Recording | undefined, name: string) => lazily(makeIn(recording, { a: 1 }, name), '??=', 'files', name)
  expect(holds(true, of(ofCall, 'files#ofCall'))).toBe(true)
  expect(holds(true, of(others, 'files#others'))).toBe(false)
  expect(holds(true, of(undefined, 'files#outside'))).toBe(false)
  expect(holds(true, lazily({ a: 1 }, '??=', 'files', 'files#unnoted'))).toBe(false)
})

test('what it is made of shows in what the code captures', () => {
  const captured = lazily({ a: 1 }, '??=', 'captured')
  expect(holds(true, captured, make('code'))).toBe(true)
  expect(holds(false, captured, make('files!'))).toBe(true)
  expect(holds(true, captured, make('files!'))).toBe(false)
  const reads = make('reads', () => [1])
  expect(holds(false, captured, reads)).toBe(false)
  expect(holds(false, captured, { n: 1 })).toBe(false)
  expect(holds(false, captured, Object.assign(make('code'), { n: 1 }))).toBe(false)
})

test('a value that other code gets too is as good as unset while it is as it was made', () => {
  const value = makeIn(ofCall, { n: 1 }, 'shared#v', 1)
  const after = lazily(value, '??=', undefined, 'shared#v', undefined, 1)
  expect(holds(true, after)).toBe(true)
  value.n = 2
  expect(holds(true, after)).toBe(false)
})

test('a value that other code gets too counts if no key can show it, or if nobody noted that it was made', () => {
  const hidden = makeIn(ofCall, { of: new WeakMap() }, 'hidden#v', 1)
  expect(holds(true, lazily({ n: 1 }, '??=', undefined, 'unnoted#v', undefined, 1))).toBe(false)
  expect(() => holds(true, lazily(hidden, '??=', undefined, 'hidden#v', undefined, 1))).toThrow(/WeakMap/)
})

test('data of a package of which it is made counts, anything else is the outside world', () => {
  const keyed = (of: unknown) => keyOf([lazily(undefined, '??=', undefined, 'e#v', [of])])
  expect(keyed({ n: 1 })).toBe(keyOf([undefined]))
  const states = new LazyStates()
  keyOf([lazily(undefined, '??=', undefined, 'e#v', [{ n: 1 }])], states)
  states.again({ recording: undefined, mayInterleave: false })
  const after = keyOf([lazily({ a: 1 }, '??=', undefined, 'e#v', [{ n: 1 }])], states)
  expect(after).toBe(keyOf([{ a: 1 }]))
  expect(keyOf([lazily({ a: 1 }, '??=', undefined, 'e#v', [new WeakMap()])])).toBe(keyOf([{ a: 1 }]))
})

test('what unchanging code made and no key can show is as good as unset', () => {
  const of = (value: unknown) => keyOf([lazily(value, '??=', 'captured'), make('code')])
  expect(of(new WeakMap())).toBe(of(undefined))
  expect(of({ a: 1 })).not.toBe(of(undefined))
})

test('a table of results counts with what it held before the call', () => {
  const table = new Map([['a', '1']])
  const states = new LazyStates()
  const before = keyOf([filled(table)], states)
  filling(table).set('b', '2')
  states.again({ recording: undefined, mayInterleave: false })
  expect(keyOf([filled(table)], states)).toBe(before)
  expect(keyOf([filled(table)])).not.toBe(before)
})

test('what another body has put into a table of texts counts, and so does all after a removal', () => {
  const holdsAfter = (change: (table: Map<string, string>) => void): boolean => {
    const table = new Map([['a', '1']])
    const states = new LazyStates()
    const before = keyOf([filled(table, 1)], states)
    change(table)
    states.again({ recording: ofCall, mayInterleave: true })
    return keyOf([filled(table, 1)], states) === before
  }
  const put = (recording: Recording, table: Map<string, string>, key: string): void => {
    const around = setInlineRecording(recording)
    filling(table).set(key, key)
    setInlineRecording(around)
  }
  expect(holdsAfter((table) => put(ofCall, table, 'b'))).toBe(true)
  expect(holdsAfter((table) => put(others, table, 'b'))).toBe(false)
  const removal = (table: Map<string, string>) => {
    put(ofCall, table, 'b')
    put(others, table, 'c')
    table.delete('b')
  }
  expect(holdsAfter(removal)).toBe(false)
})
