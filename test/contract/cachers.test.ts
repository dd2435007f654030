import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { program } from '../support/program.js'

test('a Cacher serves many functions, as decorator, wrapper and tag option, with or without new', async () => {
  const p = await program(`import { Cacher } from '@cachecache/runtime'
    let n = 0
    const reports = Cacher('./reports', 10e9), other = new Cacher({ path: './other', maxSize: '10MB' })
    const a = reports(async (x: number, y = 1) => { n++; return x + y })
    const b = other((x: number) => { n++; return x })
    function named(x: number) { n++; return x }
    const c = reports(named)
    class R { @reports static async all() { n++; return [1] } @other one(x: number) { n++; return x } }
    for (let i = 0; i < 2; i++) report(await a(1), await a(1, 1), b(2), c(3), await R.all(), new R().one(4))
    report(n)`)
  const { reports, stderr } = await p.run()
  expect(stderr).toBe('')
  expect(reports).toEqual([2, 2, 2, 3, [1], 4, 2, 2, 2, 3, [1], 4, 5])
  await access(join(p.directory, 'reports', 'cachecache.sqlite'))
  await access(join(p.directory, 'other', 'cachecache.sqlite'))
  expect((await p.run()).reports.at(-1)).toBe(0)
})

test('distributedCacher keeps results beside the data, so that both can move', async () => {
  const p = await program(`import { Cacher, distributedCacher } from '@cachecache/runtime'
    import { mkdirSync, renameSync, existsSync } from 'node:fs'
    let n = 0
    const local = distributedCacher({ datapathArg: 'datapath', localCachePath: '.local_cache', globalCacher: Cacher('./global') })
    /** @cache { cacher: local } */ async function byPosition(datapath: string, k: number) { n++; return k }
    /** @cache { cacher: local } */ const byName = async ({ datapath, k }: { datapath: string; k: number }) => { n++; return k }
    /** @cache { cacher: local } */ const without = (k: number) => { n++; return k }
    mkdirSync('data'); await byPosition('data', 1); await byName({ datapath: 'data', k: 1 }); without(1); report(n)
    renameSync('data', 'moved'); await byPosition('moved', 1); await byName({ datapath: 'moved', k: 1 }); without(1); report(n)
    report(existsSync('moved/.local_cache/cachecache.sqlite'), existsSync('global/cachecache.sqlite'))
    await (byPosition as any)('moved', 1, { cachePath: undefined }); report(n); await (byPosition as any)('moved', 1, { cachePath: './third' }); report(n)`)
  expect((await p.run()).reports).toEqual([3, 3, true, true, 3, 4])
})

test('memory: and files are places too', async () => {
  const p = await program(`let n = 0
    /** @cache */ const f = (x: number) => { n++; return x }
    const g = f as any
    g(1, { cachePath: 'memory:' }); g(1, { cachePath: 'memory:' }); report(n); g(1, { cachePath: 'memory:other' }); report(n)
    g(1, { cachePath: './one.sqlite' }); g(1, { cachePath: './one.sqlite' }); report(n); g(1, { cachePath: new URL('./two', import.meta.url) }); g(1, { cachePath: './two' }); report(n)`)
  expect((await p.run()).reports).toEqual([1, 2, 3, 4])
})

test('registerBackend serves any scheme; a missing adapter says what to install', async () => {
  const p = await program(`import { registerBackend } from '@cachecache/runtime'
    const store = new Map(); registerBackend('toy:', () => store as any)
    let n = 0
    /** @cache */ const f = async (x: number) => { n++; return { x } }
    const g = f as any
    report(await g(1, { cachePath: 'toy://a' }), await g(1, { cachePath: 'toy://a' }), n, store.size > 0)
    await g(1, { cachePath: 'mongodb://127.0.0.1:1/x' }).then(() => report('ran'), (e: Error) => report(e.message))`)
  const { reports, stderr } = await p.run()
  expect(reports.slice(0, 4)).toEqual([{ x: 1 }, { x: 1 }, 1, true])
  expect(`${String(reports[4])} ${stderr}`).toMatch(/npm (i|install) @keyv\/mongo/)
})

test('a cacher around an imported function has its exact identity', async () => {
  const lib = (k: number) => ({
    'lib.ts': `import { rate } from './rate.js'\nlet region = 'north'\nexport let limit = 1\nexport const setLimit = (n: number) => { limit = n }\nexport async function load(x: number) { return x * rate + limit }\nexport default (x: number) => x - rate\nexport const many = { load }`,
    'rate.ts': `export const rate = ${k}`,
  })
  const p = await program({
    ...lib(10),
    'index.ts': `export * as all from './lib.js'`,
    'main.ts': `import { Cacher, cacheOf } from '@cachecache/runtime'
    import minus, { load, setLimit } from './lib.js'
    import { all } from './index.js'
    const reports = Cacher('./reports')
    const a = reports(load), b = reports(minus), c = reports(all.load)
    report(await a(1), b(1), await c(1), cacheOf(a).id.split('#')[1], cacheOf(b).id.split('#')[1], cacheOf(a).version === cacheOf(c).version)
    setLimit(2)
    report(await a(1))`,
  })
  const ids = ['load', 'default', true]
  expect((await p.run()).reports).toEqual([11, -9, 11, ...ids, 12])
  await p.write(lib(20))
  expect((await p.run()).reports).toEqual([21, -19, 21, ...ids, 22])
})

test('what a function that a cacher gets by its name captures is part of the key', async () => {
  const p = await program(`import { cache } from '@cachecache/runtime'
    let n = 0
    function outer(k: number) { function inner(x: number) { n++; return x + k } return cache(inner) }
    report(outer(1)(1), outer(2)(1), outer(1)(1), n)`)
  expect((await p.run()).reports).toEqual([2, 3, 2, 2])
  expect((await p.run()).reports).toEqual([2, 3, 2, 0])
})

test('a file whose only tag is a call or a decorator of an imported cacher', async () => {
  const files = (k: number) => ({
    'places.ts': `import { Cacher } from '@cachecache/runtime'\nexport const reportCacher = Cacher('./reports')`,
    'rate.ts': `export const rate = ${k}`,
    'a.ts': `import { reportCacher as r } from './places.js'\nimport { rate } from './rate.js'\nexport const load = r((x: number) => x * rate)`,
    'main.ts': `import { load } from './a.js'\nreport(load(1))`,
  })
  const p = await program(files(2))
  expect((await p.run()).reports).toEqual([2])
  await p.write(files(3))
  expect((await p.run()).reports).toEqual([3])
})

test('cacheOf clears what a distributedCacher has stored beside the data', async () => {
  const p = await program(`import { Cacher, cacheOf, distributedCacher } from '@cachecache/runtime'
    import { mkdirSync } from 'node:fs'
    const local = distributedCacher({ datapathArg: 'datapath', globalCacher: Cacher('./global') })
    /** @cache { cacher: local } */ async function f(datapath: string) { return datapath.length }
    mkdirSync('one'); mkdirSync('two')
    for (const path of ['one', 'two', 'nowhere']) await f(path)
    report(await cacheOf(f).clear(), await cacheOf(f).has(['one']), await cacheOf(f).has(['two']), await cacheOf(f).has(['nowhere']))`)
  expect((await p.run()).reports).toEqual([3, false, false, false])
})

test('an unknown option of a cacher throws a TypeError that names the one that was meant', async () => {
  const p = await program(`import { Cacher, distributedCacher } from '@cachecache/runtime'
    const message = (run: () => unknown) => { try { run(); return 'fine' } catch (e: any) { return e.name + e.message } }
    report(message(() => Cacher({ maxsize: 5 } as any)), message(() => distributedCacher({ datapathArg: 'a', localcachePath: 'x' } as any)))`)
  const { reports } = await p.run()
  expect(reports[0]).toMatch(/^TypeError.*maxsize.*maxSize/)
  expect(reports[1]).toMatch(/^TypeError.*localcachePath.*localCachePath/)
})
