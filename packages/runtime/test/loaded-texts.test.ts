import { expect, test } from 'vitest'
import { checkTexts, tellPackages } from '../src/sites/loaded-texts.js'

const tell = (place: string, text: string) => Reflect.set(globalThis, Symbol.for(`cachecache.text.${place}`), text)

test('a loaded module that differs from the one that a version was made of', () => {
  const version = 'place-01text-001place-02text-002'
  expect(() => checkTexts(version)).not.toThrow()
  tell('place-01', 'text-001 src/helper.ts')
  expect(() => checkTexts(version)).not.toThrow()
  tell('place-02', 'text-009 src/rates.ts')
  expect(() => checkTexts(version)).toThrow('the loaded src/rates.ts differs')
})

test('a process keeps the package that it loaded first', () => {
  tellPackages([['place-03', 'text-001 dep']])
  tellPackages([['place-03', 'text-002 dep']])
  expect(() => checkTexts('place-03text-001')).not.toThrow()
  expect(() => checkTexts('place-03text-002')).toThrow('the loaded dep differs')
})
