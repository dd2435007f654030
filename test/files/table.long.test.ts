import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { program, type Program } from '../support/program.js'

const programs = fileURLToPath(new URL('./programs/', import.meta.url))

async function table(): Promise<{ run: (env?: Record<string, string>) => ReturnType<Program['run']> }> {
  const names = ['main.ts', 'readers.ts']
  const files = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(programs, name), 'utf8')])),
  )
  const built = await program(files)
  const cases = await mkdtemp(join(built.directory, 'cases-'))
  onTestFinished(() => rm(cases, { recursive: true, force: true }))
  return { run: (env = {}) => built.run({ CASES: cases, ...env }) }
}

test('every way of reading meets every change: cold, hot, changed, changed back, in another process, from another folder', async () => {
  const { run } = await table()
  const first = await run()
  const told = first.reports[0] as { count: number; problems: string[] }
  expect(told?.problems, first.stderr).toEqual([])
  expect(told.count).toBeGreaterThan(60)
  expect(first.stderr).toBe('')
  const second = await run({ PHASE: 'again' })
  expect(second.reports, second.stderr).toEqual([{ problems: [] }])
  // And when it is called from another folder.
  const elsewhere = await run({ PHASE: 'again', FROM: tmpdir() })
  expect(elsewhere.reports, elsewhere.stderr).toEqual([{ problems: [] }])
})
