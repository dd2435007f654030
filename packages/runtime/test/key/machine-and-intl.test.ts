import { isMainThread } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { locale, need, outside, zone } from '../../src/key/surroundings.js'
import { deriveKey } from '../../src/key.js'
import { Site } from '../../src/sites/site.js'
import { base, keyOf } from '../support/keys.js'
import { setEnv } from '../support/warnings.js'

// In a worker thread, a program can't change its time zone.
test.runIf(isMainThread)('the time zone is read again once `TZ` has changed', () => {
  setEnv('TZ', 'Asia/Tokyo')
  expect(zone()).toBe('Asia/Tokyo')
  process.env.TZ = 'America/Lima'
  expect(zone()).toBe('America/Lima')
})

test.runIf(isMainThread)('a date among arguments or constants counts with the time zone, also if that changes later', () => {
  setEnv('TZ', 'UTC')
  const date = new Date(0)
  const site = new Site({ ...base, constants: () => [date] })
  const keys = () => [keyOf(date), deriveKey(site, [1], undefined, undefined, -1), keyOf(1)]
  const [argument, constant, none] = keys()
  expect(keys()).toEqual([argument, constant, none])
  process.env.TZ = 'Asia/Tokyo'
  const after = keys()
  expect([after[0] !== argument, after[1] !== constant, after[2] === none]).toEqual([true, true, true])
})

test('the default language is that of Intl', () => {
  expect(locale()).toBe(new Intl.DateTimeFormat().resolvedOptions().locale)
})

test('a global that is missing makes a call uncached, like a variable that is not initialized', () => {
  expect(need(() => 1)).toBe(1)
  expect(() => need(() => (undefined as unknown as { a: 1 }).a)).toThrow(ReferenceError)
  expect(() => need(() => { throw new RangeError('other') })).toThrow(RangeError) // prettier-ignore
})

test('of what a package made, plain data counts, and clients do not', () => {
  const data = { url: 'a', list: [1] }
  const client = { socket: new WeakMap() }
  expect(outside(data)).toBe(data)
  expect(outside(7)).toBe(7)
  expect(outside(null)).toBe(null)
  expect([outside(client), outside(client), outside(() => 1)]).toEqual(['outside', 'outside', 'outside'])
})

const formatters: [name: string, make: (language: string) => object][] = [
  ['NumberFormat', (language) => new Intl.NumberFormat(language)],
  ['DateTimeFormat', (language) => new Intl.DateTimeFormat(language, { timeZone: 'UTC' })],
  ['Collator', (language) => new Intl.Collator(language)],
  ['PluralRules', (language) => new Intl.PluralRules(language)],
  ['ListFormat', (language) => new Intl.ListFormat(language)],
  ['RelativeTimeFormat', (language) => new Intl.RelativeTimeFormat(language)],
  ['Locale', (language) => new Intl.Locale(language)],
]
test.each(formatters)('Intl.%s counts by what was decided when it was made', (_, make) => {
  expect(keyOf(make('de'))).toBe(keyOf(make('de')))
  expect(keyOf(make('de'))).not.toBe(keyOf(make('en')))
  expect(keyOf(Object.assign(make('de'), { extra: 1 }))).not.toBe(keyOf(make('de')))
})
