import { describe, expect, test } from 'vitest'
import type { Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const tagged = (slow: string, rest = '', table = 'new Map<any, any>()') =>
  `const m: any = ${table}\n${rest}\nfunction slow(x: any): any { ${slow} }\n/** @cache */\nexport function f(x: any) { return slow(x) }`

const FILL = 'if (!m.has(x)) m.set(x, x.a); return m.get(x)'
const KEPT = 'if (m.has(x)) return m.get(x); const v = make(x); m.set(x, v); return v'
const make = (body: string, rest = '') => tagged(KEPT, `${rest}\nfunction make(x: any): any { ${body} }`)

const inputsOf = (given: string | Files) =>
  identityOf(given).inputs.map(({ name, by }) => (by === undefined ? name : `${name} by ${by}`))

describe('a Map that keeps results by key is only looked at for what it holds', () => {
  test.each<[what: string, source: string | Files]>([
    ['asked by `has`', tagged('if (m.has(x)) return m.get(x); const v = x.a; m.set(x, v); return v')],
    ['asked by `!has`', tagged('if (!m.has(x)) { const v = x.a; m.set(x, v) } return m.get(x).b')],
    ['asked by `get`', tagged('const hit = m.get(x); if (hit !== undefined) return hit; const v = x.a; m.set(x, v); return v')],
    ['asked by `!get`', tagged('let hit = m.get(x); if (!hit) { hit = x.a; m.set(x, hit) } return hit.b')],
    ['filled by an assignment', tagged('let hit = m.get(x); if (hit == null) m.set(x, (hit = x.a)); return hit')],
    ['that returns what it holds', tagged('if (m.has(x)) return m.get(x); m.set(x, x.a); return m.get(x)')],
    ['that is emptied when it is large', tagged('if (m.size > 99) m.clear(); if (!m.has(x)) m.set(x, x.a); return m.get(x)')],
    ['that others empty', tagged(KEPT.replace('make(x)', 'x.a'), 'export const clear = () => { m.clear() }')],
    [
      'of an asynchronous function',
      tagged('if (!m.has(x)) m.set(x, x.a); return m.get(x)').replace('function slow', 'async function slow'),
    ],
    [
      'of the function itself',
      'const m = new Map<any, any>()\n/** @cache */\nexport function f(x: any) { const hit = m.get(x); if (hit) return hit; const v = x.a; m.set(x, v); return v }',
    ],
    ['with a maker that reads constants', make('return x.a + K', 'const K = 2')],
    ['by a key that is made of the argument', tagged('const k = x.id; if (!m.has(k)) m.set(k, k + 1); return m.get(k)')],
    [
      'made on first use',
      tagged(`m ??= new Map(); ${KEPT.replace('make(x)', 'x.a')}`).replace('const m: any = new Map<any, any>()', 'let m: any'),
    ],
  ])('%s', (_, source) => expect(inputsOf(source)).toEqual(['m by memo']))
})

describe('so is an object that keeps results by text', () => {
  test.each<[what: string, source: string | Files]>([
    ['filled by `??=`', tagged('const k = String(x); return (m[k] ??= k.length)', '', '{}')],
    ['filled first', tagged('const k = String(x); m[k] ??= k.length; return m[k]', '', '{}')],
    ['asked by `in`', tagged('const k = `${x}`; if (!(k in m)) m[k] = k.length; return m[k]', '', '{}')],
    [
      'asked by its value',
      tagged('const k = "n" + x; const hit = m[k]; if (hit) return hit; const v = k + k; m[k] = v; return v', '', '{}'),
    ],
    [
      'with a maker',
      tagged('const k = JSON.stringify(x); return (m[k] ??= make(k))', 'function make(k: any) { return k.length }', '{}'),
    ],
  ])('%s', (_, source) => expect(inputsOf(source)).toEqual(['m by memo']))
})

describe('a table whose state may show is an input', () => {
  test.each<[what: string, source: string | Files]>([
    ['a table that is exported', `export ${tagged('if (!m.has(x)) m.set(x, x.a); return m.get(x)')}`],
    ['a table that is handed out', tagged('if (!m.has(x)) m.set(x, x.a); return m.get(x)', 'export const all = () => [...m]')],
    [
      'a function that has a second argument',
      tagged(KEPT.replace('make(x)', 'x.a')).replace('slow(x: any)', 'slow(x: any, y = x)').replace('x.a', 'y.a'),
    ],
    ['a function that uses `this`', tagged('if (!m.has(x)) m.set(x, this.a); return m.get(x)')],
    ['a function that writes its argument', tagged('x = x.a; if (!m.has(x)) m.set(x, x.b); return m.get(x)')],
    [
      'a function within another one',
      `${tagged('const a = x.a; const g = (y: any) => { if (!m.has(y)) m.set(y, a); return m.get(y) }; return g(x.b)')}`,
    ],
    ['a generator', tagged('if (!m.has(x)) m.set(x, x.a); yield m.get(x)').replace('function slow', 'function* slow')],
    ['a fill within a loop', tagged('for (const y of x) { if (!m.has(y)) m.set(y, y.a) } return m.get(x)')],
    ['a fill within a `try`', tagged('try { if (!m.has(x)) m.set(x, x.a); return m.get(x) } finally { if (m.has(x)) return 1 }')],
    ['a fill in one branch', tagged('if (m.has(x)) return m.get(x); const v = x.a; if (v) m.set(x, v); return v')],
    ['a second branch', tagged('if (!m.has(x)) m.set(x, x.a); else x.b(); return m.get(x)')],
    ['`has` that is compared with nothing', tagged('if (m.has(x) === undefined) m.set(x, x.a); return m.get(x)')],
    ['a fill that may not come', tagged('if (!m.has(x)) { if (x.b) return 0; m.set(x, x.a) } return m.get(x)')],
    ['what was read before the fill', tagged('let hit = m.get(x); if (!hit) { m.set(x, x.a) } return hit')],
    ['another way out', tagged('if (m.has(x)) return m.get(x); const v = x.a; if (v) return 0; m.set(x, v); return v')],
    ['two fills', tagged('if (m.has(x)) return m.get(x); const v = x.a; m.set(x, v); m.set(x, 1); return v')],
    [
      'a test that may throw behind the fill',
      tagged('if (m.has(x)) return m.get(x); const v = x.a; m.set(x, v); if (m.size > x.b()) m.clear(); return v'),
    ],
    [
      'another value behind the fill',
      tagged('if (m.has(x)) return m.get(x); let v = x.a; m.set(x, v); m.delete((v = 1)); return v'),
    ],
    [
      'a read in a loop, where others empty it',
      tagged(
        'if (!m.has(x)) m.set(x, x.a); while (m.get(x).n > x.b()) x.c(); return 1',
        'export const clear = () => { m.clear() }',
      ),
    ],
    ['two functions', tagged(FILL, 'export const g = (x: any) => { if (!m.has(x)) m.set(x, x.b); return m.get(x) }')],
    ['two keys', tagged('const k = x.c; if (m.has(x)) return m.get(x); const v = x.a; m.set(k, v); return v')],
    [
      'an object that holds something first',
      {
        'a.ts': `import { a } from './b.js'\n${tagged('const k = String(x); return (m[k] ??= k.length)', '', '{ a }')}`,
        'b.ts': 'export let a = 1',
      },
    ],
    [
      'an error that is caught',
      tagged('if (!m.has(x)) { let v; try { v = x.a() } catch (e: any) { v = e.b } m.set(x, v) } return m.get(x)'),
    ],
    ['whether an element was there', tagged('if (!m.has(x)) m.set(x, x.a); const had = m.delete(x); return had ? 1 : 2')],
    ['an element that counts', tagged('const k = String(x); m[k] ??= k.length; m[k]++; return m[k]', '', '{}')],
    ['a second branch where it is emptied', tagged(`if (m.size > 99) m.clear(); else x.b(); ${FILL}`)],
    [
      'the time zone, far below',
      make('return g(x)', 'const g = (y: any) => h(y)\nconst h = (y: any) => k(y)\nconst k = (y: any) => new Date(y).getHours()'),
    ],
    ['a variable of the state around', make('return x.a + rate', 'let rate = 1; export const set = (r: number) => { rate = r }')],
    ['a variable of the environment', make('return x.a + process.env.RATE')],
    ['a file', make('return readFileSync(x, "utf8")', 'import { readFileSync } from "node:fs"')],
    ['the time zone', make('return new Date(x).getHours()')],
    ['the clock', make('return x.a + Date.now()')],
    [
      'a package',
      {
        'a.ts': make('return p(x)', 'import { p } from "p"'),
        'node_modules/p/package.json': '{ "name": "p", "version": "1.0.0" }',
        'node_modules/p/index.js': 'exports.p = (x) => x',
      },
    ],
    ['an object by what may be a number or a text', tagged('return (m[x] ??= x)', '', '{}')],
    ['an object whose values depend on more than the text', tagged('const k = String(x); return (m[k] ??= x)', '', '{}')],
    ['an object by a part of the argument', tagged('return (m[x.length] ??= x)', '', '{}')],
    ['an array', tagged('const k = String(x); return (m[k] ??= k)', '', '[]')],
    ['a Map whose values depend on more than the key', tagged('const k = x.id; if (!m.has(k)) m.set(k, x.a); return m.get(k)')],
    [
      'a table that is handed out where it is made',
      tagged(`m ??= new Map(); ${KEPT.replace('make(x)', 'x.a')}`, 'export const all = () => [...(m ??= new Map())]').replace(
        'const m: any = new Map<any, any>()',
        'let m: any',
      ),
    ],
    ['a table by objects', tagged('if (!m.has(x)) m.set(x, 1); return m.get(x)', '', 'new WeakMap()')],
  ])('%s', (_, source) => {
    const inputs = inputsOf(source)
    expect(inputs.some((name) => name === 'm' || name === 'm by memo')).toBe(true)
    if (!_.includes('objects')) expect(inputs).toContain('m')
  })
})
