import { describe, expect, test } from 'vitest'
import type { Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const inputsOf = (given: string | Files) => identityOf(given).inputs.map(({ name }) => name)

const file = (body: string, rest = '', params = 'x: any, cb?: any') =>
  `const t: any = new Date(), word = /[a-z]+/g, at = (d: any) => (t.setTime(d), t)\n${rest}\n/** @cache */\nexport function f(${params}): any { ${body} }`

const given = (reader: string, call = 'text(at(x), x)'): Files => ({
  'a.ts': `import { text } from './c.js'\n${file(`return ${call}`)}`,
  'c.ts': reader,
})

describe('an object whose contents are always replaced before they are read is no input', () => {
  test.each<[what: string, source: string | Files]>([
    ['a date that is set', file('t.setTime(x); return t.getUTCDay()')],
    ['a date that is set and moved', file('t.setTime(x); t.setUTCDate(t.getUTCDate() - 1); return +t')],
    ['a date that a helper sets and returns', file('return at(x).getUTCFullYear() + 1')],
    [
      'a date whose value is a number of another one',
      file('t.setTime(x); u.setTime(+t); return u.getTime()', 'const u = new Date()'),
    ],
    [
      'a date that another file reads',
      given(
        'export const text = (d: any, x: any) => isNaN(d) ? "no" : format(d.getUTCDay(), x)\nconst format = (n: number, x: any) => x.f(n)',
      ),
    ],
    [
      'a date that a namespace reads',
      {
        ...given('export const text = (d: any) => d.toISOString()', 'c.text(at(x))'),
        'a.ts': `import * as c from './c.js'\n${file('return c.text(at(x))')}`,
      },
    ],
    ['a regular expression that starts anew', file('word.lastIndex = 0; let n = 0; while (word.exec(x)) n++; return n')],
    ['a regular expression whose position is read', file('word.lastIndex = 0; word.test(x); return word.lastIndex')],
    ...[
      ['a list', '[] as any[]', 't.length = 0', 't.push(x)', 't.length'],
      ['a list that held something', '[1]', 't["length"] = 0', 't.unshift(x, 1)', 't[0]'],
      ['elements of a list', '[] as any[]', 't.length = 0', 't.push(...x)', '[...t, t.pop(), t.at(0), t.slice(1), t[x]]'],
      ['a list that is gone over', '[] as any[]', 't.length = 0', 'for (const y of t) t.push(y)', 't.join("")'],
      [
        'a list with callbacks',
        '[] as any[]',
        't.length = 0',
        't.push(x)',
        't.map((y, i) => y + i).concat(t.reduce((a, y) => a + y, 0))',
      ],
      ['a Set', 'new Set<any>()', 't.clear()', 't.add(x)', 't.has(x) && t.size'],
      ['a Map', 'new Map<any, any>()', 't.clear()', 't.set(x, 1); for (const [k] of t) t.delete(k)', 't.get(x)'],
    ].map(([what, made, reset, use, result]): [string, string] => [
      `${what} that is emptied`,
      `const t = ${made}\nfunction use(x: any): any { ${use} }\n/** @cache */\nexport function f(x: any): any { ${reset}; use(x); return ${result} }`,
    ]),
    ['a sticky regular expression', file('tok.lastIndex = x; return tok.test("ab")', 'const tok = /b/y')],
  ])('%s', (_, source) => expect(inputsOf(source)).toEqual([]))

  test('if code of others runs in between, the run time is told', () => {
    expect(identityOf(file('t.setTime(x); cb(); return t.getTime()')).relies).not.toEqual([])
    expect(identityOf(file('t.setTime(x); return t.getTime()')).relies).toEqual([])
    const list = (use: string) => file(`l.length = 0; ${use}; return l.pop()`, 'const l: any[] = []')
    expect(identityOf(list('l.push(x); l.forEach((y) => cb(y))')).relies).not.toEqual([])
    expect(identityOf(list('l.push(x, l.includes(1))')).relies).toEqual([])
  })
})

describe('an object whose contents may be those of an earlier call is an input', () => {
  test.each<[what: string, source: string | Files]>([
    ['set in one branch', file('if (x) t.setTime(x); return t.getTime()')],
    ['set in part', file('t.setMonth(x); return t.getTime()')],
    ['set to nothing', file('t.setTime(); return t.n')],
    ['read by another exported function', file('t.setTime(x); return t.getTime()', 'export const last = () => t.getTime()')],
    ['exported', file('t.setTime(x); return t.getTime()', 'export { t }')],
    ['exported by its helper', file('return at(x).getTime()', 'export { at }')],
    ['exported where it is made', file('u.setTime(x); return u.getTime()', 'export const u: any = new Date()')],
    ['exported with its helper', file('return to(x).getTime()', 'export function to(d: any) { t.setTime(d); return t }')],
    [
      'returned in front of a `finally`',
      file('return to(x, cb).getTime()', 'function to(d: any, cb: any) { try { t.setTime(d); return t } finally { cb() } }'),
    ],
    ['moved by what it was', file('t.setTime(t.getTime() + x); return t.getTime()')],
    ['given to a function that returns another one', given('export const text = (d: any) => () => d.getTime()')],
    [
      'given to a function with a pattern',
      given('export const text = ({ y }: any, d: any) => d.getTime() + y', 'text(x, at(x))'),
    ],
    ['given to a function that replaces it', given('export const text = (d: any, x: any) => { d = x; return d.getTime() }')],
    ['given to others', file('t.setTime(x); cb(t); return t.getTime()')],
    ['given to a global', file('t.setTime(x); console.log(t); return t.getTime()')],
    ['a member of an object', file('t.setTime(x); return o.t.getTime()', 'const o = { t }')],
    ['used by a class', file('t.setTime(x); return new C().d.getTime()', 'class C { d = t }')],
    ['marked', file('t.setTime(x); t.n = 1; return t.getTime()')],
    ['compared with a type', file('t.setTime(x); return t instanceof Date')],
    ['of a class of its own', file('u.setTime(x); return u.n', 'class Date2 extends Date { n = 1 }\nconst u: any = new Date2()')],
    [
      'of a `Date` of its own',
      file('u.setTime(x); return u.getTime()', 'import { Date } from "./d.js"\nconst u: any = new Date()'),
    ],
    ['read with an argument that may run code', file('return at(x).toLocaleDateString(cb())')],
    ['kept over an `await`', file('t.setTime(x); return run()', 'async function run() { await null; return t.getTime() }')],
    [
      'given to a function that keeps it',
      given('let k: any; export const text = (d: any, x: any) => { const o = k; k = d; return String(o) }'),
    ],
    ['given to a function that reads it late', given('export const text = (d: any, x: any) => { x(); return d.getTime() }')],
    ['given to a function with a default', given('export const text = (d: any, x = d) => x.n')],
    ['given to a tagged function', given('/** @cache */\nexport function text(d: any) { return d.getTime() }')],
    [
      'given to a function together with a call',
      given('export const text = (d: any, x: any) => d.getTime()', 'text(at(x), cb())'),
    ],
    [
      'given to a package',
      {
        'a.ts': `import { p } from 'p'\n${file('return p(at(x))')}`,
        'node_modules/p/package.json': '{ "name": "p", "version": "1.0.0" }',
        'node_modules/p/index.js': 'exports.p = (d) => d.n',
      },
    ],
    ...[
      ['is emptied in one branch', 'if (x) t.length = 0; t.push(x); return t.length'],
      ['is emptied at the end', 't.push(x); const n = t.length; t.length = 0; return n'],
      ['is cut', 't.length = 1; t.push(x); return t.length'],
      ['is cut to what may be nothing', 't.length = x; t.push(x); return t.length'],
      ['is cut by a pattern', '[t.length] = [0]; t.push(x); return t.length'],
      ['is shortened', 't.length--; return t.length'],
      ['has an element that is assigned', 't.length = 0; t[x] = 1; return t[x]'],
      ['has an element that counts', 't.length = 0; t[x]++; return t[x]'],
      [
        'is handed to a call',
        't.length = 0; keep(t); return t.length',
        'let k: any; const keep = (o: any) => { k = o; k.n = 1 }',
      ],
      ['is handed to a built-in function', 't.length = 0; Object.assign(t, x); return t.n'],
      ['is handed to a callback', 't.length = 0; t.push(x); t.map((y, i, all: any) => (all.n = 1)); return t.length'],
      [
        'is handed to a callback’s rest',
        't.length = 0; t.push(x); t.forEach((...all: any[]) => (all[2].n = 1)); return t.length',
      ],
      [
        'is handed to a function by name',
        't.length = 0; t.push(x); t.forEach(mark); return t.length',
        'function mark(y: any, i: any, all: any) { all.n = 1 }',
      ],
      ['is handed to its elements', 't.length = 0; t.push(x); return t[0]()'],
      ['is handed out by a method', 't.length = 0; t.push(x); return t.reverse()'],
      ['is handed out as an iterator', 't.length = 0; t.push(x); return t.values()'],
      ['is returned', 't.length = 0; t.push(x); return t'],
      ['has another name', 't.length = 0; const u: any = t; u.n = 1; return t.length'],
      ['has a property', '(t as any).n ??= x; t.length = 0; return (t as any).n'],
      ['is filled while the module loads', 't.length = 0; t.push(x); return t.length', 't.push(1)'],
      ['is read by another function', 't.length = 0; t.push(x); return t.length', 'export const last = () => t.at(-1)'],
      ['is filled by another function', 'return t.length', 'export const add = (y: any) => { t.length = 0; t.push(y) }'],
      ['is kept over an `await`', 't.length = 0; return go()', 'async function go() { await null; return t.length }'],
      ['is exported', 't.length = 0; t.push(x); return t.length', 'export { t as list }'],
      ['is of a class of its own', 't.clear(); t.add(x); return t.size', 'class L extends Set<any> {}', 'new L()'],
      ['is a Set that is handed out', 't.clear(); return t.add(x)', '', 'new Set()'],
      ['is a Set of others', 't.clear(); t.add(x); return t.size', 'import { Set } from "./s.js"', 'new Set()'],
      ['is a Map that is emptied when it is large', 'if (t.size > 9) t.clear(); t.set(x, 1); return t.size', '', 'new Map()'],
      ['is keyed by objects', 't.clear(); return t.has(x)', '', 'new WeakSet() as any'],
    ].map(([what, body, rest = '', made = '[] as any[]']): [string, string] => [
      `a list that ${what}`,
      `${rest.startsWith('import') ? rest : ''}\nconst t = ${made}\n${rest.startsWith('import') ? '' : rest}\n/** @cache */\nexport function f(x: any): any { ${body} }`,
    ]),
    ['a regular expression that goes on', file('return word.test(x)')],
    ['a regular expression that is moved', file('word.lastIndex += 1; return word.test(x)')],
    ['a regular expression that a text is given', file('word.lastIndex = 0; return x.replace(word, "")')],
    ['a regular expression that is compiled', file('word.lastIndex = 0; (word as any).compile("b"); return word.test(x)')],
    ['a regular expression of a member', file('o.re.lastIndex = 0; return o.re.test(x)', 'const o = { re: word }')],
  ])('%s', (_, source) => expect(inputsOf(source).length).toBeGreaterThan(0))
})
