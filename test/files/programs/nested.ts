import fs from 'node:fs'
import * as promises from 'node:fs/promises'
import { subscribe } from 'node:diagnostics_channel'
import { withCache } from '@cachecache/runtime'

// Runs the calls that `CALLS` names, and reports their values and what became of each tagged call.
const report = (globalThis as unknown as { report(...values: unknown[]): void }).report
const told: string[] = []
subscribe('cachecache:call', (message) => {
  const { id, status } = message as { id: string; status: string }
  told.push(`${id.slice(id.indexOf('#') + 1)} ${status}`)
})
const file = process.env['FILE']!
const gate = process.env['GATE']

/** @cache */
function inner(path: string) {
  return fs.readFileSync(path, 'utf8')
}
/** @cache */
async function innerLater(path: string) {
  return promises.readFile(path, 'utf8')
}
/** @cache { ignore: ['at'] } */
async function slow(path: string, at: string | undefined) {
  const text = await promises.readFile(path, 'utf8')
  if (at !== undefined) await fetch(`${at}/inner`)
  return text
}
/** @cache */
function* innerEach(path: string) {
  yield fs.readFileSync(path, 'utf8')
}
/** @cache */
function outer(path: string) {
  return `outer ${inner(path)}`
}
/** @cache */
async function outerLater(path: string) {
  return `later ${await innerLater(path)}`
}
/** @cache */
async function other(path: string) {
  return `other ${await innerLater(path)}`
}
/** @cache { ignore: ['at'] } */
async function outerSlow(path: string, at: string | undefined) {
  return `slow ${await slow(path, at)}`
}
/** @cache */
function outerEach(path: string) {
  return [...innerEach(path)].join()
}
/** @cache */
function outermost(path: string) {
  return `outermost ${outer(path)}`
}
/**
 * Reaches the file through an untagged function that knows nothing of caching.
 * @cache
 */
async function mixed(path: string) {
  await Promise.resolve()
  return helper(path)
}
const helper = (path: string) => ['mixed', inner(path)].join(' ')

/** @cache { files: false } */
function folder(given: string) {
  return [given, process.cwd().length > 0].join()
}
/** @cache */
function plain(given: string) {
  return given.toUpperCase()
}
/**
 * Calls others whose stores are made on the way.
 * @cache
 */
function withStores(path: string) {
  const places = ['one', 'two.sqlite', 'memory:'].map((cachePath) => withCache({ cachePath }, () => plain('a')))
  return [inner(path), folder('a'), ...places, plain('b')].join()
}

const calls: Record<string, () => unknown> = {
  inner: () => [inner(file), [...innerEach(file)].join()],
  innerLater: () => innerLater(file),
  outer: () => [outer(file), outerEach(file)],
  outermost: () => outermost(file),
  outerLater: () => outerLater(file),
  mixed: () => mixed(file),
  withStores: () => withStores(file),
  joined: () => Promise.all([outerLater(file), other(file)]),
  slow: () => slow(file, gate),
  outerSlow: async () => {
    if (gate !== undefined) await fetch(`${gate}/outer`)
    return outerSlow(file, undefined)
  },
}
const values: unknown[] = []
for (const name of process.env['CALLS']!.split(' ')) values.push(await calls[name]!())
report(values.flat(), told)
