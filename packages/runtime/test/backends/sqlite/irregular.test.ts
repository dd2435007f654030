import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBackend } from '../../../src/backends/open.js'
import { openExistingStore } from '../../../src/stores.js'
import { tagSync } from '../../support/tagged.js'
import { startProgram, writeCalls } from '../child.js'
import { makeScratch } from '../scratch.js'

const PROGRAM = `
  const f = tagSync('f', (a) => ({ a }))
  for (const a of [1, 1, 2]) if (f(a).a !== a) throw new Error('wrong')
  console.log('ended')
`

const makePipe = (path: string): void => void execFileSync('mkfifo', [path])

async function makeCache(): Promise<string> {
  const path = join(makeScratch(), 'cache')
  const f = tagSync((n: number) => ({ n }), { options: () => ({ cachePath: path }) })
  f(1)
  await openBackend(path).close()
  return join(path, 'cachecache.sqlite')
}

// In a process of its own, which can be ended: opening a pipe would block it.
test.skipIf(platform() === 'win32').each([
  ['a pipe', '', makePipe],
  ['a folder', '', (path: string) => mkdirSync(path)],
  ['a device', '', (path: string) => symlinkSync('/dev/zero', path)],
  ['a pipe', '-wal', makePipe],
  ['a folder', '-wal', (path: string) => mkdirSync(path)],
  ['a link', '-wal', (path: string) => symlinkSync('/dev/null', path)],
  ['a pipe', '-shm', makePipe],
  ['a pipe', '-journal', makePipe],
])('%s in place of a file (%j): calls run uncached, with a warning that names it', async (_, suffix, make) => {
  const file = await makeCache()
  rmSync(file + suffix, { force: true })
  make(file + suffix)
  const child = startProgram(writeCalls(PROGRAM), [join(file, '..'), 'no-log'])
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 30_000)
  onTestFinished(() => clearTimeout(tooLong))
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  await new Promise((ended) => child.on('close', ended))
  expect(out).toBe('ended\n')
  expect(err.match(/\[[\w-]+\] CacheWarning: \S+/g)).toEqual([`[irregular-file] CacheWarning: ${file}${suffix}`])
  const tool = openExistingStore(join(file, '..')).then((store) => store!.list())
  await expect(tool).rejects.toMatchObject({ code: 'irregular-file' })
})
