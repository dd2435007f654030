import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { decode } from '../../../src/codec.js'
import { runProgram, writeProgram } from '../child.js'
import { report } from '../contract.js'
import { makeScratch } from '../scratch.js'

test('eight processes write one new folder at once, and none meets a busy database', async () => {
  const path = join(makeScratch(), 'cache')
  const program = writeProgram(`
    const [path, name] = process.argv.slice(2)
    const store = openBackend(path, { maxSize: 50e6 })
    for (let i = 0; i < 100; i++) {
      if (i % 2) store.sync.write(entry(name + '-' + i, { name, i }))
      else await store.write(entry(name + '-' + i, { name, i }))
    }
  `)
  const ended = await Promise.all(Array.from({ length: 8 }, (_, i) => runProgram(program, path, String(i))))
  expect(ended.map(({ code, err }) => [code, err])).toEqual(Array.from({ length: 8 }, () => [0, '']))
  const store = openBackend(path)
  expect((await store.stats()).entries).toBe(800)
  const key = `${report.prefix}/3-41`
  expect(decode((await store.read(key))!, key)?.value).toEqual({ name: '3', i: 41 })
})

test('a program ends by itself at once, and what it read last is written down', async () => {
  const path = join(makeScratch(), 'cache')
  const writer = writeProgram(`
    const store = openBackend(process.argv[2])
    await store.write(entry('a', 1)); await store.write(entry('b', 2))
  `)
  const reader = writeProgram(`
    const store = openBackend(process.argv[2])
    const started = Date.now()
    await store.read(owner.prefix + '/a'); store.sync.read(owner.prefix + '/a')
    console.log(started)
  `)
  expect((await runProgram(writer, path)).code).toBe(0)
  const { code, out, err } = await runProgram(reader, path)
  expect([code, err]).toEqual([0, ''])
  const [usage] = await openBackend(path).list()
  expect(usage!.lastUsed).toBeGreaterThanOrEqual(Number(out))
})

test('importing makes nothing and loads no store', async () => {
  const program = writeProgram(`
    void [encode, openBackend]
    const { createRequire } = await import('node:module')
    const loaded = [...Object.keys(createRequire(import.meta.url).cache), ...process.moduleLoadList]
    console.log(loaded.filter((file) => /sqlite/.test(file)).length)
  `)
  expect((await runProgram(program)).out.trim()).toBe('0')
})
