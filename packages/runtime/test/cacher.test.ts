// oxlint-disable typescript/no-extraneous-class, no-extra-bind -- what must be refused
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import ts from 'typescript'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { callAsync, enter, link } from '../src/generated.js'
import { cache, cacheOf, cacheOptions, Cacher, distributedCacher, OptionError } from '../src/index.js'
import { locate } from '../src/cachers/place.js'
import { watchStatuses } from './support/events.js'
import { freshStore, makeSite } from './support/make-site.js'
import { tagAsync, tagInline } from './support/tagged.js'
import { setEnv, watchWarnings } from './support/warnings.js'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const placeOf = (cacher: Cacher) => cacher[locate]([], [])

describe('Cacher', () => {
  test('is made with or without new, from a path or options', () => {
    const made = [
      Cacher('a/b', 5),
      new Cacher('a/b', 5),
      Cacher({ path: 'a/b', maxSize: 5 }),
      new Cacher({ path: 'a/b', maxSize: '5B' }),
    ]
    for (const cacher of made) {
      expect(placeOf(cacher)).toEqual({ location: 'a/b', maxSize: 5, omit: -1 })
      expect(cacher).toBeInstanceOf(Cacher)
      expect(typeof cacher.call).toBe('function')
    }
    expect(placeOf(Cacher({ path: new URL('file:///x'), maxSize: '10GB' }))).toMatchObject({
      location: 'file:///x',
      maxSize: 10e9,
    })
  })

  test.each([
    [{ pth: 'x' }],
    [5],
    [undefined],
    [''],
    [{ path: 'x', maxSize: 'big' }],
    [{ path: 'x', maxSize: -1 }],
    [{ path: 'x', maxSize: NaN }],
  ])('refuses %o', (options) => {
    expect(() => Cacher(options as never)).toThrow(OptionError)
  })

  test('the default cacher asks CACHECACHE_PATH at every call', () => {
    setEnv('CACHECACHE_PATH', 'memory:one')
    expect(placeOf(cache).location).toBe('memory:one')
    setEnv('CACHECACHE_PATH', '')
    expect(placeOf(cache).location).toBe('~/.cachecache')
  })

  test.each([42, undefined, 'f', {}, Promise.resolve()])('refuses to wrap %o', (value) => {
    expect(() => cache(value as never)).toThrow(TypeError)
    expect(() => cache(value as never)).toThrow(/cache\(fn\), not cache\(fn\(\)\)/)
  })

  test('refuses a class', () => {
    expect(() => cache(class Repo {} as never)).toThrow(/Repo is a class/)
  })
})

describe('a wrapped function without a build step', () => {
  test('keeps name and length, and is answered from the store', () => {
    const seen = watchStatuses()
    const area = Cacher(freshStore())((width: number, height: number) => ({ area: width * height }))
    expect([area.length, area(2, 3), area(2, 3)]).toEqual([2, { area: 6 }, { area: 6 }])
    expect(seen).toEqual(['miss', 'hit'])
    const named = cache(function named(a: number, b = 1) {
      return a + b
    })
    expect([named.name, named.length]).toEqual(['named', 1])
  })

  test('takes options after its declared parameters, defaults counted', () => {
    const seen = watchStatuses()
    const f = Cacher(freshStore())((a: number, b = 2, { c } = { c: 3 }) => [a, b, c])
    const g = f as (...args: unknown[]) => unknown
    expect(g(1)).toEqual([1, 2, 3])
    expect(g(1, undefined)).toEqual([1, 2, 3])
    expect(g(1, undefined, undefined, { again: true })).toEqual([1, 2, 3])
    expect(g(1, undefined, undefined, 'surplus')).toEqual([1, 2, 3])
    expect(seen).toEqual(['miss', 'hit', 'again', 'hit'])
  })

  test('takes only branded options where the number of parameters is open', () => {
    const seen = watchStatuses()
    const f = Cacher(freshStore())((...all: unknown[]) => all.length) as (...args: unknown[]) => number
    expect([f(1, 2), f(1, { again: true }), f(1, 2, cacheOptions({ again: true }))]).toEqual([2, 2, 2])
    expect(seen).toEqual(['miss', 'miss', 'again'])
  })

  test('works for every kind of function', async () => {
    const cacher = Cacher(freshStore())
    const seen = watchStatuses()
    const asynchronous = cacher(async (a: number) => [a])
    const promising = cacher((a: number) => Promise.resolve([a]))
    const generating = cacher(function* (a: number) {
      yield a
      return 'end'
    })
    const streaming = cacher(async function* (a: number) {
      yield a
    })
    for (let i = 0; i < 2; i++) {
      expect(await asynchronous(1)).toEqual([1])
      expect(await promising(1)).toEqual([1])
      expect([...generating(1)]).toEqual([1])
      const streamed: number[] = []
      for await (const value of streaming(1)) streamed.push(value)
      expect(streamed).toEqual([1])
    }
    expect(seen).toEqual(['miss', 'miss', 'miss', 'miss', 'hit', 'hit', 'hit', 'hit'])
  })

  test('its text is its identity: another text, another version', () => {
    const cacher = Cacher(freshStore())
    const f = cacher((a: number) => a + 1)
    const g = cacher((a: number) => a + 2)
    expect(cacheOf(f).version).not.toBe(cacheOf(g).version)
    expect([f(1), g(1)]).toEqual([2, 3])
  })

  test('closures with one text may capture different values: only the first is cached', () => {
    const warnings = watchWarnings()
    const cacher = Cacher(freshStore())
    const scale = (factor: number) => cacher((value: number) => value * factor)
    const [two, three] = [scale(2), scale(3)]
    expect([two(5), three(5)]).toEqual([10, 15])
    expect(warnings.map(({ code }) => code)).toEqual(['ambiguous-function'])
  })

  test('a closure after one with the same text that is gone is not taken for that one', async () => {
    const cacher = Cacher(freshStore())
    const scale = (factor: number) => cacher((value: number) => value * factor)
    expect(scale(2)(5)).toBe(10)
    // As after a garbage collection.
    const deref = vi.spyOn(WeakRef.prototype, 'deref').mockReturnValue(undefined)
    onTestFinished(() => deref.mockRestore())
    expect(scale(3)(5)).toBe(15)
  })

  test('a native or bound function runs uncached, with a warning', () => {
    const warnings = watchWarnings()
    const bound = cache(((a: number) => a).bind(null))
    expect([bound(1), cache(Math.max)(1, 2)]).toEqual([1, 2])
    expect(warnings.map(({ code }) => code)).toEqual(['native-function', 'native-function'])
  })

  test('`new` on it runs uncached', () => {
    const Old = cache(function (this: { a: number }, a: number) {
      this.a = a
    } as never) as unknown as new (a: number) => { a: number }
    expect(new Old(1).a).toBe(1)
  })
})

test('a cacher around a tagged function is where its results go, beneath all options', () => {
  const [tagged, wrapping] = [freshStore(), freshStore()]
  const seen = watchStatuses()
  const $s = makeSite({ options: () => ({}) })
  const fn = link(function (a: number) {
    const $f = enter($s(), [a], arguments[1], undefined, undefined)
    if ($f.hit) return $f.value
    try {
      return $f.done(a)
    } finally {
      $f.end()
    }
  }, $s)
  const f = Cacher(wrapping)(fn) as (a: number, options?: object) => unknown
  f(1)
  f(1)
  f(1, { cachePath: tagged })
  f(1, { cachePath: wrapping })
  expect(seen).toEqual(['miss', 'hit', 'miss', 'hit'])
})

test.each([
  [
    'an arrow function',
    (self: { k: number }) =>
      function (this: typeof self) {
        return () => this.k
      }.call(self),
  ],
  [
    'an async one, with a call among its defaults',
    (self: { k: number }) =>
      function (this: typeof self) {
        return async (a = Number(1)) => a * this.k
      }.call(self),
  ],
] as const)('%s that reads the `this` around it runs uncached', async (_name, make) => {
  const warnings = watchWarnings()
  const self = { k: 1 }
  const f = Cacher(freshStore())(make(self))
  expect(await f()).toBe(1)
  self.k = 2
  expect(await f()).toBe(2)
  expect(warnings.map(({ code }) => code)).toEqual(['lexical-this'])
})

test('`new` on a tagged function with a cacher around it makes an object of the function', () => {
  const Point = Cacher(freshStore())(
    link(
      function (this: object, x: number) {
        Object.assign(this, { x, made: new.target !== undefined })
      },
      makeSite({ usesThis: true }),
    ),
  )
  expect(new (Point as never as new (x: number) => object)(1)).toEqual({ x: 1, made: true })
})

describe('as a decorator', () => {
  const source = `
    let runs = 0
    export const count = () => runs
    export class Repo {
      base = 1
      constructor(base = 1) { this.base = base }
      @reports add(id: number) { runs++; return id + this.base }
      @reports static all() { runs++; return [1] }
      @reports async find(id: number) { runs++; return { id } }
    }`
  interface Compiled {
    count(): number
    Repo: { new (base?: number): { add(id: number): number; find(id: number): Promise<object> }; all(): number[] }
  }
  const compile = (code: string): Compiled => {
    const exports = {}
    // eslint-disable-next-line no-new-func
    new Function('reports', 'exports', code)(Cacher(freshStore()), exports)
    return exports as Compiled
  }
  const standards: [name: string, compiled: () => Compiled][] = [
    ['TC39', () => compile(transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', tsconfigRaw: '{}' }).code.replace('module.exports =', 'Object.setPrototypeOf(exports, ').replace(/__toCommonJS\(stdin_exports\);/, '__toCommonJS(stdin_exports));'))],
    ['experimentalDecorators', () => compile(ts.transpileModule(source, { compilerOptions: { experimentalDecorators: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } }).outputText)],
  ] // prettier-ignore

  test.each(standards)('%s caches methods, keyed by `this` where they use it', async (_name, compiled) => {
    const { Repo, count } = compiled()
    for (let i = 0; i < 2; i++) {
      expect([new Repo(1).add(1), new Repo(2).add(1), Repo.all(), await new Repo().find(3)]).toEqual([2, 3, [1], { id: 3 }])
    }
    expect(count()).toBe(4)
  })

  test('refuses decorated members that are not methods', () => {
    expect(() => (cache as any)(undefined, { kind: 'field', name: 'x' })).toThrow(/the field x/)
    expect(() => (cache as any)({}, 'x', { get: () => 1 })).toThrow(/the member x/)
  })
})

describe('distributedCacher', () => {
  test('keeps results beside the data, so that both can move', async () => {
    const folder = scratch()
    const local = distributedCacher({ datapathArg: 'datapath', globalCacher: Cacher(freshStore()) })
    const seen = watchStatuses()
    const $s = makeSite({ kind: 'async', params: ['datapath', 'k'], slot: 2, declared: 2, options: () => ({ cacher: local }) })
    const f = link(async function (datapath: unknown, k: number, _options?: object) {
      return await callAsync($s(), [datapath, k], arguments[2], undefined, undefined, async () => k)
    }, $s)
    const [here, there] = [join(folder, 'here'), join(folder, 'there')]
    mkdirSync(here)
    await f(here, 1)
    await f(here, 1, { cachePath: undefined })
    await f(pathToFileURL(here), 1)
    renameSync(here, there)
    await f(there, 1)
    expect(seen).toEqual(['miss', 'hit', 'hit', 'hit'])
  })

  test('uses the global cacher for functions without the argument and for values that are not a folder; the value is then part of the key', async () => {
    const store = freshStore()
    const local = distributedCacher({ datapathArg: 'a', globalCacher: Cacher(store) })
    const elsewhere = distributedCacher({ datapathArg: 'other', globalCacher: Cacher(store) })
    for (const cacher of [local, elsewhere]) {
      const seen = watchStatuses()
      const f = tagAsync(async (a) => String(a), { options: () => ({ cacher }) })
      for (const value of [5, 'no/such/folder', 'https://x.y/z', undefined, 5]) await f(value)
      expect(seen.slice(0, 5)).toEqual(['miss', 'miss', 'miss', 'miss', 'hit'])
    }
  })

  test('cachePath of the call wins, and then the data path is in the key', () => {
    const [one, two] = [scratch(), scratch()]
    const seen = watchStatuses()
    const local = distributedCacher({ datapathArg: 'a' })
    const f = tagInline((a: string) => a.length, { options: () => ({ cacher: local }) })
    const cachePath = freshStore()
    for (const folder of [one, two, one]) f(folder, { cachePath })
    expect(seen).toEqual(['miss', 'miss', 'hit'])
  })

  test('cacheOf clears beside the data that the process has used, and in the global place', async () => {
    const [here, there, gone] = [scratch(), scratch(), scratch()]
    const local = distributedCacher({ datapathArg: 'a', globalCacher: Cacher(freshStore()) })
    const f = tagInline((a: string) => a.length, { options: () => ({ cacher: local }) })
    const other = tagInline((a: string) => a.length, { options: () => ({ cacher: local }) })
    for (const path of [here, there, gone, 'no/such/folder']) f(path)
    other(here)
    rmSync(gone, { recursive: true })
    // The store looks for its file once a second.
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000)
    onTestFinished(() => now.mockRestore())
    expect(await cacheOf(f).clear()).toBe(3)
    for (const path of [here, there, 'no/such/folder']) expect(await cacheOf(f).has([path])).toBe(false)
    expect(await cacheOf(other).has([here])).toBe(true)
  })

  test('names the option that was meant', () => {
    expect(() => distributedCacher({ datapathArg: 'a', localCachepath: 'x' } as never)).toThrow(/localCachePath/)
    expect(() => (distributedCacher as unknown as () => void)()).toThrow(OptionError)
  })

  test.each([{}, { datapathArg: 1 }, { datapathArg: 'd', localCachePath: '' }, { datapathArg: 'd', globalCacher: {} }])(
    'refuses %o',
    (options) => {
      expect(() => distributedCacher(options as never)).toThrow(OptionError)
    },
  )
})
