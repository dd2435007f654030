import { expect, test } from 'vitest'
import { program } from '../support/program.js'

// `(globalThis as any).runs` would be an input of its own; `pure` leaves `inputs` alone.
const count = '(globalThis as any).runs = 0; const ran = () => ++(globalThis as any).runs; const world: any = { rev: 1 };'

async function run(body: string): Promise<{ reports: unknown[]; stderr: string }> {
  return (await program(`${count}\n${body}`)).run()
}

test('its result is part of the key of a synchronous function', async () => {
  const { reports, stderr } = await run(`
    /** @cache { pure: true, inputs: (id: string) => world[id] } */
    function row(id: string) { ran(); return world[id] }
    const first = [row('rev'), row('rev')]
    world.rev = 2
    report(first, row('rev'), row('rev'), (globalThis as any).runs)
    world.other = 5
    report(row('rev'), (globalThis as any).runs)`)
  expect([reports, stderr]).toEqual([[[1, 1], 2, 2, 2, 2, 2], ''])
})

test('an async function waits for it, cacheOf too', async () => {
  const { reports, stderr } = await run(`
    import { cacheOf } from '@cachecache/runtime'
    const revision = async () => { await null; return { rev: world.rev } }
    /** @cache { pure: true, inputs: revision } */
    async function rows() { ran(); return world.rev }
    const first = [await rows(), await rows()]
    const there = await cacheOf(rows).has([])
    world.rev = 2
    report(first, there, await cacheOf(rows).has([]), await rows(), await rows(), await cacheOf(rows).peek([]), (globalThis as any).runs)`)
  expect([reports, stderr]).toEqual([[[1, 1], true, false, 2, 2, 2, 2], ''])
})

test('generators of both kinds', async () => {
  const { reports, stderr } = await run(`
    /** @cache { pure: true, inputs: () => world.rev } */
    function* now() { ran(); yield world.rev }
    /** @cache { pure: true, inputs: async () => world.rev } */
    async function* later() { ran(); yield world.rev; yield* [3, 4]; return 5 }
    const all = async () => { const out: unknown[] = [...now(), ...now()]; for (let i = 0; i < 2; i++) for await (const v of later()) out.push(v); return out }
    report(await all(), (globalThis as any).runs)
    world.rev = 2
    report(await all(), (globalThis as any).runs)`)
  expect([reports, stderr]).toEqual([[[1, 1, 1, 3, 4, 1, 3, 4], 2, [2, 2, 2, 3, 4, 2, 3, 4], 4], ''])
})

test('gets the arguments as the body sees them, and `this` of a method', async () => {
  const { reports, stderr } = await run(`
    const seen: unknown[] = []
    const note = function (this: any, ...args: unknown[]) { seen.push(this?.name === undefined ? args : [this.name, ...args]); return 0 }
    /** @cache { inputs: note } */ function defaults(a: number, b = 2) { return a + b }
    /** @cache { inputs: note } */ const parts = ({ a, b: { c }, ...rest }: any, [d, , e]: any[] = [4, 5, 6]) => [a, c, rest, d, e]
    /** @cache { inputs: note } */ function rest(a: number, ...more: number[]) { return more.length + a }
    /** @cache { inputs: note } */ function listed(a: number) { return arguments.length + a }
    class Repo { name = 'repo'
      /** @cache { inputs: note } */ find({ id }: { id: number }) { return id }
      /** @cache { inputs() { return (this as any).name } } */ own(id: number) { return id } }
    defaults(1); parts({ a: 1, b: { c: 2 }, x: 3 }); rest(1, 2, 3); listed.apply(null, [1, 2] as any)
    new Repo().find({ id: 7 }); report(new Repo().own(1), seen.filter((_, i) => i % 2 === 0))`)
  expect(stderr).toBe('')
  expect(reports).toEqual([
    1,
    [
      [1, 2],
      [{ a: 1, b: { c: 2 }, x: 3 }, [4, null, 6]],
      [1, 2, 3],
      [1, 2],
      ['repo', { id: 7 }],
    ],
  ])
})

test('replaces an argument that is left out', async () => {
  const { reports } = await run(`
    /** @cache { pure: true, ignore: ['db'], inputs: (db: any) => db.revision() } */
    async function rows(db: any, id: number) { ran(); return [db.revision(), id] }
    const db = (rev: number) => ({ revision: () => rev, query: Symbol('no key') })
    report(await rows(db(1), 1), await rows(db(1), 1), await rows(db(2), 1), (globalThis as any).runs)`)
  expect(reports).toEqual([[1, 1], [1, 1], [2, 1], 2])
})

test('a result is not stored if it changes while the body runs', async () => {
  const { reports, stderr } = await run(`
    /** @cache { pure: true, inputs: () => world.rev } */
    function f() { return world.rev++ }
    /** @cache { pure: true, inputs: async () => world.rev } */
    async function g() { return world.rev++ }
    world.rev = 1; f(); world.rev = 1; world.seen = f()
    world.rev = 1; await g(); world.rev = 1; await g()
    report(world.rev)`)
  expect(reports).toEqual([2])
  expect(stderr.match(/inputs-changed/g)).toHaveLength(2)
})

test.each([
  ['throws', "() => { throw new Error('no database') }", 'inputs-failed', 'no database'],
  ['rejects', "() => Promise.reject(new Error('no database'))", 'inputs-failed', 'no database'],
  ['gives what has no key', '() => new Proxy({}, {})', 'unkeyable-value', 'the result of `inputs` in its tag is a proxy'],
])('where it %s, the call runs uncached with a warning that names it', async (_how, inputs, code, message) => {
  const { reports, stderr } = await run(`
    /** @cache { pure: true, inputs: ${inputs} } */
    async function f() { return ran() }
    report(await f(), await f())`)
  expect(reports).toEqual([1, 2])
  expect(stderr).toContain(`[${code}]`)
  expect(stderr).toContain('main.ts#f runs uncached')
  expect(stderr).toContain(message)
})

test('a synchronous function cannot wait for a promise', async () => {
  const { reports, stderr } = await run(`
    /** @cache { pure: true, inputs: async () => { throw new Error('no database') } } */
    function f() { return ran() }
    report(f(), f())`)
  expect(reports).toEqual([1, 2])
  expect(stderr).toMatch(/\[inputs-failed\].*returns a promise, but the function is synchronous\. Make the function async/)
})

test('a distributed cacher, off, and options of a call', async () => {
  const { reports, stderr } = await run(`
    import { distributedCacher } from '@cachecache/runtime'
    import { mkdirSync } from 'node:fs'
    mkdirSync('data', { recursive: true })
    const local = distributedCacher({ datapathArg: 'dir', localCachePath: '.local' })
    /** @cache { pure: true, cacher: local, inputs: (given: any) => { world.asked = (world.asked ?? 0) + 1; return [given.dir, world.rev] } } */
    async function load({ dir }: { dir: string }) { ran(); return world.rev }
    await load({ dir: 'data' }); await load({ dir: 'data' })
    world.rev = 2
    report(await load({ dir: 'data' }), (globalThis as any).runs)
    const asked = world.asked
    await load({ dir: 'data' }, { cacheResults: false })
    report(world.asked - asked)`)
  expect([reports, stderr]).toEqual([[2, 2, 0], ''])
})
