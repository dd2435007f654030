import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { refreshDebug } from '../src/reporting/events.js'
import { registerBackend } from '../src/index.js'
import { freshStore } from './support/make-site.js'
import { tagAsync, tagInline } from './support/tagged.js'
import { setEnv } from './support/warnings.js'

let lines: string[]
beforeEach(() => {
  lines = []
  setEnv('CACHECACHE_DEBUG', '1')
  refreshDebug()
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  onTestFinished(() => {
    write.mockRestore()
    setEnv('CACHECACHE_DEBUG', '')
    refreshDebug()
  })
})

/** From now on it is so many milliseconds later. */
function pass(milliseconds: number): void {
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + milliseconds)
  onTestFinished(() => now.mockRestore())
}

const reasons = () =>
  lines.map((line) => /^cachecache (\w+) \S+?(?:: (.*))? \([^)]*\)\n$/.exec(line)!.slice(1, 3).filter(Boolean).join(': '))

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'cache')
}

test.each([
  ['in memory', freshStore],
  ['in SQLite', freshFolder],
])('an entry that has expired is named as the reason: %s', async (_, fresh) => {
  const cachePath = fresh()
  const plain = tagInline((a: number) => a, { options: () => ({ cachePath, ttl: 1000 }) })
  const later = tagAsync(async (a: number) => a, { options: () => ({ cachePath, ttl: 1000 }) })
  const callBoth = async () => [plain(1), await later(1)]
  await callBoth()
  await callBoth()
  pass(2000)
  await callBoth()
  await vi.waitFor(() => expect(lines).toHaveLength(6))
  expect(reasons()).toEqual([
    'miss: no entry of this function',
    'miss: no entry of this function',
    'hit',
    'hit',
    'miss: the entry has expired',
    'miss: the entry has expired',
  ])
})

test('a store that cannot tell an expired entry from none says both', async () => {
  registerBackend('tellsnothing:', () => new Map())
  const f = tagAsync(async (a: number) => a, { options: () => ({ cachePath: 'tellsnothing:', ttl: 1000 }) })
  await f(1)
  pass(2000)
  await f(1)
  await vi.waitFor(() => expect(lines).toHaveLength(2))
  expect(reasons()[1]).toBe('miss: no entry for these inputs, or it has expired')
})
