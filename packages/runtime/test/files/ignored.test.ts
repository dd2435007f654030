import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ignoreStore, isIgnored } from '../../src/files/paths.js'

const root = resolve('/ignored-stores')

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
