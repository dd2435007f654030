import { describe, expect, test } from 'vitest'
import { f, type Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

type Row = [what: string, files: string | Files, inputs: string[]]
const namesOf = (files: string | Files) => identityOf(files).inputs.map(({ name }) => name)

const DEP = {
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
  'node_modules/dep/i.js': 'exports.Pool = class {}',
}

const VALUES: Row[] = [
  ['bytes that are only read', f('return k[0]', 'const k = new Uint8Array(4); const g = () => k.byteLength'), []],
  [
    'bytes through another view of their buffer',
    f('return k.join()', 'const k = new Uint8Array([1]); export const g = () => new DataView(k.buffer).setUint8(0, 7)'),
    ['k'],
  ],
  [
    'a buffer that is handed over',
    f('return k.byteLength', 'const k = new ArrayBuffer(4); export const g = () => structuredClone(k, { transfer: [k] })'),
    ['k.byteLength'],
  ],
  [
    'a sticky expression in a method of a string',
    f('return k.lastIndex', 'const k = /a/y; export const g = (text) => text.match(k)'),
    ['k.lastIndex'],
  ],
  ['a global expression in a method of a string', f('return x.match(k)', 'const k = /a/g'), []],
]

const FUNCTIONS: Row[] = [
  ['a function that others replace', f('return g()', 'function g() {}\nexport const set = (other) => { g = other }'), ['g']],
  ['by a pattern', f('return g()', 'function g() {}\nexport const set = (other) => { [g] = [other] }'), ['g']],
  ['a class that others replace', f('return new C().k', 'class C {}\nexport const set = (other) => { C = other }'), ['C']],
  ['a function that replaces itself', f('return g()', 'function g() { g = () => 1; return g() }'), []],
  ['a function of several signatures', f('return g(x)', 'function g(x: 1): 1\nfunction g(x) { return x }'), []],
]

const STATICS: Row[] = [
  [
    'an instance that its class creates on first use',
    f('return C.only.k', 'class C { static #only; static get only() { return this.#only ??= new C() } k = 1 }'),
    ['C.#only'],
  ],
  [
    'set on first use',
    f(
      'return C.get().k',
      'class C { static #only = null; static get() { if (!C.#only) C.#only = new C(); return C.#only } k = 1 }',
    ),
    ['C.#only'],
  ],
  [
    'handed out below a condition',
    f('return C.m(x)', 'class C { static #k = { a: 1 }; static m(y: any) { return y ? C.#k : 0 } }'),
    ['C.#k'],
  ],
  ['never set', f('return C.get()', 'class C { static #only; static get() { return C.#only === undefined } }'), []],
]

/** `${date}` and others show the time zone. */
const DATES: Row[] = [
  ['a date in a template', f('return `${k}`', 'const k = new Date(0)'), ['time zone']],
  ['a date asked by a name that only run time knows', f('return new Date(0)[x]()'), ['time zone', 'default locale']],
  ['a text as a date', f('return Date.parse(x)'), ['time zone']],
  ['a local date as a number', f('return new Date("2024-01-01T00:00").getTime()'), ['time zone']],
  ['a date asked for universal time', f('return new Date(0).toISOString() + new Date("2024-01-01").getUTCDay()'), []],
  ['the time of a file', f('return `${x.mtime}`'), ['time zone']],
  ['the time of a file, by a pattern', f('const { birthtime } = x; return String(birthtime)'), ['time zone']],
  ['the time of a file as a number', f('return x.mtime.getTime()'), []],
  ['a class of dates', f('return new Day(0)', 'class Day extends Date {}'), ['time zone']],
  ['the class as a value', f('return Reflect.construct(Date, [0])'), ['time zone']],
  ['the class as a type, and to ask', f('const at: Date = x; return at instanceof Date'), []],
]

describe('values', () => {
  test.each(VALUES)('%s', (_what, files, inputs) => expect(namesOf(files)).toEqual(inputs))
})

describe('functions and classes', () => {
  test.each(FUNCTIONS)('%s', (_what, files, inputs) => expect(namesOf(files)).toEqual(inputs))
})

describe('private static fields', () => {
  test.each(STATICS)('%s', (_what, files, inputs) => expect(namesOf(files)).toEqual(inputs))

  test('what a package made counts with its plain data only', () => {
    const made = (call: string) =>
      identityOf({
        'a.ts': `import { Pool } from 'dep'\nclass Own {}\n${f(
          'return C.pool.query(x)',
          `class C { static #pool; static get pool() { return C.#pool ??= ${call} } }`,
        )}`,
        ...DEP,
      }).inputs.find(({ name }) => name === 'C.#pool')?.by
    expect(made('new Pool()')).toBe('outside')
    expect(made('new Own()')).toBeUndefined()
  })
})

describe('dates', () => {
  test.each(DATES)('%s', (_what, files, inputs) => expect(namesOf(files)).toEqual(inputs))
})

describe('what Node looks for', () => {
  test.each(['import.meta.resolve(x)', 'createRequire(import.meta.url).resolve(x)'])('%s', (call) => {
    expect(identityOf(f(`return ${call}`, `import { createRequire } from 'node:module'`)).uncached).toContain('resolve(…)')
  })
})
