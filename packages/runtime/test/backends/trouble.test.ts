import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openBackend } from '../../src/backends/open.js'
import { watchStatuses } from '../support/events.js'
import { tagAsync, tagInline, tagSync } from '../support/tagged.js'
import { setEnv, watchWarnings } from '../support/warnings.js'
import { runProgram, startProgram, writeCalls } from './child.js'
import { entry, report, valueOf } from './contract.js'
import { makeScratch } from './scratch.js'

// What only root can arrange is left out for others, with this sentence in the test's name.
const isRoot = process.geteuid?.() === 0
const onlyRoot = isRoot ? '' : ' (left out: needs root)'
const NOBODY = 65_534

/** A checkout below a private folder cannot be read by another user, whom these tests need. */
function othersCanRead(): boolean {
  const readable = `require('node:fs').accessSync(${JSON.stringify(import.meta.filename)})`
  return spawnSync(process.execPath, ['-e', readable], { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0
}

const testAsNobody: typeof test | typeof leaveOut = isRoot && !othersCanRead() ? leaveOut : test.skipIf(!isRoot)

function leaveOut(title: string, _run: () => Promise<void>): void {
  console.warn(`Left out, since other users cannot read this checkout: ${title}`)
}

afterEach(() => vi.restoreAllMocks())

/** Calls twice, says what was computed, waits for the test to change something, and calls again until it is cached. */
const PROGRAM = `
  import { execFileSync, spawnSync } from 'node:child_process'
  const f = tagSync('f', (a) => { computed++; return { a } })
  const g = tagAsync('g', async (a) => { computed++; return { a } })
  let computed = 0
  const round = async (a) => { computed = 0; for (let i = 0; i < 2; i++) { f(a); await g(a) } return computed }
  console.log(await round(1))
  await new Promise((resume) => process.stdin.once('data', resume))
  for (let a = 2; ; a++) {
    if ((await round(a)) === 2) break
    await pause(100)
  }
  console.log('cached again')
  process.stdin.destroy()
`

interface Watched {
  first: string
  /** Ends the trouble; @returns milliseconds until calls were cached again, and the warnings */
  mend(undo: () => void): Promise<{ milliseconds: number; err: string; code: number | null }>
}

async function runIn(path: string, user?: number): Promise<Watched> {
  const program = writeCalls(PROGRAM)
  if (user !== undefined) chmodSync(join(program, '..'), 0o755)
  const child = startProgram(program, [path, 'no-log'], user === undefined ? {} : { uid: user, gid: user })
  onTestFinished(() => void child.kill('SIGKILL'))
  let err = ''
  child.stderr.on('data', (chunk) => (err += chunk))
  const closed = new Promise<number | null>((ended) => child.on('close', ended))
  const first = await new Promise<string>((said) => child.stdout.on('data', (chunk) => said(String(chunk).trim())))
  return {
    first,
    mend: async (undo) => {
      undo()
      const started = performance.now()
      child.stdin.write('go\n')
      const code = await closed
      return { code, err, milliseconds: performance.now() - started }
    },
  }
}

const warningsIn = (text: string): number => text.match(/CacheWarning/g)?.length ?? 0

testAsNobody(`a folder that cannot be written: uncached, one warning, cached again when it can${onlyRoot}`, async () => {
  const folder = makeScratch()
  chmodSync(folder, 0o755)
  const path = join(folder, 'cache')
  mkdirSync(path)
  const run = await runIn(path, NOBODY)
  expect(run.first).toBe('4')
  const { code, err, milliseconds } = await run.mend(() => execFileSync('chown', [String(NOBODY), path]))
  expect([code, warningsIn(err)]).toEqual([0, 1])
  expect(milliseconds).toBeLessThan(6_000)
})

testAsNobody(`a folder without permission to look into: the same${onlyRoot}`, async () => {
  const folder = makeScratch()
  chmodSync(folder, 0o700)
  const run = await runIn(join(folder, 'cache'), NOBODY)
  expect(run.first).toBe('4')
  const { code, err } = await run.mend(() => chmodSync(folder, 0o1777))
  expect([code, warningsIn(err)]).toEqual([0, 1])
})

testAsNobody(
  `a database that cannot be written any more is still read, and written again when it can be${onlyRoot}`,
  async () => {
    const folder = makeScratch()
    chmodSync(folder, 0o755)
    const path = join(folder, 'cache')
    mkdirSync(path)
    execFileSync('chown', [String(NOBODY), path])
    const before = await runIn(path, NOBODY)
    expect(before.first).toBe('2')
    const ended = await before.mend(() => {})
    expect(ended.code).toBe(0)

    chmodSync(join(path, 'cachecache.sqlite'), 0o400)
    const run = await runIn(path, NOBODY)
    expect(run.first).toBe('0')
    const mended = await run.mend(() => {
      // SQLite gives the files beside it the permissions of the database.
      for (const file of readdirSync(path)) chmodSync(join(path, file), 0o600)
    })
    expect(mended.code).toBe(0)
  },
)

test('no home folder: uncached, one warning, cached when there is one', async () => {
  const home = join(makeScratch(), 'home')
  setEnv('CACHECACHE_PATH', '')
  setEnv('HOME', home)
  const warnings = watchWarnings()
  let computed = 0
  const options = () => ({})
  const f = tagSync((a) => (computed++, a), { id: 'app/a.ts#f', options })
  const g = tagAsync(async (a) => (computed++, a), { id: 'app/a.ts#g', options })
  for (let i = 0; i < 2; i++) expect([f(1), await g(1)]).toEqual([1, 1])
  expect([computed, warnings.map(({ code }) => code)]).toEqual([4, ['no-home-folder']])
  mkdirSync(home)
  for (let i = 0; i < 2; i++) expect([f(1), await g(1)]).toEqual([1, 1])
  expect([computed, existsSync(join(home, '.cachecache', 'cachecache.sqlite'))]).toEqual([6, true])
})

test.skipIf(!existsSync('/proc/self'))('where no folder can be made, the call comes back', () => {
  const warnings = watchWarnings()
  expect(tagSync((a) => a, { options: () => ({ cachePath: '/proc/cache' }) })(1)).toBe(1)
  expect(warnings).toHaveLength(1)
})

test.skipIf(!isRoot)(`a full disk: uncached, still read, cached again when there is room${onlyRoot}`, async () => {
  const disk = makeScratch()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1100m', 'tmpfs', disk])
  onTestFinished(() => void execFileSync('umount', ['-l', disk]))
  let clock = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => clock)
  const store = openBackend(join(disk, 'cache'))
  await store.write(entry(report, 'before', 1))
  const { bavail, bsize } = statfsSync(disk)
  const filler = join(disk, 'filler')
  execFileSync('fallocate', ['-l', String(bavail * bsize), filler])

  const large = Buffer.alloc(2_000_000, 1)
  await expect(async () => store.write(entry(report, 'large', large))).rejects.toThrow(/full|disk|space/i)
  expect(() => store.sync!.write(entry(report, 'large', large))).toThrow(/full|disk|space/i)
  expect(valueOf(await store.read(`${report.prefix}/before`))).toBe(1)

  rmSync(filler)
  clock += 10_000
  await store.write(entry(report, 'large', large))
  expect(await store.has(`${report.prefix}/large`)).toBe(true)
  await store.close()
})

test.skipIf(!isRoot)(`a disk that is full in the middle of a large value: uncached, and nothing of it stays${onlyRoot}`, () => {
  const disk = makeScratch()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1100m', 'tmpfs', disk])
  onTestFinished(() => void execFileSync('umount', ['-l', disk]))
  const warnings = watchWarnings()
  const path = join(disk, 'cache')
  const f = tagSync((length: number) => Buffer.alloc(length, 7), { options: () => ({ cachePath: path }) })
  f(10)
  const { bavail, bsize } = statfsSync(disk)
  execFileSync('fallocate', ['-l', String(bavail * bsize - 1_000_000), join(disk, 'filler')])
  expect(f(5_000_000)).toHaveLength(5_000_000)
  expect(warnings.map(({ code }) => code)).toEqual(['ENOSPC'])
  expect(readdirSync(join(path, 'cachecache.sqlite-values'))).toEqual([])
})

test('a value larger than the store is one warning and not a failure of the store', () => {
  const warnings = watchWarnings()
  const path = join(makeScratch(), 'cache')
  openBackend(path, { maxSize: 2e6 })
  for (const tag of [tagSync, tagInline] as const) {
    const f = tag((length: number) => Buffer.alloc(length, 7), { options: () => ({ cachePath: path }) })
    const seen = watchStatuses()
    const lengths = [3_000_000, 4_000_000, 10, 10].map((length) => f(length).length)
    expect(lengths).toEqual([3_000_000, 4_000_000, 10, 10])
    expect(seen.at(-1)).toBe('hit')
    expect(warnings.splice(0)).toMatchObject([
      { code: 'unstorable-value', message: expect.stringMatching(/3 MB, more than the store's limit of 2 MB/) },
    ])
  }
})

test.skipIf(!isRoot)(`the last gigabyte of a disk stays free${onlyRoot}`, async () => {
  const disk = makeScratch()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=50m', 'tmpfs', disk])
  onTestFinished(() => void execFileSync('umount', ['-l', disk]))
  const store = openBackend(join(disk, 'cache'))
  await expect(async () => store.write(entry(report, 'a', 1))).rejects.toMatchObject({ code: 'disk-almost-full' })
  await store.close()
})

test('a folder removed while the program runs is made again', async () => {
  const path = join(makeScratch(), 'cache')
  const run = await runIn(path)
  expect(run.first).toBe('2')
  const { code, err } = await run.mend(() => rmSync(path, { recursive: true }))
  expect([code, err]).toEqual([0, ''])
})

test('too many open files: uncached, one warning, cached again when some are closed', async () => {
  const path = join(makeScratch(), 'cache')
  const program = writeCalls(`
    import { closeSync, openSync } from 'node:fs'
    let computed = 0
    const f = tagSync('f', (a) => { computed++; return a })
    f(-1, { cachePath: 'memory:' })
    const open = []
    try { for (;;) open.push(openSync('/dev/null')) } catch {}
    f(1); f(1)
    const during = computed
    for (const one of open) closeSync(one)
    const started = Date.now()
    for (let a = 2; Date.now() - started < 10_000; a++) {
      computed = 0
      f(a); f(a)
      if (computed === 1) break
      await pause(50)
    }
    console.log(during, computed)
  `)
  const ended = await runProgram(
    '-e',
    `
    const { spawnSync } = require('node:child_process')
    const { status, stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -n 60; exec "$0" "$@"', process.execPath, ...process.argv.slice(1)], { encoding: 'utf8' })
    process.stdout.write(stdout); process.stderr.write(stderr); process.exitCode = status
  `,
    program,
    path,
    'no-log',
  )
  expect([ended.code, ended.out]).toEqual([0, '3 1\n'])
  expect(warningsIn(ended.err)).toBe(1)
})

test('after a failure the store is not used for a while, then tried again', async () => {
  const folder = makeScratch()
  let clock = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => clock)
  const path = join(folder, 'cache')
  mkdirSync(path, { mode: 0o777 })
  chmodSync(path, 0o777)
  const store = openBackend(path)
  await expect(store.read(`${report.prefix}/a`)).rejects.toMatchObject({ code: 'untrusted-place' })
  chmodSync(path, 0o700)
  await expect(store.read(`${report.prefix}/a`)).rejects.toMatchObject({ code: 'untrusted-place' })
  clock += 150
  expect(await store.read(`${report.prefix}/a`)).toBeUndefined()
})

test.skipIf(!isRoot)(`what another user could have written is not trusted${onlyRoot}`, async () => {
  const folder = makeScratch()
  const theirs = join(folder, 'theirs')
  mkdirSync(theirs, { mode: 0o700 })
  await openBackend(theirs).write(entry(report, 'a', 1))
  await openBackend(theirs).close()
  execFileSync('chown', ['-R', String(NOBODY), theirs])
  await expect(openBackend(theirs).read(`${report.prefix}/a`)).rejects.toMatchObject({
    code: 'untrusted-place',
    message: expect.stringMatching(/belongs to another user.*\(chown\)/),
  })
  const file = join(folder, 'open.db')
  await openBackend(file).write(entry(report, 'a', 1))
  await openBackend(file).close()
  chmodSync(file, 0o666)
  await expect(openBackend(file).read(`${report.prefix}/a`)).rejects.toThrow(/can be written by every user.*\(chmod o-w\)/)
  expect(existsSync(file)).toBe(true)
})
