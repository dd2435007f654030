import { describe, expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'

const inputsOf = (source: string) => identityOf(source).inputs.map(({ name }) => name)
const TABLES = `const rules = { n: /[0-9]+/y, w: /[a-z]+/g }
const list: any[] = [[/[0-9]+/y, (s: any) => s], [/[a-z]+/y, (s: any) => s + 1]]\n`

describe('rules that are set to a position before they are used are no input', () => {
  test.each<[what: string, body: string, rest?: string]>([
    ['by name', 'const r = rules.w; r.lastIndex = 0; return r.exec(x)'],
    [
      'by key',
      'let at = 0; for (const k in rules) { const r = rules[k]; r.lastIndex = at; if (r.test(x)) at = r.lastIndex } return at',
    ],
    [
      'by key, for a list',
      'const out = []; for (const r of Object.values(rules)) { r.lastIndex = 1; const m = r.exec(x); if (m) { out.push(m[0]); out.push(r.lastIndex) } } return out',
    ],
    ['in pairs', 'for (const [re, fn] of list) { re.lastIndex = x.at; const m = re.exec(x.s); if (m) return fn(m[0]) }'],
    ['by a helper', 'return at(rules.n, 1)', 'const at = (r: any, i: any) => { r.lastIndex = i; return r.test("ab") }'],
    ['with their names as a type', 'const r = rules[x as keyof typeof rules]; r.lastIndex = 0; return r.test("ab")'],
  ])('%s', (_, body, rest = '') => expect(inputsOf(f(body, TABLES + rest))).toEqual([]))
})

test('a type of a constant is no use of it', () => {
  const table = 'const k = { a: [1], b: [2] }\ntype K = keyof typeof k\nlet one: typeof k.a'
  expect(inputsOf(f('return k[x as K].length', table))).toEqual([])
})

test.each<[what: string, body: string, rest?: string]>([
  ['that go on', 'const r = rules.w; return r.exec(x)'],
  ['that are set in one branch', 'const r = rules.w; if (x) r.lastIndex = 0; return r.test(x)'],
  ['that code of others may use in between', 'const r = rules.w; r.lastIndex = 0; x(); return r.test("ab")'],
  ['that are handed over', 'const r = rules.w; r.lastIndex = 0; return x(r)'],
  ['that a closure uses', 'const r = rules.w; r.lastIndex = 0; return () => r.test(x)'],
  [
    'that are used elsewhere',
    'const r = rules.w; r.lastIndex = 0; return r.test(x)',
    'export const next = (y: any) => rules.w.test(y)',
  ],
  ['that others see', 'const r = rules.w; r.lastIndex = 0; return r.test(x)', 'export { rules }'],
  ['whose pairs change places', 'const [re] = list[0]; re.lastIndex = 0; list[0].reverse(); return re.test(x)'],
])('rules %s are an input', (_, body, rest = '') => expect(inputsOf(f(body, TABLES + rest)).length).toBeGreaterThan(0))
