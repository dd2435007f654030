import { F, once, type Row } from '../staleness.js'

const PARSER = 'let text = "", at = 0, depth = 0\n'
const calls = 'say(() => f("a(b)")); say(() => f("xyz")); say(() => f("a(b)"))'
const parser = (body: string, rest = '', params = 'x: string, cb?: any') =>
  `${PARSER}${rest}\n${F}function f(${params}): any { ${body} }`

/** A tagged `f` and `g` that call the parser of `b.ts`, which calls `c.ts`. */
const inOtherFiles = (
  body: string,
  helper = 'export let marks = 0; export function isMark(c: any) { return /[(]/.test(c) || isOther(c) }; const isOther = (c: any) => c === "-"',
  params = 'x: string',
) => {
  const given = params
    .split(/[:,]/)
    .filter((_, at) => at % 2 === 0)
    .join(',')
  const names = [...helper.matchAll(/export (?:async )?(?:let|const|function|class) (\w+)/g)].map(([, name]) => name)
  return {
    'a.ts': `import { parse } from './b.js'\n${F}function f(${params}): any { return parse(${given}) }\n${F}function g(x: string): any { return parse(x) }`,
    'b.ts': `import { ${names.join()} } from './c.js'\n${PARSER}export function parse(${params}): any { ${body} }`,
    'c.ts': helper,
  }
}

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
  ...['x', 'x.slice(1) + marks'].map((rest): Row => [
    `a parser of another file that calls a third file for each character: ${rest}`,
    inOtherFiles(`text = x; at = 0; while (at < text.length && !isMark(text[at])) at++; return at + ${rest}`),
    {},
    calls,
  ]),
  [
    'a parser whose helper of another file calls a tagged function',
    inOtherFiles(
      'text = x; at = 0; if (isMark(x[0])) at = 1; return text + at',
      `import { g } from './a.js'\nexport let marks = 0; export const isMark = (c: any) => { if (c === 'o') g('inner'); return c === '(' }`,
    ),
    {},
    'say(() => a.g("inner")); say(() => f("outer")); say(() => f("outer2")); say(() => a.g("inner"))',
  ],
  [
    'a parser whose helper of another file calls what it was given',
    {
      ...inOtherFiles(
        'text = x; at = 0; each(text, (c: any) => { if (c === "o") cb() }); return text + at',
        'export let marks = 0; export const isMark = (c: any) => c === "("; export function each(s: string, f: any) { for (const c of s) f(c) }',
        'x: string, cb: any = () => {}',
      ),
    },
    {},
    'say(() => a.g("inner")); say(() => f("outer", () => a.g("inner"))); say(() => f("outer2", () => a.g("inner")))',
  ],
  [
    'a parser whose helper of another file calls a variable',
    inOtherFiles(
      'text = x; at = 0; if (isMark(x[0])) at = 1; return text + at',
      `let hook: any; export let marks = 0; export const setHook = (h: any) => { hook = h }; export const isMark = (c: any) => { hook?.(c); return c === '(' }`,
    ),
    {},
    'say(() => a.g("inner")); say(() => f("outer")); all.c.setHook((c: any) => { if (c === "o") { all.c.setHook(undefined); a.g("inner") } }); say(() => f("outer3"))',
  ],
  [
    'a parser that a helper of another file calls again',
    inOtherFiles(
      'text = x; at = 0; if (isMark(x[0])) at = 1; return text + at',
      `import { parse } from './b.js'\nexport let marks = 0; export const isMark = (c: any) => { if (c === 'o') parse('inner'); return c === '(' }`,
    ),
    {},
    `say(() => f("outer")); ${calls}; say(() => f("outer"))`,
  ],
  [
    'a parser whose helper of another file is tagged',
    inOtherFiles(
      'text = x; at = 0; if (isMark(x)) at = 1; return text + at',
      `import { parse } from './b.js'\nexport let marks = 0\n${F}function isMark(c: any): any { if (c[0] === 'o') parse('inner'); return c === '(' }`,
    ),
    {},
    `say(() => f("outer")); say(() => all.c.isMark("outer")); say(() => f("outer")); ${calls}; say(() => f("outer2")); say(() => f("outer"))`,
  ],
  [
    'a parser whose helper is a class, a getter or asynchronous',
    inOtherFiles(
      'text = x; at = 0; new Mark(x[0]); later(x); if (isMark(x[0])) at = 1; return text + at',
      `import { g } from './a.js'
export let marks = 0; export class Mark { constructor(c: any) { if (c === 'o') g('inner') } }
export async function later(x: any) { if (x[1] === 'u') g('inner2') }
export const isMark = (c: any) => c === '('`,
    ),
    {},
    'say(() => a.g("inner")); say(() => a.g("inner2")); say(() => f("outer")); say(() => f("other")); say(() => f("outer2"))',
  ],
  ...['x.l', '[x.l][0]', 'keep(x.l)', 'kept.list', 'stack[stack.length - 1]'].map((list): Row => [
    `a parser that fills a list with a \`push\` of its own: ${list}`,
    {
      ...inOtherFiles(''),
      'b.ts': `let stack: any[], kept: any; const keep = (l: any) => l\n${PARSER}export function parse(x: any): any {
text = String(x.t ?? x); stack = []; stack.push(x.l); kept = { list: x.l }; at = 1; const list = ${list}; if (Array.isArray(list)) list.push(1); return text + at }`,
    },
    {},
    `class L extends Array { push() { a.g('inner'); return 1 } }
    say(() => a.g('inner')); say(() => f({ t: 'outer', l: new L() })); say(() => f({ t: 'outer2', l: new L() }))`,
  ]),
  [
    'a parser that keeps its results in lists',
    parser(
      `text = x; at = 0; stack = Array(4); stack[0] = []; while (at < text.length) push(text[at++]); return JSON.stringify(stack) + text.slice(0, 3).split('(')`,
      `let stack: any[]\nfunction push(c: string) { const list = stack[0]; if (Array.isArray(list)) list.push(c); else Object.defineProperty(list, 'c', { value: c }) }`,
    ),
    {},
    calls,
  ],
  [
    'a member that the call puts in the place of another',
    `export const k: any = { a: 1, b: 1 }\n${F}function f() { k.a = k.b; return k.a }`,
    {},
    `${once}; a.k.b = 2; ${once}`,
  ],
  [
    'a member that is put under a key of its own name',
    `export const k: any = { b: 1, key: 1 }\n${F}function f(key: string) { k[key] = k.key; return k.b }`,
    {},
    `const look = () => say(() => f('b')); look(); a.k.key = 2; look()`,
  ],
  [
    'what follows in a list',
    `const at = (v: number, next?: any) => ({ v, next })\nlet k: any\nexport const set = (v: number) => { k = at(1, at(v)) }\n${F}function f() { k = k.next; return k.v }`,
    {},
    `a.set(1); ${once}; a.set(2); ${once}`,
  ],
  [
    'a value that the call moves',
    `let k: any\nexport const set = (v: number) => { k = { v, next: { v: 1 } } }\n${F}function f() { k = { next: k }; return k.next.v }`,
    {},
    `a.set(1); ${once}; a.set(2); ${once}`,
  ],
]
