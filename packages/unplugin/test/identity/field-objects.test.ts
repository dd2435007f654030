import { describe, expect, test } from 'vitest'
import { identityOf } from './identity-of.js'

/** Without those that only look whether a method is still the one that it was written with. */
const inputsOf = (source: string) =>
  identityOf(source)
    .inputs.filter(({ expression }) => !expression.includes('effect('))
    .map(({ name }) => name)

const state = (body: string, rest = '', fields = 'text: "", at: 0, n: 1') =>
  `const s: any = { ${fields} }\n${rest}\n/** @cache */\nexport function f(x: any, cb?: any): any { ${body} }`

const lexer = (body: string, members = '', rest = '', made = 'new Lexer()') =>
  `class Lexer { text = ""; at = 0; list: any[] = []
  reset(x: any) { this.text = x; this.at = 0; this.list = [] }
  next() { return this.text[this.at++] }
  ${members} }
const lexer = ${made}\n${rest}\n/** @cache */\nexport function f(x: any, cb?: any): any { ${body} }`

const run = 'lexer.reset(x); let n = 0; while (lexer.next()) n++; return n'

describe('an object whose fields are always written before they are read is no input', () => {
  test.each<[what: string, source: string]>([
    ['fields that are set', state('s.text = x; s.at = 0; while (s.text[s.at] === "a") s.at++; return s.at')],
    ['fields that a helper sets', state('set(x); return s.text + s.at', 'const set = (x: any) => { s.text = x; s.at = 0 }')],
    ['a field that stays as it is', state('s.at = x; return s.at + s.n')],
    ['a field that only comes later', state('s.more = x; return s.more')],
    ['a field by its name in a string', state('s["at"] = x; return s["at"]')],
    ['a list that is made anew', state('s.at = []; s.at.push(x); return s.at')],
    ['a pattern', state('[s.text, s.at] = [x, 1]; return s.text + s.at')],
    ['its own functions', state('s.set(x); return s.at', '', 'at: 0, set(x: any) { this.at = x }')],
    ['an instance', lexer(run)],
    ['an instance with private fields', lexer(run).replaceAll('this.at', 'this.#at').replace('at = 0;', '#at = 0;')],
    ['an instance with a list', lexer('lexer.reset(x); lexer.keep(x); return lexer.list', 'keep(x: any) { this.list.push(x) }')],
    ['an instance with a constructor', lexer(run, 'constructor(x: any) { this.text = x }', '', 'new Lexer("a")')],
  ])('%s', (_, source) => expect(inputsOf(source)).toEqual([]))

  test('if code of others runs in between, the run time is told', () => {
    expect(identityOf(state('s.at = x; cb(); return s.at')).relies).not.toEqual([])
    expect(identityOf(state('s.at = x; return s.at')).relies).toEqual([])
  })
})

describe('an object whose fields may be those of an earlier call is an input', () => {
  test.each<[what: string, source: string]>([
    ['a field that is set in one branch', state('if (x) s.at = 0; return s.at')],
    ['a field that is set behind', state('const old = s.at; s.at = x; return old')],
    ['a field that another function reads', state('s.at = x; return s.at', 'export const last = () => s.at')],
    ['a field that is counted', state('return s.at++')],
    ['a field that may be set by `??=`', state('return s.at ??= x')],
    ['a member of a field', state('s.o.n = x; return s.o.m', '', 'o: {}, at: 0')],
    ['a list that goes on', state('s.at.push(x); return s.at.length', '', 'at: []')],
    ['a name of run time', state('s.at = 0; s[x] = 1; return s.at')],
    ['a name of run time that is read', state('s.at = x; return s[x]')],
    ['an exported object', state('s.at = x; return s.at', 'export { s }')],
    ['an object that is handed over', state('s.at = x; cb(s); return s.at')],
    ['an object that a function returns', state('s.at = x; return s.at', 'export const get = () => s')],
    ['an object with another name', state('s.at = x; return t.at', 'const t = s; export const set = (y: any) => { t.at = y }')],
    ['a copy', state('s.at = x; return { ...s }')],
    ['a pattern of it', state('s.text = x; const { at } = s; s.at = x; return at')],
    ['`in`', state('const had = "more" in s; s.more = x; return had')],
    ['a field that is deleted', state('s.at = x; delete s.n; return s.at + s.n')],
    ['an accessor', state('s.at = x; return s.k', '', 'at: 0, get k() { return this.n++ }, n: 0')],
    ['a function of another that is called on it', state('s.at = x; s.cb = cb; return s.cb()')],
    [
      'a function that uses itself',
      state(
        's.at = x; return s.show()',
        '',
        'at: 0, show() { return cb2(this) }\n}; function cb2(o: any) { return o.n++ }; const t: any = { n: 0',
      ),
    ],
    ['another thread of awaits', state('s.at = x; return run()', 'async function run() { await null; return s.at }')],
    ['a closure', state('s.at = x; return () => s.at')],
    ['an exported class', lexer(run, '', 'export { Lexer }')],
    ['two instances', lexer('return other.next()', '', 'const other = new Lexer(); export const g = () => other.reset("ab")')],
    [
      'a class that is extended',
      lexer(
        'lexer.reset(x); return more.next()',
        '',
        'class More extends Lexer {}; const more = new More(); export const g = () => more.reset("ab")',
      ),
    ],
    ['an instance that hands itself out', lexer(run, 'self() { return this }', 'export const g = () => lexer.self()')],
    ['an instance with an accessor', lexer(run, 'get k() { return this.at }')],
    [
      'an instance of a base class',
      lexer(run).replace('class Lexer', 'class Base { get k() { return 1 } }\nclass Lexer extends Base'),
    ],
    ['an instance whose method is a value', lexer(run, '', 'export const g = lexer.next')],
    ['an instance whose method is replaced', lexer(run, '', 'export const g = (h: any) => { (lexer as any).next = h }')],
    ['an instance whose method is called elsewhere', lexer(run, '', 'export const g = () => lexer.next()')],
    ['an instance that only goes on', lexer('lexer.text = x; return lexer.next()')],
    [
      'a field of the constructor',
      lexer('lexer.reset(x); return lexer.k', 'k; constructor(k: any) { this.k = k }', '', 'new Lexer(Math.random())'),
    ],
    [
      'a parameter of the constructor',
      lexer('lexer.reset(x); return lexer.k', 'constructor(public k: any) {}', '', 'new Lexer(Math.random())'),
    ],
  ])('%s', (_, source) => expect(inputsOf(source).length, source).toBeGreaterThan(0))
})
