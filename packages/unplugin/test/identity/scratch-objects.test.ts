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
    ['a sticky regular expression', file('tok.lastIndex = x; return tok.test("ab")', 'const tok = /b/y')],
  ])('%s', (_, source) => expect(inputsOf(source)).toEqual([]))

  test('if code of others runs in between, the run time is told', () => {
    expect(identityOf(file('t.setTime(x); cb(); return t.getTime()')).rewrites).toBe(true)
    expect(identityOf(file('t.setTime(x); return t.getTime()')).rewrites).toBeUndefined()
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
    ['a regular expression that goes on', file('return word.test(x)')],
    ['a regular expression that is moved', file('word.lastIndex += 1; return word.test(x)')],
    ['a regular expression that a text is given', file('word.lastIndex = 0; return x.replace(word, "")')],
    ['a regular expression that is compiled', file('word.lastIndex = 0; (word as any).compile("b"); return word.test(x)')],
    ['a regular expression of a member', file('o.re.lastIndex = 0; return o.re.test(x)', 'const o = { re: word }')],
  ])('%s', (_, source) => expect(inputsOf(source).length).toBeGreaterThan(0))
})
