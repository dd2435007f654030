import { expect, test } from 'vitest'
import { checkTexts, tellPackages } from '../src/sites/loaded-texts.js'

const tell = (place: string, text: string) => Reflect.set(globalThis, Symbol.for(`cachecache.text.${place}`), text)

test('a module that was loaded with another text than the version was made of', () => {
  const version = 'place-01text-001place-02text-002'
  expect(() => checkTexts(version)).not.toThrow()
  tell('place-01', 'text-001 src/helper.ts')
  expect(() => checkTexts(version)).not.toThrow()
  tell('place-02', 'text-009 src/rates.ts')
  expect(() => checkTexts(version)).toThrow('src/rates.ts was loaded with another text')
})

test('a process keeps the package that it loaded first', () => {
  tellPackages([['place-03', 'text-001 dep']])
  tellPackages([['place-03', 'text-002 dep']])
  expect(() => checkTexts('place-03text-001')).not.toThrow()
  expect(() => checkTexts('place-03text-002')).toThrow('dep was loaded with another text')
})
