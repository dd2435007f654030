import { expect, test, vi } from 'vitest'
import { identityOf } from './identity-of.js'

// What V8 throws near the end of the stack depends on which code it has compiled, so the error is thrown here.
vi.mock(import('../../src/summary/summarise.js'), async (original) => {
  const own = await original()
  return {
    ...own,
    summarise: (module, pins) => {
      if (module.text.includes("'deep'")) throw new TypeError('undefined is not a function')
      return own.summarise(module, pins)
    },
  }
})

const identityWith = (terms: number) =>
  identityOf({
    'a.ts': `import { text } from './b'\n/** @cache */ export function f() { return text }`,
    'b.ts': `export const text = ${Array.from({ length: terms }, (_, index) => `'${index}'`).join(' + ')} + 'deep'`,
  })

test('an error at the end of the stack leaves a file to be represented by its text', () => {
  expect(identityWith(600).version).toMatch(/./)
})

test('the same error in another file is a fault of the analysis', () => {
  expect(() => identityWith(5)).toThrow('undefined is not a function')
})
