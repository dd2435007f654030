import type { Trap } from '../support/run-traps.js'

export const moduleTraps: Trap[] = [
  {
    name: 'top directive',
    extension: 'js',
    source: `"use client"
/** @cache */ export function f(a) { return a }
export const test = () => f(1)`,
  },
  {
    name: 'shadow globals',
    extension: 'js',
    source: `const Array = 1, Object = 2, Symbol = 3, Promise = 4, Map = 5
/** @cache */ export function f(undefined) { return [undefined, Array] }
/** @cache */ export async function g(a) { return a }
export const test = async () => [f(1), await g(2), Object, Symbol, Map, Promise]`,
  },
  {
    name: 'our names',
    extension: 'js',
    source: `const $enter_cc = 1, $f_cc = 2, $s1_cc1 = 3, $k1_cc = 4
/** @cache */ function f($o_cc, $e_cc = $f_cc) { return [$o_cc, $e_cc, $enter_cc, $s1_cc1, $k1_cc] }
export const test = () => f(1)`,
  },
  {
    name: 'already imports',
    extension: 'js',
    source: `import { takeOptions as $enter_cc } from './generated.mjs'
/** @cache */ function f(a) { return a }
export const test = () => [f(1), typeof $enter_cc]`,
  },
  {
    name: 'blocks',
    extension: 'js',
    source: `if (true) { /** @cache */ function f(a) { return a } var g = f }
switch (1) { case 1: /** @cache */ function h(a) { return a } }
for (const i of [1]) { /** @cache */ var k = (a) => a }
lbl: { /** @cache */ function l(a) { return a } }
export const test = () => [g(1), k(1)]`,
  },
  {
    name: 'jsx',
    extension: 'jsx',
    source: `const h = (t, p, ...c) => [t, p, c]
/** @jsx h */
/** @cache */ export const C = ({ a }) => <div a={a}>{[a].map((x) => <b>{x}</b>)}</div>
/** @cache */ export function D(p) { return <C {...p} /> }
export const test = () => [C({ a: 1 }), D({ a: 2 })[1]]`,
  },
  {
    name: 'hashbang',
    extension: 'js',
    source: `#!/usr/bin/env node
/** @cache */ export function f(a) { return a }
export const test = () => f(1)`,
  },
  {
    name: 'bom',
    extension: 'js',
    source: `\uFEFF/** @cache */ export function f(a) { return a }
export const test = () => f(1)`,
  },
  {
    name: 'crlf',
    extension: 'js',
    source: `/** @cache */\r
export function f(a) {\r
  'x'\r
  return a // c\r
}\r
export const test = () => f(1)\r
`,
  },
  {
    name: 'unicode',
    extension: 'js',
    source: `/** @cache */ export function größe_数(ä, 𝒳 = 1) { return ä + 𝒳 }
/** @cache */ function e(\\u0061b) { return ab }
export { größe_数 as '😀' }
export const test = () => [größe_数(1), größe_数.name, e(3)]`,
  },
  {
    name: 'minified',
    extension: 'js',
    source: `import{inspect as i}from"node:util";/** @cache */export const f=a=>b=>{if(a)return b;return[a]};export const g=1;/** @cache */function h(a){return a}/** @cache */function*k(a){yield a}class Q{/** @cache */m(a){return a}/** @cache */n=a=>a}export const test=()=>[f(0)(1),f(1)(2),h(3),[...k(4)],new Q().m(5),new Q().n(6)]`,
  },
  {
    name: 'tla',
    extension: 'js',
    source: `const base = await Promise.resolve(5)
/** @cache */ export const f = (a) => a + base
export const test = () => f(1)`,
  },
  {
    name: 'import attr',
    extension: 'js',
    source: `import pkg from './package.json' with { type: 'json' }
/** @cache */ export function f(a) { return a + pkg.type }
export const test = () => f(1)`,
  },
  {
    name: 'trailing no newline',
    extension: 'js',
    source: `/** @cache */ export const f = () => 1; export const test = () => f() // end`,
  },
  {
    name: 'no semi end',
    extension: 'js',
    source: `/** @cache */ const f = () => 1
export const test = () => [f()]
let z = 1
z`,
  },
  {
    name: 'sloppy script',
    extension: 'cjs',
    source: `module.exports.test = () => [f(1), g.call(5)]
/** @cache */ function f(a) { a = 2; return arguments[0] }
/** @cache */ function g() { return typeof this }`,
  },
  {
    name: 'sloppy arguments param',
    extension: 'cjs',
    source: `module.exports.test = () => f(1)
/** @cache */ function f(arguments) { return arguments }`,
  },
  {
    name: 'multi decl',
    extension: 'js',
    source: `export const /** @cache */ f = (a) => a, /** @cache */ g = (a) => a + 1
export const test = () => [f(1), g(1)]`,
  },
  {
    name: 'in loop header',
    extension: 'js',
    source: `let out = []; for (let /** @cache */ f = ( a => ('k' in a)), x = { k: 1 }, i = { n: 0 }; i.n < 1; i.n++) out.push(f(x))
export const test = () => out`,
  },
  {
    name: 'anonymous overloads as default',
    extension: 'ts',
    source: `/** @cache */
export default function (a: string): string
export default function (a: number): number
export default function (a: unknown): unknown { return [a] }
import me from 'SELF'
export const test = () => [me('a'), me(1), me.name]`,
  },
  {
    name: 'comments between',
    extension: 'js',
    source: `/** @cache */
// a line
/* a block */
export /* 1 */ default /* 2 */ async /* 3 */ function /* 4 */ f /* 5 */ (/* 6 */ a /* 7 */) /* 8 */ { /* 9 */ return /* 10 */ a /* 11 */; /* 12 */ } /* 13 */
/** about something else */
/** @cache */ /** more */ const g = /* 1 */ async /* 2 */ ( /* 3 */ ) /* 4 */ => /* 5 */ 1 /* 6 */
export const test = async () => [await f(1), await g(), f.length, g.length]`,
  },
  {
    name: 'nested in another',
    extension: 'js',
    source: `/** @cache */ function f(a) { 'use x'
  /** @cache */ function g(b) { return [b, 'g'] }
  /** @cache */ const h = (b) => { /** @cache */ const i = (c) => [c, 'i']; return i(b) }
  return [g(a), h(a), (/** @cache */ (c) => [c])(a)]
}
/** @cache */ async function k(a) { /** @cache */ async function l(b) { return [b] } return [await l(a), await l(a)] }
export const test = async () => [f(1), await k(2), f(1)]`,
  },
  {
    name: 'line separators',
    extension: 'js',
    source: `/** @cache */ function f(a) { return a }\u2028/** @cache */ const g = (a) => { return\u2029a }
export const test = () => [f(1), g(2)]`,
  },
]
