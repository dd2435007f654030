import { expect, test } from 'vitest'
import { program } from '../support/program.js'

// The function itself uses no `fs`: code that it is given does.
const readers = `
import fs from 'node:fs'
export const load = (file: string) => fs.readFileSync(file, 'utf8')
export class Loader {
  constructor(readonly file: string) {}
  get() { return load(this.file) }
}
/** @cache */
export function tagged(file: string) { return load(file) }
export const table: Record<string, (file: string) => string> = { load }
`

const callers = `
/** @cache */
export function byFunction(fn: (file: string) => string, file: string) { return fn(file) }
/** @cache */
export async function later(fn: (file: string) => string, file: string) { await Promise.resolve(); return fn(file) }
/** @cache */
export function byObject(loader: { get(): string }) { return loader.get() }
/** @cache */
export function byTable(table: Record<string, (file: string) => string>, file: string) { return table.load!(file) }
/** @cache */
export function* each(fn: (file: string) => string, file: string) { yield fn(file) }
/** @cache */
export function byGlobal(file: string) { return (globalThis as any).reading(file) as string }
/** @cache */
export function plain(fn: (text: string) => string, text: string) { return fn(text) }
`

const computed = `
/** @cache */
export function computedName(file: string) {
  return (process as any).getBuiltinModule(['f', 's'].join('')).readFileSync(file, 'utf8') as string
}
`

const main = (imports: string) => `
${imports}
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync as write } from 'node:fs'
import { join } from 'node:path'
import * as callers from './callers.js'
import { computedName } from './computed.js'
import { load, Loader, table } from './readers.js'
declare const report: (...values: unknown[]) => void
let statuses: string[] = []
subscribe('cachecache:call', (message) => {
  const { id, status } = message as { id: string; status: string }
  if (/callers|computed/.test(id)) statuses.push(status)
})
;(globalThis as any).reading = load
const file = join(import.meta.dirname ?? process.cwd(), 'data.txt')
const calls: Record<string, () => unknown> = {
  byFunction: () => callers.byFunction(load, file),
  tagged: () => callers.byFunction(TAGGED, file),
  later: () => callers.later(load, file),
  byObject: () => callers.byObject(new Loader(file)),
  byTable: () => callers.byTable(table, file),
  each: () => [...callers.each(load, file)].join(),
  byGlobal: () => callers.byGlobal(file),
  computedName: () => computedName(file),
}
const upper = (text: string) => text.toUpperCase()
const told: Record<string, string> = {}
for (const [name, call] of Object.entries(calls)) {
  statuses = []
  const values: unknown[] = []
  for (const text of ['one', 'one', 'two', 'one']) {
    write(file, text)
    values.push(await call())
  }
  told[name] = statuses.join(' ') + (values.join(' ') === 'one one two one' ? '' : ' ' + values.join(' '))
}
statuses = []
callers.plain(upper, 'a')
callers.plain(upper, 'a')
told.plain = statuses.join(' ')
report(told)
`

const names = ['byFunction', 'tagged', 'later', 'byObject', 'byTable', 'each', 'byGlobal']
// The part of Node that only run time names may be any.
const computedName = 'bypass bypass bypass bypass'

test("files that code among the arguments reads count as the function's own", async () => {
  const source = main("import { tagged as TAGGED } from './readers.js'")
  const built = await program({ 'main.ts': source, 'readers.ts': readers, 'callers.ts': callers, 'computed.ts': computed })
  const { reports, stderr } = await built.run()
  const expected = Object.fromEntries(names.map((name) => [name, 'miss hit miss hit']))
  expect(reports, stderr).toEqual([{ ...expected, computedName, plain: 'miss hit' }])
  const again = Object.fromEntries(names.map((name) => [name, 'hit hit hit hit']))
  expect((await built.run()).reports).toEqual([{ ...again, computedName, plain: 'hit hit' }])
})

test('a module that tells of code that reads files loads what observes them', async () => {
  const source = main("import { load as TAGGED } from './readers.js'")
  // Tagged, so that the build registers the code of the file; it reads nothing.
  const quiet = readers.replace('return load(file)', 'return file')
  const untagged = computed.replace('/** @cache */', '')
  const files = { 'main.ts': source, 'readers.ts': quiet, 'computed.ts': untagged, 'callers.ts': callers }
  const { reports, stderr } = await (await program(files)).run()
  const expected = Object.fromEntries(names.map((name) => [name, 'miss hit miss hit']))
  // `TAGGED` is `load` here, so it finds the entries of `byFunction`.
  expect(reports, stderr).toEqual([{ ...expected, tagged: 'hit hit hit hit', computedName: '', plain: 'miss hit' }])
})
