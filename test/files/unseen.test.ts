import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { program } from '../support/program.js'

const cli = join(dirname(createRequire(import.meta.url).resolve('@cachecache/cli/package.json')), 'dist/bin.js')

const source = `
import { execFileSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { dependsOn } from '@cachecache/runtime'
import { spawned } from './spawned.js'
declare const report: (...values: unknown[]) => void

/** @cache */
export function byChild(file: string) { return execFileSync('cat', [file], { encoding: 'utf8' }) }
/** @cache */
export function byThread(file: string) { return new Promise((done) => new Worker(file).once('message', done)) }
/** @cache */
export function byNativeCode(file: string) {
  dependsOn(file)
  return new Database(file, { readonly: true }).prepare('SELECT n FROM t').pluck().get()
}
/** @cache */
export function byHelper(file: string) { return spawned(file) }
/** @cache */
export function byNothing(text: string) { return text.toUpperCase() }

if (process.env.FILE) report(byNativeCode(process.env.FILE))
`
const spawned = `
import { execFileSync } from 'node:child_process'
export const spawned = (file: string) => execFileSync('cat', [file], { encoding: 'utf8' })
`

test('explain says what can read files unseen: child processes, threads, native code', async () => {
  const { directory, run } = await program({ 'main.ts': source, 'spawned.ts': spawned })
  const explain = (...args: string[]) => promisify(execFile)(process.execPath, [cli, 'explain', ...args], { cwd: directory })
  const names = ['byChild', 'byThread', 'byNativeCode', 'byHelper', 'byNothing']
  const told: Record<string, string | undefined> = {}
  for (const name of names) {
    const { stdout } = await explain(`main.ts#${name}`)
    told[name] = /can read files unseen: (.*); name those files with dependsOn\(\)/.exec(stdout)?.[1]
  }
  expect(told).toEqual({
    byChild: 'node:child_process',
    byThread: 'node:worker_threads',
    byNativeCode: expect.stringMatching(/^better-sqlite3@/),
    byHelper: 'node:child_process',
    byNothing: undefined,
  })

  // Named by `dependsOn`, a database counts by its content.
  const Database = createRequire(join(directory, 'main.js'))('better-sqlite3') as new (file: string) => {
    exec(sql: string): void
    close(): void
  }
  const file = join(directory, 'data.db')
  const write = (sql: string) => {
    const database = new Database(file)
    database.exec(sql)
    database.close()
  }
  write('CREATE TABLE t (n); INSERT INTO t VALUES (1)')
  for (const _ of ['cold', 'hot']) expect((await run({ FILE: file })).reports).toEqual([1])
  write('UPDATE t SET n = 2')
  expect((await run({ FILE: file })).reports).toEqual([2])
})
