import { describe, expect, it } from 'vitest'
import { describeFunction } from '../../src/describe/describe-function.js'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { parseModule } from '../../src/source/source-module.js'
import type { DescribedFunction } from '../../src/stages.js'

/** Describes the one function of a source; `TAG` stands for its tag. */
function described(source: string, file = '/a.ts'): DescribedFunction {
  const { tagged, diagnostics } = findTaggedFunctions(parseModule(file, source.replace('TAG', '/** @cache */')))
  expect(diagnostics).toEqual([])
  expect(tagged).toHaveLength(1)
  return describeFunction(tagged[0]!)
}

const constructible = (source: string) => described(source).constructible

describe('parameters', () => {
  it.each([
    ['TAG function f(a, b = 1, c?: string) {}', ['a', 'b', 'c'], 3],
    ['TAG function f({ a, b: { c = 3 } = {}, ...r }, [d, , e = 5] = [], ...z) {}', ['a', 'c', 'r', 'd', 'e', 'z'], 3],
    ['TAG function f(this: Window, a) {}', ['a'], 1],
    ['TAG const f = (a, ...[b, c]) => a', ['a', 'b', 'c'], 2],
    ['TAG const f = () => 1', [], 0],
  ])('%s', (source, params, declared) => {
    expect(described(source)).toMatchObject({ params, declared })
  })
})

describe('the place of the options', () => {
  it.each([
    ['TAG function f(a, b) {}', { from: 'arguments', index: 2 }],
    ['TAG function f(this: A, a) {}', { from: 'arguments', index: 1 }],
    ['class A { TAG m(a) {} }', { from: 'arguments', index: 1 }],
    ['TAG const f = (a) => a', { from: 'extraParameter' }],
    ['TAG function f(a, ...rest) {}', { from: 'branded' }],
    ['TAG const f = (...rest) => rest', { from: 'branded' }],
    ['TAG function f(a) { return arguments }', { from: 'branded' }],
    ['TAG function f(a = arguments[1]) {}', { from: 'branded' }],
    ["TAG function f(a) { return eval('a') }", { from: 'branded' }],
    ['function g() { TAG const f = (a) => arguments }', { from: 'extraParameter' }],
  ])('%s', (source, options) => {
    expect(described(source).options).toEqual(options)
  })

  it('is nowhere if the script binds `arguments` anew', () => {
    expect(described('TAG function f(arguments) { return arguments }', '/a.cjs').options).toEqual({ from: 'none' })
    expect(described('TAG function f() { let arguments = 1; return arguments }', '/a.cjs').options).toEqual({ from: 'none' })
  })

  it.each([
    'TAG function f(a, o: CacheOptions) {}',
    'TAG function f(a, o?: CacheOptions) {}',
    'TAG function f(a, o: CacheOptions = {}) {}',
    'TAG function f(a, { again }: CacheOptions = {}) {}',
    'TAG const f = (a, o?: CacheOptions | undefined | null) => a',
    'TAG function f(a, o?: cc.CacheOptions) {}',
    "TAG function f(a, o?: import('@cachecache/runtime').CacheOptions) {}",
    "import { CacheOptions as O } from '@cachecache/runtime'; TAG function f(a, o?: O) {}",
    "import type { CacheOptions as O } from '@cachecache/runtime'; class A { TAG static m(a, o: O | undefined) {} }",
    '/** @cache\n * @param {string} a\n * @param {CacheOptions} [o]\n */ function f(a, o) {}',
    '/** @cache\n * @param {string} a\n * @param {import("x").CacheOptions | undefined} more\n */ export const f = (a, { again } = {}) => a',
    'TAG function f(a, o?: Readonly<CacheOptions>) {}',
    "TAG function f(a, o?: Partial<Pick<CacheOptions, 'again'>> | undefined) {}",
    'type Options = CacheOptions; TAG function f(a, o: Options = {}) {}',
    'interface Options extends Readonly<CacheOptions> {} TAG function f(a, o?: CacheOptions) {}',
    'export interface Options extends CacheOptions {} TAG function f(a, o?: Options) {}',
    'type CacheOptions = { again?: boolean; readonly cachePath?: string }; TAG function f(a, o?: CacheOptions) {}',
    "/** @typedef {import('@cachecache/runtime').CacheOptions} Options */\n/** @cache\n * @param {string} a\n * @param {Readonly<Options>} [o]\n */ function f(a, o) {}",
    '/** @param {CacheOptions=} o */ class A { /** @param {string} a\n @param {CacheOptions=} o */ @cache m(a, o) {} }',
    'function f(a: string, o?: CacheOptions): void; function f(a: number, o?: CacheOptions): void; TAG function f(a: unknown, o?: unknown) {}',
    'export function f(a: string): void; export function f(a: number, o?: CacheOptions): void; TAG export function f(a: any, o?: any) {}',
    'class A { m(this: A, a: string, o?: CacheOptions): void; TAG m(a: any, o?: any) {} }',
    'export default function (a: string, o?: CacheOptions): void; TAG export default function (a: any, o?: any) {}',
  ])('is the declared last parameter: %s', (source) => {
    expect(described(source)).toMatchObject({ options: { from: 'declared', index: 1 }, params: ['a'], declared: 2 })
  })

  it.each([
    'TAG function f(a, o: CacheOptions & { b: 1 }) {}',
    'TAG function f(o: CacheOptions, a) {}',
    'TAG function f(a, o: CacheOptions | string) {}',
    'TAG function f(a, o: Other.Options) {}',
    // The author's own types: what they hold beyond our options is an input.
    'interface CacheOptions { maxAge: number } TAG function f(a, o?: CacheOptions) {}',
    'interface Options extends CacheOptions { maxAge: number } TAG function f(a, o?: Options) {}',
    'type Options = { again?: boolean }; TAG function f(a, o?: Options) {}',
    'type Options = Options2; type Options2 = Options; TAG function f(a, o?: Options) {}',
    "import { type Other as CacheOptions } from '@cachecache/runtime'; TAG function f(a, o?: CacheOptions) {}",
    '/** @cache\n * @param {CacheOptions} [a] */ function f(a, o) {}',
    '/** @cache\n * @param {OtherOptions} [o] */ function f(a, o) {}',
    'function f(a: string, o?: CacheOptions): void; function f(a: number, o?: string): void; TAG function f(a: unknown, o?: unknown) {}',
    'function f(a: string, o?: number): void; TAG function f(a: unknown, o?: unknown) {}',
    'function f(a: string, b: CacheOptions, c: number): void; TAG function f(a: unknown, o?: unknown) {}',
    'function g(a: string, o?: CacheOptions): void; TAG function f(a: unknown, o?: unknown) {}',
    'class A { static m(a: string, o?: CacheOptions): void; TAG m(a: any, o?: any) {} }',
  ])('is no declared parameter: %s', (source) => {
    expect(described(source)).toMatchObject({ options: { from: 'arguments', index: 2 }, declared: 2 })
  })
})

describe('what it uses', () => {
  it.each([
    ['class A { TAG m() { return this.a } }', { usesThis: true, usesSuper: false }],
    ['class A { TAG m() { return () => this.a } }', { usesThis: true }],
    ['class A { TAG m(a = this.b) {} }', { usesThis: true }],
    ['class A extends B { TAG m() { return super.m() } }', { usesThis: true, usesSuper: true }],
    ['class A { TAG m() { return { [this.a]: 1 } } }', { usesThis: true }],
    ['class A { TAG m() { return class { [this.a] = 1 } } }', { usesThis: true }],
    ['class A { TAG m() { return function () { return this } } }', { usesThis: false }],
    ['class A { TAG m() { return class { a = this; static { this.b } c() { return this } } } }', { usesThis: false }],
    ['TAG const f = (a) => function () { return this + arguments.length }', { usesThis: false, usesArguments: false }],
    ['class A { TAG f = (a) => (b) => this.a }', { usesThis: true }],
    ['class A { TAG m(): this { return 1 as never as this } }', { usesThis: false }],
    ['class A { TAG m(a: typeof this.b) {} }', { usesThis: false }],
    ["class A { TAG m() { return eval('this') } }", { usesThis: true, usesArguments: true }],
    // The initialiser of a field has no `arguments`.
    [
      "import { cache } from '@cachecache/runtime'; class A { accessor f = cache(() => eval('1')) }",
      { usesThis: true, usesArguments: false },
    ],
    ['TAG function f() { return () => arguments.length }', { usesArguments: true }],
    ['TAG function f() { return function () { return arguments } }', { usesArguments: false }],
    ['TAG function f(a) { return a.arguments + { arguments: 1 } }', { usesArguments: false }],
    ['TAG function f(a) { return { arguments } }', { usesArguments: true }],
    ["TAG const f = () => eval('1')", { usesArguments: false, usesThis: true }],
  ])('%s', (source, usage) => {
    expect(described(source)).toMatchObject(usage)
  })

  it('knows what can be called with `new`', () => {
    expect(
      ['TAG function f() {}', 'TAG const f = function () {}', 'const o = { TAG f: function () {} }'].map(constructible),
    ).toEqual([true, true, true])
    expect(
      [
        'TAG const f = () => 1',
        'TAG async function f() {}',
        'TAG function* f() {}',
        'class A { TAG m() {} }',
        'const o = { TAG m() {} }',
      ].map(constructible),
    ).toEqual([false, false, false, false, false])
  })
})

describe('kind and shape', () => {
  it.each([
    ['TAG async function f() {}', 'async', 'wrappedAsync'],
    ['TAG const f = async (a) => a', 'async', 'wrappedAsync'],
    ['TAG function* f() {}', 'generator', 'inlineGenerator'],
    ['class A { TAG async *m() {} }', 'asyncGenerator', 'inlineGenerator'],
    ['TAG function f() { return 1 }', 'sync', 'inline'],
    ['TAG function f() { return g() }', 'sync', 'wrappedSync'],
    ['TAG function f() { function g() {} function g() {} return 1 }', 'sync', 'wrappedSync'],
    ['TAG function f() { function g() {} { var g } return 1 }', 'sync', 'wrappedSync'],
    ["TAG const f = () => { 'use strict'; return 1 }", 'sync', 'wrappedSync'],
    ["TAG function f() { 'use strict'; return 1 }", 'sync', 'inline'],
  ])('%s', (source, kind, shape) => {
    expect(described(source)).toMatchObject({ kind, shape })
  })
})
