import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { registerBackend } from '../../runtime/src/backends/open.js'
import { entries, makeCache } from './cache.js'
import { cachecache, makeScratch } from './terminal.js'

const json = async (...argv: string[]) => JSON.parse((await cachecache([...argv, '--json'])).out)
const countIn = async (path: string): Promise<number> => (await json('stats', path)).entries

describe('ls', () => {
  test('shows each version of each function in aligned columns, without tabs or colours', async () => {
    const { code, out } = await cachecache(['ls', await makeCache()])
    const lines = out.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(lines[0]).toMatch(/^function +version +entries +size +last used$/)
    expect(lines).toHaveLength(5)
    expect(out).toMatch(/app\/src\/report\.ts#report +v2 +2 +3 kB +just now/)
    expect([out.includes('\t'), out.includes('\u001B')]).toEqual([false, false])
  })

  test('--json has the shape of the contract', async () => {
    const usages = await json('ls', await makeCache())
    expect(usages).toHaveLength(4)
    for (const usage of usages) expect(Object.keys(usage).sort()).toEqual(['bytes', 'entries', 'function', 'lastUsed', 'version'])
    expect(usages).toContainEqual(expect.objectContaining({ function: 'app/src/report.ts#report', version: 'v2', entries: 2 }))
  })

  test('counts the files that results were made of, for functions that read files', async () => {
    const id = 'app/src/read.ts#read'
    const read = { id, version: 'v1', value: 1 }
    const path = await makeCache([...entries, { ...read, files: ['a.txt', 'b.txt', 'a.txt'] }, { ...read, files: ['a.txt'] }])
    const usages: { function: string; files?: number }[] = await json('ls', path)
    expect(usages.filter(({ files }) => files !== undefined)).toMatchObject([{ function: id, entries: 2, files: 3 }])
    const { out } = await cachecache(['ls', path])
    expect(out).toMatch(/^function +version +entries +files +size +last used\n/)
    expect(out).toMatch(/read\.ts#read +v1 +2 +3 /)
  })
})

test('stats shows totals', async () => {
  const path = await makeCache()
  expect((await cachecache(['stats', path])).out).toMatch(/entries +5\nsize +3 kB of 10 GB/)
  expect(await json('stats', path)).toMatchObject({
    path,
    backend: 'sqlite',
    entries: 5,
    functions: 4,
    maxSize: 10e9,
    bytes: expect.any(Number),
  })
})

test('stats of a store that keeps its own limit tells none', async () => {
  registerBackend('shelf:', () => new Map())
  expect(await json('stats', 'shelf:one')).toMatchObject({ path: 'shelf:one', entries: 0, bytes: 0, maxSize: null })
  expect((await cachecache(['stats', 'shelf:one'])).out).toMatch(/^size +0 B$/m)
})

describe('clear', () => {
  test.each([
    [[], 5],
    [['--function', 'app/src/report.ts#report'], 3],
    [['--function', 'report'], 4],
    [['--function', 'app/*'], 4],
    [['--function', 'Repo.*'], 1],
    [['--function', 'nothing'], 0],
    [['--older-than', '1h'], 0],
    [['--older-than', '0s'], 5],
  ])('%j removes %i entries', async (flags, count) => {
    const path = await makeCache()
    // `--older-than 0s` means before now: a clock tick must lie between.
    const written = Date.now()
    while (Date.now() === written);
    const counted = await json('clear', path, ...flags, '--dry-run')
    expect(await countIn(path)).toBe(5)
    expect(await json('clear', path, ...flags)).toEqual(counted)
    expect(counted).toEqual({ removed: count, bytes: expect.any(Number) })
    expect(await countIn(path)).toBe(5 - count)
  })

  test('says what it removed', async () => {
    const path = await makeCache()
    expect((await cachecache(['clear', path, '--dry-run'])).out).toMatch(/^Would remove 5 entries \(3 kB\)\.\n$/)
    expect((await cachecache(['clear', path, '--function', 'find'])).out).toBe('There is nothing to remove.\n')
    expect((await cachecache(['clear', path, '--function', 'Repo.find'])).out).toMatch(/^Removed 1 entry \(\d+ B\)\.\n$/)
  })

  test('asks on a terminal only, and not with --yes', async () => {
    const path = await makeCache()
    const refused = await cachecache(['clear', path], { answer: false })
    expect(refused.asked).toEqual([expect.stringMatching(/^Remove 5 entries \(3 kB\) from .*cache\?$/)])
    expect([refused.code, refused.out, await countIn(path)]).toEqual([0, 'Nothing was removed.\n', 5])
    expect((await cachecache(['clear', path, '--function', 'Repo.find', '--yes'], { answer: false })).asked).toEqual([])
    expect((await cachecache(['clear', path], { answer: true })).out).toMatch(/^Removed 4 entries/)
    expect(await countIn(path)).toBe(0)
  })
})

describe('prune', () => {
  test('shrinks to the size', async () => {
    const path = await makeCache([...entries, { id: 'app/a.ts#large', version: 'v1', value: Buffer.alloc(2e6) }])
    const before = await countIn(path)
    expect((await json('prune', path, '--max-size', '1MB', '--dry-run')).removed).toBe(6)
    expect(await countIn(path)).toBe(before)
    expect((await cachecache(['prune', path, '--max-size', '10GB'])).out).toBe('The cache takes no more than 10 GB.\n')
    expect((await cachecache(['prune', path, '--max-size', '1MB'])).out).toMatch(/^Removed 6 entries \(2 MB\)\.\n$/)
    expect(await countIn(path)).toBe(0)
  })

  test.each([
    [['prune'], /--max-size/],
    [['prune', '--max-size', 'much'], /much is not a size/],
  ])('%j is misuse', async (argv, message) => {
    const { code, err } = await cachecache(argv)
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })
})

describe('a path without a cache', () => {
  test.each([
    ['ls', [], []],
    ['stats', [], { entries: 0, bytes: 0 }],
    ['clear', [], { removed: 0, bytes: 0 }],
    ['prune', ['--max-size', '1GB'], { removed: 0, bytes: 0 }],
  ])('%s says so, makes nothing and is fine', async (name, flags, answer) => {
    const folder = makeScratch()
    for (const path of [join(folder, 'none'), join(folder, 'none.sqlite'), folder]) {
      const { code, out, err } = await cachecache([name, path, ...flags])
      expect([code, out, err]).toEqual([0, '', `No cache in ${path}.\n`])
      expect(await json(name, path, ...flags)).toMatchObject(answer)
    }
    expect(readdirSync(folder)).toEqual([])
  })

  test('an empty file is not a cache and stays empty', async () => {
    const file = join(makeScratch(), 'a.sqlite')
    writeFileSync(file, '')
    expect((await cachecache(['ls', file])).err).toBe(`No cache in ${file}.\n`)
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  test('a damaged file is reported and left in place', async () => {
    const folder = makeScratch()
    writeFileSync(join(folder, 'a.sqlite'), 'no database '.repeat(100))
    const { code, err } = await cachecache(['ls', join(folder, 'a.sqlite')])
    expect(code).toBe(1)
    expect(err).toMatch(/^error: \S*a\.sqlite can't be used: file is not a database\. .*remove the file/)
    expect(readdirSync(folder)).toEqual(['a.sqlite'])
  })
})

test('CACHECACHE_PATH is the default', async () => {
  const before = process.env['CACHECACHE_PATH']
  process.env['CACHECACHE_PATH'] = await makeCache()
  try {
    expect((await json('stats')).entries).toBe(5)
  } finally {
    if (before === undefined) delete process.env['CACHECACHE_PATH']
    else process.env['CACHECACHE_PATH'] = before
  }
})

test('what a terminal would act on is shown as text', async () => {
  const id = 'app/a.ts#\u001b]0;owned\u0007\u202efdp.exe'
  const path = await makeCache([{ id, version: 'v1\u001b[2J', value: 1 }])
  const { out } = await cachecache(['ls', path])
  expect(out).toContain('app/a.ts#\\u001b]0;owned\\u0007\\u202efdp.exe')
  expect(/[^\n\P{Cc}]/u.test(out)).toBe(false)
  expect(await json('ls', path)).toMatchObject([{ function: id }])
})

test.each(['redis://us:hunter/2secret@h', 'redis:us:2secret@h', 'redis://us:a@2secret@'])(
  'what is said of %s has no password in it',
  async (place) => {
    for (const argv of [['ls'], ['stats'], ['stats', '--json'], ['clear', '--yes']]) {
      const { out, err } = await cachecache([...argv, place])
      expect(out + err).not.toContain('2secret')
    }
  },
)
