import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { program } from '../support/program.js'

const source = fileURLToPath(new URL('./programs/trouble.ts', import.meta.url))

test('files that vanish, change under way, are no files, or are read in ways of their own', async () => {
  const built = await program(await readFile(source, 'utf8'))
  const { reports, stderr } = await built.run({ CASES: await mkdtemp(join(built.directory, 'cases-')) })
  const { problems, count } = (reports[0] ?? {}) as { problems: string[]; count: number }
  expect(problems, stderr).toEqual([])
  expect(count).toBeGreaterThan(50)
  const said = [...stderr.matchAll(/\[([\w-]+)\] CacheWarning/g)].map(([, code]) => code)
  expect([...new Set(said)]).toEqual(['reads-and-writes', 'file-changed', 'special-file', 'open-file', 'disk-space'])
})
