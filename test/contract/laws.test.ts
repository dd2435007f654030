import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { program } from '../support/program.js'

const counter = `let n = 0\n/** @cache */ function f(x: number) { n++; return x }\n`

test('a cache folder is private, ignored by git and marked as a cache', async () => {
  const p = await program(`${counter}f(1)`)
  await p.run()
  const folder = join(p.directory, 'cache')
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['.gitignore', 'CACHEDIR.TAG', 'cachecache.sqlite']))
  expect(await readFile(join(folder, 'CACHEDIR.TAG'), 'utf8')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55/)
})

test('importing creates nothing on disk', async () => {
  const p = await program(`import '@cachecache/runtime'\n${counter}report(typeof f)`)
  await p.run()
  await expect(stat(join(p.directory, 'cache'))).rejects.toThrow('ENOENT')
})

test('a user error throws', async () => {
  const p = await program(`import { Cacher, cacheOptions } from '@cachecache/runtime'
    ${counter}
    const g = f as any
    const name = (run: () => unknown) => { try { run(); return 'fine' } catch (e: any) { return e.message } }
    report(name(() => g(1, { cachePath: './no/such/parent/cache' })), name(() => g(1, { cachePath: 'nope://x' })), name(() => (Cacher('./c') as any)(42)), name(() => g(1, { again: 'yes' })))`)
  const { reports } = await p.run()
  for (const message of reports) expect(message).not.toBe('fine')
  expect(reports[0]).toMatch(/parent|exist/)
  expect(reports[1]).toMatch(/nope/)
})

test('an uncaught mistake fits on a screen: Node prints the line of the runtime that threw it', async () => {
  const p = await program(`${counter}f(1, { agian: true } as never)`)
  const { stderr } = await p.run()
  expect(stderr).toContain("Did you mean 'again'?")
  expect(stderr.length).toBeLessThan(3000)
})

test('a cache failure never breaks the program', async () => {
  const p = await program(`${counter}report(f(1), f(1), n)`)
  await mkdir(join(p.directory, 'cache'))
  await writeFile(join(p.directory, 'cache', 'cachecache.sqlite'), 'this is no database, '.repeat(500))
  const first = await p.run()
  expect(first.reports.slice(0, 2)).toEqual([1, 1])
  expect(first.code).toBe(0)
  expect((await p.run()).reports).toEqual([1, 1, 0])
})

// Node's recursive mkdir never returns there.
test.skipIf(process.platform !== 'linux')('nor does a file system that makes no folder', async () => {
  const p = await program(`${counter}report(f(1), f(1), n)`)
  const { reports, stderr, code } = await p.run({ CACHECACHE_PATH: '/proc/cachecache' })
  expect([reports, code]).toEqual([[1, 1, 2], 0])
  expect(stderr.match(/CacheWarning/g)).toHaveLength(1)
})

test('modes: off, again, readonly, strict', async () => {
  const p = await program(`${counter}
    /** @cache */ const odd = (x: unknown) => 1
    report(f(1), f(1), n); try { odd(Symbol()); report('fine') } catch (e: any) { report('threw') }`)
  expect((await p.run({ CACHECACHE: 'off' })).reports).toEqual([1, 1, 2, 'fine'])
  expect((await p.run({ CACHECACHE: 'readonly' })).reports).toEqual([1, 1, 2, 'fine'])
  expect((await p.run()).reports).toEqual([1, 1, 1, 'fine'])
  expect((await p.run({ CACHECACHE: 'again' })).reports).toEqual([1, 1, 2, 'fine'])
  expect((await p.run({ CACHECACHE: 'strict' })).reports).toEqual([1, 1, 0, 'threw'])
  expect((await p.run({ CACHECACHE: 'readonly' })).reports).toEqual([1, 1, 0, 'fine'])
})

test('CACHECACHE=readonly and a look at the cache make no folder', async () => {
  const p = await program(`import { cacheOf } from '@cachecache/runtime'
    ${counter}
    if (process.env.CACHECACHE) report(f(1), f(1), n)
    report(await cacheOf(f).has([1]), (await cacheOf(f).peek([1])) ?? 'none', await cacheOf(f).clear())`)
  expect((await p.run({ CACHECACHE: 'readonly' })).reports).toEqual([1, 1, 2, false, 'none', 0])
  expect((await p.run()).reports).toEqual([false, 'none', 0])
  await expect(stat(join(p.directory, 'cache'))).rejects.toThrow('ENOENT')
})

test('CACHECACHE_DEBUG says that an entry has expired', async () => {
  const p = await program(`/** @cache { ttl: 1, cachePath: 'memory:' } */ function f(x: number) { return x }
    f(1); const since = Date.now(); while (Date.now() - since < 3); f(1)`)
  const [first, second] = (await p.run({ CACHECACHE_DEBUG: '1' })).stderr.trim().split('\n')
  expect(first).toMatch(/^cachecache miss .*#f: no entry of this function/)
  expect(second).toMatch(/^cachecache miss .*#f: the entry has expired/)
})

test('CACHECACHE_DEBUG prints a line for each call', async () => {
  const p = await program(`${counter}f(1); f(1)`)
  const { stderr } = await p.run({ CACHECACHE_DEBUG: '1' })
  expect(stderr.trim().split('\n')).toHaveLength(2)
  expect(stderr).toMatch(/miss.*\n.*hit/)
})

test('the diagnostics channel tells of each call', async () => {
  const p = await program(`import { subscribe } from 'node:diagnostics_channel'
    ${counter}
    const seen: any[] = []; subscribe('cachecache:call', (m) => seen.push(m))
    f(1); f(1); (f as any)(1, { again: true }); (f as any)(1, { cacheResults: false }); try { await Promise.all([]) } catch {}
    report(seen.map((m) => m.status), Object.keys(seen[1]).sort(), seen[1].id, seen[1].backend)`)
  expect((await p.run()).reports).toEqual([
    ['miss', 'hit', 'again', 'bypass'],
    ['backend', 'bytes', 'durationMs', 'id', 'status', 'version'],
    'program/main.ts#f',
    'sqlite',
  ])
})

test('cacheOf: id, version, has, peek, forget, clear', async () => {
  const p = await program(`import { cacheOf } from '@cachecache/runtime'
    let n = 0
    /** @cache */ async function f(x: number, y = 2) { n++; return { x, y } }
    const c = cacheOf(f)
    report(c.id, typeof c.version, await c.has([1])); await f(1); report(await c.has([1]), await c.has([1, 2]), await c.peek([1]), await c.has([1, 3]), n)
    await c.forget([1]); report(await c.has([1])); await f(1); await f(2); await c.clear(); report(await c.has([2]), n)`)
  expect((await p.run()).reports).toEqual([
    'program/main.ts#f',
    'string',
    false,
    true,
    true,
    { x: 1, y: 2 },
    false,
    1,
    false,
    false,
    3,
  ])
})
