import { F, type Row } from '../staleness.js'

const PARSER = 'let text = "", at = 0, depth = 0\n'
const calls = 'say(() => f("a(b)")); say(() => f("xyz")); say(() => f("a(b)"))'
const parser = (body: string, rest = '', params = 'x: string, cb?: any') =>
  `${PARSER}${rest}\n${F}function f(${params}): any { ${body} }`

/** Variables that a parser writes before it reads them, or that only look like it. */
export const STATE_OF_PARSERS: Row[] = [
  [
    'a position that each call sets',
    parser('text = x; at = 0; while (at < text.length && text[at] !== "(") at++; return at'),
    {},
    calls,
  ],
  [
    'a depth that only some calls set',
    parser('text = x; if (x[0] === "a") depth = 0; for (const c of text) if (c === "(") depth++; return depth'),
    {},
    `${calls}; say(() => f("x("))`,
  ],
  [
    'a depth that an error leaves',
    parser(
      'try { text = x; run(); return depth } catch { return "error at " + at }',
      'function run() { if (text === "xyz") throw new Error("!"); at = 0; depth = 1; while (at < text.length) at++ }',
    ),
    {},
    'say(() => f("xyz")); say(() => f("a(b)")); say(() => f("xyz"))',
  ],
  [
    'a text that an early return leaves',
    parser('if (x === "") return text; text = x; return text.length'),
    {},
    'say(() => f("")); say(() => f("abc")); say(() => f("")); say(() => f("abcd")); say(() => f(""))',
  ],
  [
    'a parser that a callback calls again',
    parser('text = x; at = 0; cb?.(); return text + at'),
    {},
    // The inner call is stored first. Its hit must not spare the outer one's text.
    'say(() => f("inner")); say(() => f("outer", () => { f("inner") })); say(() => f("outer2", () => { f("inner") }))',
  ],
  [
    'a parser that a known callback calls again',
    `${PARSER}export const again = () => { f("inner") }
${F}function f(x: string, cb?: any): any { text = x; at = 1; cb?.(); return text + at }
${F}function g(x: string): any { return f(x, again) }`,
    {},
    'say(() => f("inner")); say(() => f("outer", a.again)); say(() => f("outer", a.again)); say(() => a.g("outer2"))',
  ],
  [
    'a parser that a callback calls again, in an async function',
    `${PARSER}function parse(x: string, cb?: any) { text = x; at = 1; cb?.(); return text + at }
${F}async function f(x: string, cb?: any): Promise<any> { await null; return parse(x, cb) }
${F}function g(x: string): any { return parse(x) }`,
    {},
    'say(() => a.g("inner")); say(() => f("outer", () => { a.g("inner") })); say(() => f("outer2", () => { a.g("inner") }))',
  ],
  [
    'a parser that another tagged function gets as a value',
    `${PARSER}export function parse(x: string, cb?: any) { text = x; at = 1; cb?.(); return text + at }
const api = { parse }
${F}function f(x: string, p: any, cb?: any): any { return p(x, cb) }
${F}function g(x: string): any { return api.parse(x) }
export { api }`,
    {},
    `say(() => a.g("inner")); say(() => f("outer", a.parse, () => { a.g("inner") }));
    say(() => f("outer2", a.parse, () => { a.g("inner") })); a.api.parse = (x: string) => x; say(() => a.g("inner"))`,
  ],
  [
    'a parser that the callback of an untagged function calls',
    `${PARSER}export function outer(x: string, cb: any): any { text = x; at = 1; cb(); return text + at }
${F}function f(x: string): any { text = x; at = 0; return text + at }`,
    {},
    'say(() => f("inner")); say(() => a.outer("outer", () => { f("inner") })); say(() => a.outer("outer", () => { f("other") }))',
  ],
  [
    'what the last call left, asked for later',
    parser('text = x; at = text.length; return at', 'export function last() { return text }'),
    {},
    'say(() => f("a")); say(() => a.last()); say(() => f("bc")); say(() => a.last()); say(() => f("a")); say(() => a.last())',
  ],
  [
    'a tagged part of a parser',
    `${PARSER}${F}function set(x: string): any { text = x; return text.length }
${F}function f(x: string): any { set(x); return text }`,
    {},
    calls,
  ],
  [
    'two parsers that wait at the same time',
    `${PARSER}${F}async function f(x: string): Promise<any> { text = x; await new Promise((r) => setTimeout(r, x.length)); return text }`,
    {},
    'say(() => Promise.all([f("abc"), f("d")]).then(String)); await log.at(-1); say(() => f("abc"))',
  ],
  [
    'a promise that reads later',
    `${PARSER}${F}function f(x: string): any { text = x; return Promise.resolve().then(() => text) }`,
    {},
    'say(() => Promise.all([f("abc"), f("d")]).then(String)); await log.at(-1); say(() => f("abc"))',
  ],
  [
    'functions of a table that share a text',
    parser(
      'text = x; at = 0; return steps[x[0]!]?.() ?? steps.other()',
      'const steps: any = { a() { at++; return text[at] }, other: () => text.slice(at) }',
    ),
    {},
    calls,
  ],
]
