import { expect, test } from 'vitest'
import { cacheOf } from '../src/index.js'
import { watchStatuses } from './support/events.js'
import { freshStore } from './support/make-site.js'
import { tagAsync, tagSync } from './support/tagged.js'
import { watchWarnings } from './support/warnings.js'

/** What the options of a tag are, with a store that no other test uses. */
const tagged = (inputs: (...values: any[]) => unknown) => {
  const cachePath = freshStore()
  return { options: () => ({ cachePath, inputs }) }
}

test('the result of `inputs` is part of the key, of synchronous and asynchronous functions', async () => {
  let revision = 1
  const seen = watchStatuses()
  const sync = tagSync(
    (id) => `${id}@${revision}`,
    tagged((id: string) => [id, revision]),
  )
  const later = tagAsync(
    async (id) => `${id}@${revision}`,
    tagged(async () => revision),
  )
  const both = async () => [sync('a'), await later('a')]
  const first = [await both(), await both()]
  revision = 2
  expect([...first, await both(), await both()]).toEqual([['a@1', 'a@1'], ['a@1', 'a@1'], ['a@2', 'a@2'], ['a@2', 'a@2']]) // prettier-ignore
  expect(seen).toEqual(['miss', 'miss', 'hit', 'hit', 'miss', 'miss', 'hit', 'hit'])
})

test('`inputs` gets the arguments as the record makes them from the values', () => {
  const given: unknown[] = []
  const note = (...all: unknown[]) => given.push(all)
  const f = tagSync((a) => a, { ...tagged(note), args: ([a]) => [{ a }, 'rest'] })
  f(7)
  expect(given[0]).toEqual([{ a: 7 }, 'rest'])
})

test.each([
  [
    'throws',
    () => {
      throw new Error('no revision')
    },
    'fails: no revision',
  ],
  ['rejects', () => Promise.reject(new Error('no revision')), 'returns a promise, but the function is synchronous'],
  ['is a thenable', () => ({ then: () => {} }), 'returns a promise, but the function is synchronous'],
])('a synchronous function whose `inputs` %s runs uncached and says so once', (_, inputs, message) => {
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const f = tagSync((a) => a, tagged(inputs))
  expect([f(1), f(1)]).toEqual([1, 1])
  expect(seen).toEqual(['bypass', 'bypass'])
  expect(warnings).toEqual([{ code: 'inputs-failed', message: expect.stringContaining(message) }])
})

test('an asynchronous function whose `inputs` rejects runs uncached and says so once', async () => {
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const f = tagAsync(
    async (a) => a,
    tagged(() => Promise.reject(new Error('no revision'))),
  )
  expect([await f(1), await f(1)]).toEqual([1, 1])
  expect(seen).toEqual(['bypass', 'bypass'])
  expect(warnings).toEqual([{ code: 'inputs-failed', message: expect.stringContaining('fails: no revision') }])
  expect(await cacheOf(f).has([1])).toBe(false)
})

test('a variable that is not initialized yet makes the call uncached, without a word', () => {
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const f = tagSync(
    (a) => a,
    tagged(() => revision),
  )
  f(1)
  const revision = 1
  f(1)
  expect(seen).toEqual(['bypass', 'miss'])
  expect(warnings).toEqual([])
})

test.each([
  ['returns something else', 2],
  ['fails', new Error('gone')],
])('a result is not stored if `inputs` %s after the body has run', async (_, second) => {
  watchWarnings()
  const seen = watchStatuses()
  const answers = [1, second, 1, 1]
  const f = tagAsync(
    async (a) => a,
    tagged(async () => {
      const answer = answers.shift() ?? 1
      if (answer instanceof Error) throw answer
      return answer
    }),
  )
  for (let i = 0; i < 3; i++) await f(1)
  expect(seen).toEqual(['miss', 'miss', 'hit'])
})
