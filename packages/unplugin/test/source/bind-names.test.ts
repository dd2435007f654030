import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { parseModule, type Node } from '../../src/source/source-module.js'
import { compareScopes } from '../support/compare-scopes.js'

/** Each a corner of how names are bound: the same as the scope analysis of typescript-eslint says. */
const MODULES = {
  'defaults and the body': 'const x = 1; function f(a = x, b = () => y, c = arguments) { var x = 2, y = a; return [x, y, b, c] }',
  'var hoists out of blocks':
    'function f() { { var a = 1; let b } for (var i = 0; i < 1; i++) { try { var c } catch { } } return [a, i, c] }',
  'a named function expression': 'let f = 1; const g = function f(f = 2) { return f }; export default function () { return f }',
  'a class within itself':
    'class A extends f(A) { static B = A; [A.x] = A; static { var s = A; s } #p = this; m(A) { return A } } function f(a) { return a }',
  'a class expression':
    'const C = class D<T> extends E<T> implements I<T> { d: D<T>; e = D }; class E<T> {} interface I<T> { t: T }',
  'fields and accessors':
    'const k = "k"; abstract class A { [k] = k; accessor b = () => k; abstract c: typeof k; abstract [k](): void; static async *g() {} get x() { return k } }',
  'a field that is a function':
    'const v = 1; class A { f = function g() { var v; return [g, v] }; h = () => { var v; return v } }',
  'patterns and defaults':
    'let { a, b: { c = a }, ...d } = o(), [e, , ...[f = c]] = d; ({ a, b: c = 1, [e]: f, ...d.x } = o()); [a = 1, d.y[e]] = f; function o() {}',
  'writes of all kinds':
    'let a = 1, b; a++; --a; a += 1; a ??= b; b = a = 2; (a as any) = 3; (a as any)++; (<any>a) = 4; a! = 5; b.c++; delete b[a]',
  loops:
    'let k; for (const a of b(k)) a; for (k in b) k; for ({ k = 1 } of b) k; for (let i = 0, n = k; i < n; i++) { let i = k }; function b(x) {} for (var v of []) v; async () => { for await (const w of b) w }',
  'switch and catch':
    'switch (q) { case q: let q = 1; default: { const q = 2 } } try {} catch ({ message: m = q, ...r }) { m; r } var q',
  'labels and members':
    'a: for (;;) { break a; continue a } let a = { a, b: a, [a]: 1, a() { return a } }; a.a; a[a]; a?.a; import.meta; function f() { new.target }',
  'imports and exports':
    'import d, { x as y, type T } from "m"; import * as n from "n" with { type: "json" }; export { y, d as z, type T }; export { q } from "q"; export type { T as U }; export * from "s"; export default y; n',
  'import equals': 'import a = require("a"); import b = a.b.c; import type t = require("t"); export import c = b; export = a',
  enums:
    'enum E { A = 1, "b" = A, c = b, d = E.A, [`e`] = 4 } enum E { F = E.A } declare enum G { H } export const enum J { K = E.A }; E; G',
  namespaces:
    'namespace N { export const a = 1; namespace M { a } } declare module "m" { const b: number } declare global { interface W {} } N',
  'types and values of one name':
    'interface X { x: X } const X = 1; type Y = X; type Z = typeof X; function f(X: X): X { return X } let x: typeof X.y.z<X>',
  'generics and inference':
    'type A<T extends B<T>, U = T> = T extends (infer V extends U)[] ? { [K in keyof V as `${K & string}`]: (v: V, ...k: K[]) => typeof v } : T extends (x: infer P) => infer R ? [p: P, R?] : never; type B<T> = T',
  signatures:
    'interface I { (a: A, { b }: B): typeof a; new <T>(t: T): T; m<T>(this: I, t: T): t is T & I; readonly [k: string]: A; [A]: typeof A; get g(): A } type A = 1; type B = { b: A }; const A = "a"; abstract class C { [k: string]: A }',
  assertions:
    'function f(x: unknown): asserts x is T { if (!(x as T)) throw <T>x; x satisfies T } type T = 1; const c = {} as const; f<T>; new f<T>(c!); f`${c}`',
  'overloads and this':
    'function f(this: A, a: A): A; function f(this: A, a?: unknown) { return a as A } declare function g(a: A): typeof a; interface A { a: A }; g',
  decorators:
    'const d: any = 1; @d(K) class K { @d(K) m(@d(m) p, @d() q = p) { var m }; @d f = d; constructor(@d private r: K, readonly s = r) {} } function m() {}',
  'imported types':
    'type T = import("a", { with: { "resolution-mode": "import" } }).B<C>; type C = typeof import("b").d; export type { T }; export as namespace Lib',
  'loaded later':
    'const where = "x"; await import(where, { with: {} }); import.meta.env.X; using r = open(), s = r; function open() {}',
} as const

const JSX = {
  elements:
    'const A = { B: 1 }, x = {}; export const e = <A.B.c x={x} {...x} y="1" a:b={A}><div>{x}</div><x:y /><this.z /></A.B.c>; const f = <><A<T> k={<A />} />{/* */}{...x}</>; type T = 1',
}

const SCRIPTS = {
  'globals of a script': 'var a = 1; function f() { return a + f + arguments } b = a; { function g() {} } g; this',
  with: 'with (o) { a; var a = b } var o; const k = {}',
  'sloppy names': 'var let_, yield_; var arguments; function f(a, a) { "use strict"; return arguments } for (var i = 0 in {}) i',
}

function expectSame(text: string, lang: 'ts' | 'tsx' | 'jsx', file: string): void {
  const parsed = parseSync(file, text, { astType: 'ts', lang, range: true, preserveParens: false, sourceType: 'unambiguous' })
  expect(parsed.errors.map(({ message }) => message)).toEqual([])
  const { ours, theirs } = compareScopes(parsed.program as unknown as Node, parsed.module.hasModuleSyntax)
  expect(ours).toEqual(theirs)
}

describe('names are bound as typescript-eslint binds them', () => {
  test.each(Object.entries(MODULES))('%s', (_name, text) => expectSame(text, 'ts', 'a.ts'))
  test.each(Object.entries(JSX))('%s', (_name, text) => expectSame(text, 'tsx', 'a.tsx'))
  test.each(Object.entries(SCRIPTS))('%s', (_name, text) => expectSame(text, 'jsx', 'a.js'))

  // The other analysis sees only reads here.
  test.each(['(a satisfies number) = 1', '((a as any)!) += 1', '((a as any) as number)++', '[(a satisfies number)] = b'])(
    'and also finds the write in %s',
    (code) => {
      const { scopes } = parseModule('a.ts', `let a = 0, b = [1]; ${code}`)
      expect(scopes.top.set.get('a')!.references.filter((reference) => reference.isWrite() && !reference.init)).toHaveLength(1)
    },
  )

  // The other analysis binds nothing here.
  test('and also finds the names of a namespace that has several', () => {
    const { scopes } = parseModule('a.ts', 'namespace N.O { export const a = 1; O.a }; N.O.a; O')
    expect(scopes.top.set.get('N')!.references).toHaveLength(1)
    expect(scopes.top.set.has('O')).toBe(false)
  })

  test('in the sources of this package', () => {
    const folder = path.resolve(import.meta.dirname, '../../src')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.c?ts$/.test(file))
    expect(files.length).toBeGreaterThan(80)
    for (const file of files) expectSame(readFileSync(path.join(folder, file), 'utf8'), 'ts', file)
  })

  test('in libraries, scripts and modules', () => {
    const require = createRequire(import.meta.url)
    const specifiers = [
      'lodash-es/isEqual.js',
      'lodash-es/_baseClone.js',
      'lodash-es/lodash.default.js',
      'picomatch/lib/parse.js',
      'magic-string',
      'esbuild',
    ]
    for (const specifier of specifiers) {
      const file = require.resolve(specifier)
      expectSame(readFileSync(file, 'utf8'), 'jsx', file)
    }
  })
})
