import { expect, test } from 'vitest'
import { program } from '../support/program.js'

const report = `
// Its own count would be an input: it reaches the result.

(globalThis as any).runs = 0
export const calls = () => (globalThis as any).runs
/** @cache { pure: true } */
export async function sales(year: number, region = 'north') { (globalThis as any).runs++; return { year, region, at: (globalThis as any).runs } }
`

test('computes once, then answers from disk in a new process', async () => {
  const p = await program({
    'sales.ts': report,
    'main.ts': `import { sales, calls } from './sales.js'\nreport(await sales(2024), await sales(2024), calls())`,
  })
  expect((await p.run()).reports).toEqual([{ year: 2024, region: 'north', at: 1 }, { year: 2024, region: 'north', at: 1 }, 1])
  expect((await p.run()).reports.at(-1)).toBe(0)
})

test('defaults are applied before keying', async () => {
  const p = await program({
    'sales.ts': report,
    'main.ts': `import { sales, calls } from './sales.js'\nawait sales(2024); await sales(2024, 'north'); await sales(2024, undefined); report(calls()); await sales(2024, 'south'); report(calls())`,
  })
  expect((await p.run()).reports).toEqual([1, 2])
})

test('again recomputes and overwrites, cacheResults neither reads nor writes, cachePath is another place', async () => {
  const p = await program({
    'sales.ts': report,
    'main.ts': `import { sales } from './sales.js'
      const at = async (o?: any) => ((await (sales as any)(1, undefined, o)) as any).at
      report(await at(), await at({ again: true }), await at(), await at({ cacheResults: false }), await at(), await at({ cachePath: './elsewhere' }), await at({ cachePath: './elsewhere' }), await at({}))`,
  })
  expect((await p.run()).reports).toEqual([1, 2, 2, 3, 2, 4, 4, 2])
})

test('length and name stay as they were', async () => {
  const p = await program({
    'sales.ts': report,
    'main.ts': `import { sales } from './sales.js'\n/** @cache */ const arrow = (a: number, b?: string) => a\nreport(sales.length, sales.name, arrow.length, arrow.name)`,
  })
  expect((await p.run()).reports).toEqual([1, 'sales', 2, 'arrow'])
})

test('a surplus argument is ignored and not part of the key', async () => {
  const p = await program(`let n = 0
    /** @cache */ const twice = (x: number) => { n++; return x * 2 }
    report([1, 2, 1].map(twice), n, [1, 2].map(twice), n, await Promise.resolve(2).then(twice), n, (twice as any)(1, { size: 3 }), n)`)
  expect((await p.run()).reports).toEqual([[2, 4, 2], 2, [2, 4], 2, 4, 2, 2, 2])
})

test('a misspelt option throws a TypeError that names both', async () => {
  const p = await program(`/** @cache */ const f = (x: number) => x
    /** @cache */ async function g(x: number) { return x }
    try { (f as any)(1, { agian: true }) } catch (e: any) { report(e instanceof TypeError, /agian/.test(e.message) && /again/.test(e.message)) }
    await (g as any)(1, { cacheResult: false }).catch((e: any) => report(e instanceof TypeError, /cacheResults/.test(e.message)))`)
  expect((await p.run()).reports).toEqual([true, true, true, true])
})

test('a declared CacheOptions parameter is handed to the body as passed and never keyed', async () => {
  const p = await program(`import type { CacheOptions } from '@cachecache/runtime'
    let n = 0
    /** @cache */ function f(x: number, options?: CacheOptions) { n++; return [x, options ?? null] }
    /** @cache */ const g = (x: number, { again = false }: CacheOptions = {}) => { n++; return [x, again] }
    report(f(1), f(1, {}), f(1, { again: true }), f(1), n, g(2), g(2), g(2, { again: true }), n, f.length, g.length)`)
  expect((await p.run()).reports).toEqual([
    [1, null],
    [1, null],
    [1, { again: true }],
    [1, { again: true }],
    2,
    [2, false],
    [2, false],
    [2, true],
    4,
    2,
    1,
  ])
})

test('the declared parameter may name CacheOptions by an alias; a type of the author’s own with that name is an input', async () => {
  const p = await program({
    'types.ts': `import type { CacheOptions } from '@cachecache/runtime'\nexport type Options = Readonly<CacheOptions>`,
    'main.ts': `import type { Options } from './types.ts'
      interface CacheOptions { maxAge: number }
      let n = 0
      /** @cache */ function f(x: number, options?: Options) { n++; return x }
      /** @cache */ function g(x: number, options: CacheOptions) { n++; return options.maxAge }
      f(1); f(1, {}); f(1, { cachePath: undefined }); report(n); f(1, { again: true }); report(n)
      report(g(1, { maxAge: 1 }), g(1, { maxAge: 2 }))`,
  })
  expect((await p.run()).reports).toEqual([1, 2, 1, 2])
})

test('rest parameters and arguments take options only by cacheOptions()', async () => {
  const p = await program(`import { cacheOptions } from '@cachecache/runtime'
    let n = 0
    /** @cache */ function sum(...xs: any[]) { n++; return xs.length }
    /** @cache */ function count(a: any) { n++; return arguments.length }
    /** @cache */ const pair = (a: number, ...[b, c]: any[]) => { n++; return [a, b ?? null, c ?? null] }
    report(sum(1, 2), sum(1, 2, cacheOptions({ again: true })), n, sum(1, { again: true }), n)
    report(count(1), count(1, cacheOptions({ again: true })), n, pair(1, 2), pair(1, 2, cacheOptions({ again: true })), n)`)
  expect((await p.run()).reports).toEqual([2, 2, 2, 2, 3, 1, 1, 5, [1, 2, null], [1, 2, null], 7])
})

test('withOptions, withOptionsOn and withCache reach calls that no tool sees', async () => {
  const p = await program(`import { withOptions, withOptionsOn, withCache, cacheOptions } from '@cachecache/runtime'
    let n = 0
    /** @cache */ async function f(a: number, b = 2) { n++; return a + b }
    class Repo { base = 1; /** @cache */ async find(id: number) { n++; return id + this.base } }
    const repo = new Repo()
    await f(1); await withOptions(f, { again: true })(1); report(n)
    await repo.find(1); await withOptionsOn(repo, 'find', { again: true })(1); await repo.find(1); report(n)
    await withCache({ again: true }, async () => { await null; await f(1); await new Promise((r) => setImmediate(r)); await repo.find(1) }); report(n)
    await f(1); report(n)
    try { cacheOptions({ agin: true } as any) } catch (e: any) { report(e.name) }
    try { withOptions((() => 1) as any, {})(); report('called') } catch (e: any) { report(e.name) }`)
  expect((await p.run()).reports).toEqual([2, 4, 6, 6, 'TypeError', 'TypeError'])
})

test('errors and rejections are never cached, undefined and null are', async () => {
  const p = await program(`let n = 0
    /** @cache */ async function bad() { n++; throw new Error('no') }
    /** @cache */ function thrower() { n++; throw new Error('no') }
    /** @cache */ function nothing() { n++ }
    /** @cache */ const nil = async () => { n++; return null }
    await bad().catch(() => {}); await bad().catch(() => {}); report(n)
    try { thrower() } catch {} try { thrower() } catch {} report(n)
    nothing(); report(nothing() === undefined, n); await nil(); report(await nil(), n)`)
  expect((await p.run()).reports).toEqual([2, 4, true, 5, null, 6])
})

test('again keeps the old value when the body fails', async () => {
  const p = await program(`(globalThis as any).n = 0
    /** @cache { pure: true } */ async function f() { if (++(globalThis as any).n === 2) throw new Error('later'); return (globalThis as any).n }
    report(await f()); await (f as any)({ again: true }).catch((e: Error) => report(e.message)); report(await f(), (globalThis as any).n)`)
  expect((await p.run()).reports).toEqual([1, 'later', 1, 2])
})

test('a hit gives a fresh copy, a computation the object of the body', async () => {
  const p = await program(`const made: unknown[] = []
    /** @cache */ const f = async () => { const o = { list: [1] }; made.push(o); return o }
    const a = await f(), b = await f(); report(a === made[0], a !== b); b.list.push(9); report((await f()).list)`)
  expect((await p.run()).reports).toEqual([true, true, [1]])
})

test('calls at the same time share one computation but no object and no error', async () => {
  const p = await program(`(globalThis as any).n = 0
    /** @cache { pure: true } */ async function ok() { (globalThis as any).n++; await new Promise((r) => setImmediate(r)); return { n: (globalThis as any).n } }
    /** @cache { pure: true } */ async function flaky() { const mine = ++(globalThis as any).n; await new Promise((r) => setImmediate(r)); if (mine < 3) throw new Error('e' + mine); return mine }
    /** @cache { pure: true } */ function later(x: number): Promise<number[]> { (globalThis as any).n++; return new Promise((r) => setImmediate(() => r([x]))) }
    const all = await Promise.all([ok(), ok(), ok()]); report((globalThis as any).n, new Set(all).size); (globalThis as any).n = 0
    report(await Promise.all([flaky(), flaky(), flaky(), flaky()].map((p) => p.catch((e: Error) => e.message))), (globalThis as any).n); (globalThis as any).n = 0
    const both = await Promise.all([later(1), later(1)]); report(both, (globalThis as any).n, both[0] !== both[1])`)
  expect((await p.run()).reports).toEqual([1, 3, ['e1', 'e2', 3, 3], 3, [[1], [1]], 1, true])
})

test('nested tagged calls never deadlock', async () => {
  const p = await program(`(globalThis as any).depth = 0; (globalThis as any).first = true
    /** @cache { pure: true } */ async function self(x: number): Promise<number> { await null; return (globalThis as any).depth++ < 2 ? (await self(x)) + 1 : 0 }
    /** @cache { pure: true } */ async function a(x: number): Promise<number> { await null; return (globalThis as any).first ? ((globalThis as any).first = false, await b(x)) : 1 }
    /** @cache */ async function b(x: number): Promise<number> { await new Promise((r) => setImmediate(r)); return (await a(x)) + 1 }
    report(await self(1)); report(await Promise.race([Promise.all([a(1), b(1)]).then(() => 'done'), new Promise((r) => setTimeout(r, 5000, 'hung'))]))`)
  expect((await p.run()).reports).toEqual([2, 'done'])
})

test('a body that changes its argument is not stored, with a warning', async () => {
  const p = await program(`let n = 0
    /** @cache */ function f(list: number[]) { n++; list.push(1); return list.length }
    report(f([]), f([]), n)`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([1, 1, 2])
  expect(stderr).toMatch(/main\.ts#f/)
  expect(stderr.match(/Warning/g)).toHaveLength(1)
})

test('a rejection that nobody handles is still reported', async () => {
  const p = await program(`/** @cache */ function f(): Promise<number> { return Promise.reject(new Error('lost')) }
    process.on('unhandledRejection', (e: Error) => report('unhandled ' + e.message))
    f().catch(() => report('handled')); f()`)
  expect((await p.run()).reports.sort()).toEqual(['handled', 'unhandled lost'])
})

test('another thenable is passed through untouched and not stored', async () => {
  const p = await program(`let n = 0
    class Query { then(r: (v: number) => void) { n++; r(7) } where() { return this } }
    /** @cache */ function q() { return new Query() }
    report(q() instanceof Query, n, await q().where(), n)`)
  expect((await p.run()).reports).toEqual([true, 0, 7, 1])
})

test('an AbortSignal stays out of the key', async () => {
  const p = await program(`let n = 0
    /** @cache */ async function f(x: number, o?: { signal?: AbortSignal }, s?: AbortSignal) { n++; return x }
    await f(1, {}); await f(1, { signal: new AbortController().signal }); await f(1, {}, new AbortController().signal); report(n)`)
  expect((await p.run()).reports).toEqual([1])
})

test('generators replay, and are stored only when they ran to their end untouched', async () => {
  const p = await program(`let n = 0
    /** @cache */ function* g(k: number) { n++; yield [k]; yield k + 1; return 'end' }
    /** @cache */ async function* ag(k: number) { n++; yield k; yield Promise.resolve(k + 1); return 'fin' }
    const drain = (it: Generator) => { const out = []; for (;;) { const r = it.next(); out.push(r.value); if (r.done) return out } }
    const adrain = async (it: AsyncGenerator) => { const out = []; for (;;) { const r = await it.next(); out.push(r.value); if (r.done) return out } }
    for (const x of g(1)) break; report(n); report(drain(g(1)), drain(g(1)), n)
    report(await adrain(ag(5)), await adrain(ag(5)), n)
    const it = g(9); it.next(); it.next(1 as never); it.next(); report(n); drain(g(9)); report(n)`)
  expect((await p.run()).reports).toEqual([1, [[1], 2, 'end'], [[1], 2, 'end'], 2, [5, 6, 'fin'], [5, 6, 'fin'], 3, 4, 5])
})

test('an entry is there as soon as the loop over an async generator has ended', async () => {
  const p = await program(`import { cacheOf } from '@cachecache/runtime'
    /** @cache */ async function* ag(k: number) { yield k; yield k + 1 }
    for await (const x of ag(1)) break
    report(await cacheOf(ag).has([1]))
    for await (const x of ag(1));
    report(await cacheOf(ag).has([1]))`)
  expect((await p.run()).reports).toEqual([false, true])
})

test('options from outside change neither the rest nor the number of the arguments', async () => {
  const p = await program(`import { Cacher, cacheOf, cacheOptions, withOptions } from '@cachecache/runtime'
    /** @cache */ function rest(a = 1, { b = 2 } = {}, ...more: unknown[]) { return [a, b, ...more] }
    /** @cache */ function count(a?: unknown, b?: unknown) { return [a, b, arguments.length] }
    const wrapped = Cacher('memory:')(function (a?: unknown, ...more: unknown[]) { return more.length })
    report(withOptions(rest, { again: true })(), withOptions(rest, { again: true })(5), withOptions(withOptions(rest, {}), {})(5, {}, 'x'))
    report(withOptions(count, { again: true })(1), count(1), withOptions(count, { again: true })(1, undefined), withOptions(wrapped, {})(1))
    report((count as any)(1, undefined, cacheOptions({ again: true })))
    rest(7)
    report(await cacheOf(rest).has([7]), await cacheOf(rest).has([7, { b: 2 }]), await cacheOf(rest).has([7, {}, 8]), await cacheOf(count).has([1]), await cacheOf(count).has([1, undefined, undefined]))`)
  expect((await p.run()).reports).toEqual([
    [1, 2],
    [5, 2],
    [5, 2, 'x'],
    [1, null, 1],
    [1, null, 1],
    [1, null, 2],
    0,
    [1, null, 2],
    true,
    true,
    false,
    true,
    false,
  ])
})

test('a tag that is evaluated too early is evaluated again', async () => {
  // As bundlers write it that hoist variables of a module.
  const p = await program(`import { existsSync } from 'node:fs'
    import { Cacher } from '@cachecache/runtime'
    let n = 0
    /** @cache { cacher: reports } */ function f(x: number) { n++; return x }
    f(1)
    var reports = Cacher('./reports')
    f(1)
    report(n, existsSync('./reports'))`)
  expect((await p.run()).reports).toEqual([2, true])
})

test('an async body begins in the tick of its call, hit or miss before it, so that what a caller changes afterwards does not reach it', async () => {
  const p = await program({
    'total.ts': `/** @cache */
      export async function total(list: number[]) { const sum = list.reduce((a, b) => a + b, 0); await null; return { sum } }`,
    'main.ts': `import { total } from './total.js'
      const list = [0]
      const pending = [1, 2, 3].map((n) => { list[0] = n; return total(list) })
      report(await Promise.all(pending))
      list[0] = 9
      const last = total(list)
      list[0] = 10
      report(await last, await total([9]))
      list[0] = 11
      const again = total(list, { again: true })
      list[0] = 12
      report(await again)`,
  })
  expect((await p.run()).reports).toEqual([[{ sum: 1 }, { sum: 2 }, { sum: 3 }], { sum: 9 }, { sum: 9 }, { sum: 11 }])
})
