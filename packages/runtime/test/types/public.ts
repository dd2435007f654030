// oxlint-disable no-unused-expressions -- only types are looked at
// Compiled by ../types.test.ts under both decorator standards; every line must hold, every expected error must be one.
import {
  cache,
  Cacher,
  cacheKey,
  cacheOf,
  cacheOptions,
  distributedCacher,
  withCache,
  withOptions,
  withOptionsOn,
  type CacheOptions,
} from '../../src/index.js'

declare function overloaded(a: string): string
declare function overloaded(a: number): number
declare function generic<K extends string>(k: K, n?: number): Promise<{ k: K }>
declare function rest<T extends readonly unknown[]>(...xs: T): T
declare function isText(x: unknown): x is string
declare function needsThis(this: Date, n: number): number

const reports = Cacher('my/path', 10e9)
const sized: Cacher = new Cacher({ path: new URL('file:///x'), maxSize: '10GB' })
const local = distributedCacher({ datapathArg: 'datapath', globalCacher: reports })

class Repo {
  base = 1
  @cache async find<T extends string>(id: T): Promise<{ id: T }> {
    return { id }
  }
  @reports static all(): number[] {
    return [1]
  }
  @local protected read(datapath: string): string {
    return datapath
  }
  @sized *rows(): Generator<number> {
    yield this.base
  }
  [cacheKey]() {
    return this.base
  }
}

const text: string = withOptions(overloaded, { again: true })('x')
const number: number = withOptions(overloaded, { again: true })(1)
// @ts-expect-error no overload for boolean
withOptions(overloaded, { again: true })(true)
const k: Promise<{ k: 'k' }> = withOptions(generic, { cachePath: new URL('file:///x') })('k', 1)
const tuple: [number, string] = withOptions(rest, { cacheResults: false })(1, 'x')
declare const unknown: unknown
if (withOptions(isText, {})(unknown)) unknown.length
// @ts-expect-error bad option
withOptions(overloaded, { agan: true })
// @ts-expect-error `this` is enforced
withOptions(needsThis, {})(1)
withOptions(needsThis, {}).call(new Date(), 1)

const repo = new Repo()
const found: Promise<{ id: 'x' }> = withOptionsOn(repo, 'find', { again: true })('x')
// @ts-expect-error no such method
withOptionsOn(repo, 'fnd', {})
// @ts-expect-error a field is no method
withOptionsOn(repo, 'base', {})(1)

const scoped: Promise<{ k: 'q' }> = withCache({ again: true }, () => generic('q'))
const has: Promise<boolean> = cacheOf(generic).has(['k'])
const peeked: Promise<{ k: string } | undefined> = cacheOf(generic).peek(['k', 1])
// @ts-expect-error the arguments of a call
void cacheOf(generic).has([1])

const wrapped = reports(async (a: number, b = 'x') => ({ a, b }))
const result: Promise<{ a: number; b: string }> = wrapped(1)
const options: CacheOptions = cacheOptions({ again: undefined })
// @ts-expect-error not a function
cache(42)

export { text, number, k, tuple, found, scoped, has, peeked, result, options }
