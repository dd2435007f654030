import { expect, test } from 'vitest'
import { program } from '../support/program.js'

test('values round-trip unchanged', async () => {
  const p = await program(
    `import { deepStrictEqual, inspect } from 'node:assert'
    import util from 'node:util'
    const cyclic: any = { name: 'c' }; cyclic.self = cyclic
    const shared = { s: 1 }
    const values: Record<string, () => unknown> = {
      map: () => new Map<any, any>([[1, { a: new Set([1]) }], ['k', undefined]]), date: () => new Date(5), invalid: () => new Date(NaN), regexp: () => /a+/giu,
      url: () => new URL('https://x.y/z?q=1'), big: () => 2n ** 80n, floats: () => new Float64Array([1, NaN, -0]), buffer: () => Buffer.from('hi'), view: () => new DataView(new ArrayBuffer(4)),
      error: () => new RangeError('bad', { cause: 'x' }), cyclic: () => cyclic, shared: () => [shared, shared], undef: () => ({ a: undefined }), holes: () => [1, , 3], nan: () => [NaN, -0, 0, Infinity],
      lone: () => '\\uD800x', odd: () => JSON.parse('{"__proto__": 1, "": 2, "10": 3, "constructor": 4}'), nullProto: () => Object.assign(Object.create(null), { a: 1 }), deep: () => [[[[[{ a: [null] }]]]]],
    }
    let n = 0
    /** @cache */ async function value(name: string) { n++; return values[name]!() }
    for (const name of Object.keys(values)) {
      const fresh = await value(name), hit = await value(name)
      const before = util.inspect(fresh, { depth: 9, showHidden: false }), after = util.inspect(hit, { depth: 9 })
      if (before !== after) report(name, before, after)
      if (name === 'shared') report((hit as any)[0] === (hit as any)[1])
    }
    report(n, Object.keys(values).length)`.replace("import { deepStrictEqual, inspect } from 'node:assert'\n", ''),
  )
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([true, 19, 19])
  expect(stderr).toBe('')
})

test('a value that would not round-trip is returned and not stored, with one warning for each cause', async () => {
  const p = await program(`class K { a = 1 }
    let n = 0
    /** @cache */ function f(kind: string): unknown { n++; return kind === 'fn' ? () => 1 : kind === 'class' ? { deep: [new K()] } : Symbol('s') }
    report(typeof f('fn'), (f('class') as any).deep[0] instanceof K, typeof f('symbol')); f('fn'); f('class'); report(n)`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual(['function', true, 'symbol', 5])
  expect(stderr).toMatch(/f/)
})

test('arguments that look alike differ, and property order counts', async () => {
  const p = await program(`(globalThis as any).n = 0
    /** @cache { pure: true } */ function f(x?: unknown) { return ++(globalThis as any).n }
    const all = [1, '1', 1n, true, null, undefined, NaN, -0, 0, [], {}, [undefined], [null], [,], '', 'undefined', new Date(1), new Map(), new Set(), new Map([[1, 2]]), { a: undefined }, Buffer.from('a'), new Uint8Array([97]), /a/, /a/g]
    all.forEach((x) => f(x)); report((globalThis as any).n === all.length)
    all.forEach((x) => f(x)); report((globalThis as any).n === all.length)
    report(f({ a: 1, b: 2 }) !== f({ b: 2, a: 1 }), f(new Set([1, 2])) !== f(new Set([2, 1])))`)
  expect((await p.run()).reports).toEqual([true, true, true, true])
})

test('arguments that cannot be keyed run uncached and run no code of the user', async () => {
  const p = await program(`let touched = 0, n = 0
    /** @cache */ function f(x: any) { n++; return 1 }
    const bad = [Math.max.bind(null), { get a() { touched++; return 1 } }, new Proxy({}, { ownKeys() { touched++; return [] }, get() { touched++ } }), { [Symbol('s')]: 1 }, Symbol('x'), new WeakMap()]
    bad.forEach((x) => f(x)); bad.forEach((x) => f(x)); report(n, touched)
    f({ toJSON() { touched++ } , x: 1 }); report(touched)`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([12, 0, 0])
  expect(stderr).toMatch(/Warning/)
})

test('methods of classes are known as values, alone and bound', async () => {
  const p = await program(`let n = 0; const K = 3
    class S { k = 2; run(x: number) { return x * K } of(x: number) { return x * this.k * K } static go(x: number) { return x + K } }
    /** @cache */ function f(g: (x: number) => number) { n++; return g(1) }
    const s = new S(), t = new S(); t.k = 5
    const all = () => [f(s.run), f(t.run), f(S.go), f(s.of.bind(s)), f(t.of.bind(t))]
    report(all()); report(all()); report(n)`)
  const values = [3, 3, 4, 6, 15]
  expect((await p.run()).reports).toEqual([values, values, 4])
})

test('arguments are never stored in clear', async () => {
  const p =
    await program(`/** @cache */ function f(secret: string) { return 1 }\nf('hunter2-hunter2')\nimport { readFileSync, readdirSync } from 'node:fs'
    process.on('exit', () => report(readdirSync('cache').some((f) => readFileSync('cache/' + f).includes('hunter2'))))`)
  expect((await p.run()).reports).toEqual([false])
})

test('a promise from a function whose types promise none is handed on and not stored', async () => {
  const p = await program(`/** @cache { ignore: ['n'] } */
    const f = (n: number) => n
    const g = f as any
    report(await g(Promise.resolve(1)), await g(Promise.resolve(2)), await g(Promise.reject(new Error('x'))).catch((e: Error) => e.message), g(3), g(4))`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([1, 2, 'x', 3, 3])
  expect(stderr).toMatch(/not stored/)
})

test('a frozen result stays frozen on a hit, a result with a read-only property is not stored', async () => {
  const p = await program(`let n = 0
    /** @cache */ function f(x: number) { n++; return Object.freeze({ list: Object.freeze([x]), open: [x] }) }
    /** @cache */ function g(x: number) { n++; return Object.defineProperty({ x }, 'x', { writable: false }) }
    for (const one of [f(1), f(1)]) report(Object.isFrozen(one), Object.isFrozen(one.list), Object.isFrozen(one.open))
    report(n); g(1); g(1); report(n)`)
  expect((await p.run()).reports).toEqual([true, true, false, true, true, false, 1, 3])
})

test('properties on String objects and typed arrays are part of the key', async () => {
  const p = await program(`let n = 0
    /** @cache */ function f(x: any) { n++; return x.unit ?? 'none' }
    for (const make of [() => new String('a'), () => new Uint8Array(2), () => new Float64Array(200)]) report(f(make()), f(Object.assign(make(), { unit: 'm' })))
    report(n)`)
  expect((await p.run()).reports).toEqual(['none', 'm', 'none', 'm', 'none', 'm', 6])
})
