import { expect, test } from 'vitest'
import { digestOfContent, keyOf, MadeTexts } from '../../src/surroundings/made-texts.js'

const own = Buffer.from('export const a = 1')
const made = (text: string) => ({ of: digestOfContent(own), content: Buffer.from(text) })

test('what an earlier build found is assumed until the bundler is asked', () => {
  const texts = new MadeTexts()
  expect(texts.assume('/a.ts', keyOf(made('b')))).toBe(true)
  // As assumed: nothing has to be derived again.
  expect(texts.set('/a.ts', made('b'))).toBe(false)
  expect(texts.over('/a.ts', own)?.toString()).toBe('b')
  expect(texts.assume('/a.ts', keyOf(made('c')))).toBe(false)
  expect(texts.set('/a.ts', made('c'))).toBe(true)
})

test('another answer than was assumed, or none, has all derived again', () => {
  const texts = new MadeTexts()
  texts.assume('/a.ts', keyOf(made('b')))
  texts.assume('/b.ts', keyOf(made('b')))
  expect(texts.set('/a.ts', undefined)).toBe(true)
  expect(texts.set('/b.ts', made('c'))).toBe(true)
  expect(texts.assume('/a.ts', keyOf(made('b')))).toBe(false)
})

test('texts are compared once, and never those of another content', () => {
  const texts = new MadeTexts()
  const compared: string[] = []
  texts.compare = (_, from, to) => compared.push(`${from} -> ${to}`) > 0 && to.startsWith('export')
  texts.set('/a.ts', made('export const a = 1 // a comment'))
  texts.set('/b.ts', made('b'))
  for (let i = 0; i < 2; i++) {
    expect(texts.over('/a.ts', own)).toBe(own)
    expect(texts.over('/b.ts', own)?.toString()).toBe('b')
  }
  const edited = Buffer.from('edited')
  expect(texts.over('/b.ts', edited)).toBe(edited)
  expect(compared).toHaveLength(2)
  expect(texts.records().map(({ file, text }) => [file, text])).toEqual([['/b.ts', 'b']])
  const later = new MadeTexts()
  later.takeVerdicts(texts.keptVerdicts())
  later.set('/a.ts', made('export const a = 1 // a comment'))
  expect(later.over('/a.ts', own)).toBe(own)
})
