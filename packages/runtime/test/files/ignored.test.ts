import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ignoreStore, isIgnored } from '../../src/files/paths.js'

const root = resolve('/ignored-stores')

test('compiled code is no input: of packages, and in the cache of Jest', () => {
  const isCode = (...parts: string[]) => isIgnored(join(root, ...parts))
  expect([isCode('node_modules', 'a', 'index.js'), isCode('jest-transform-cache-12-ab', 'f0', 'sum_1.map')]).toEqual([true, true])
  expect([isCode('node_modules.txt'), isCode('transform-cache', 'a.json')]).toEqual([false, false])
})

test('files of a store are no inputs, and files beside it with a similar name are', () => {
  ignoreStore(join(root, 'cache'))
  ignoreStore(join(root, 'app.db'))
  const isStore = (...parts: string[]) => isIgnored(join(root, ...parts))
  expect([isStore('cache'), isStore('cache', 'cachecache.sqlite'), isStore('cache', 'cachecache.sqlite-values', 'a')]).toEqual([
    true,
    true,
    true,
  ])
  expect([isStore('app.db'), isStore('app.db-wal'), isStore('app.db-values', 'a')]).toEqual([true, true, true])
  expect([isStore('cache.json'), isStore('cache-data', 'a.txt'), isStore('app.db.json'), isStore('other')]).toEqual([
    false,
    false,
    false,
    false,
  ])
})
