import { describe, expect, test } from 'vitest'
import { identityOf } from './identity-of.js'

const inputs = (above: string, body = 'o.next') =>
  identityOf(`let n = 0\n${above}\n/** @cache */\nexport const f = (x: any): any => ${body}`)
    .inputs.map(({ expression }) => expression)
    .filter((expression) => expression !== 'n')

/** An object that makes a value in a private field when its member is read. */
const own = (code: string, above = '', members = '') =>
  `${above}\nclass C { #a: any; ${members}; get next() { ${code} } }\nexport const o: any = new C()`
const SET = 'export const set = () => n++'

describe('a key reads no accessor that is not proven repeatable', () => {
  test.each<[what: string, above: string]>([
    ['a count', 'export const o = { get next() { return ++n } }'],
    ['a count in the object', 'export const o = { n: 0, get next() { return (this.n += 1) } }'],
    ['a count by its value', 'export const o = { get next() { n = n + 1; return n } }'],
    ['a note', 'const notes: any[] = []; export const o = { get next() { notes.push(1); return 1 } }'],
    ['a note in a table', "const notes = new Map(); export const o = { get next() { notes.set('a', 1); return 1 } }"],
    ['a note of the first read', 'export const o = { read: false, get next() { this.read ||= true; return 1 } }; o.read'],
    ['output', "export const o = { get next() { console.log('read'); return 1 } }"],
    ['the clock', 'export const o = { get next() { return Date.now() } }'],
    ['a function of another file', "import { tell } from './tell.js'; export const o = { get next() { return tell() } }"],
    ['a member of a package', "import { ids } from 'ids'; export const o = { get next() { return ids.next } }"],
    ['a method', 'class C { n = 0; step() { return ++this.n } get next() { return this.step() } }\nexport const o = new C()'],
    ['a step', 'const it = [1][Symbol.iterator](); export const o = { get next() { return it.next().value } }'],
    ['an iteration', 'const it: any = [1].values(); export const o = { get next() { for (const x of it) return x } }'],
    ['an iterator taken apart', 'const it: any = [1].values(); export const o = { get next() { const [x] = it; return x } }'],
    ['an iterator in a member', 'const s: any = {}; s.it = [1].values(); export const o = { get next() { return [...s.it] } }'],
    ['a list of iterators', 'const it: any = [1].values(); export const o = { get next() { return new Set(it) } }'],
    ['a function that counts', 'const step = () => n++; export const o = { get next() { return step() } }'],
    ['a callback that counts', 'export const o = { l: [1], get next() { return this.l.map(() => n++) } }'],
    ['an object by another name', 'const s = { n: 0 }; export const o = { get next() { const t = s; t.n = 1; return 1 } }'],
    ['a part of an object', 'const s: any = { l: [] }; export const o = { get next() { const { l } = s; l.push(1); return 1 } }'],
    ['an object in an own one', 'const s = { n: 0 }; export const o = { get next() { const t = { s }; t.s.n = 1; return 1 } }'],
    [
      'a view',
      'const b = new ArrayBuffer(1); export const o = { get next() { const v = new Uint8Array(b); v[0] = 1; return 1 } }',
    ],
    ['a place in a text', "const re = /a/g; export const o = { get next() { return 'a'.replace(re, '') } }"],
    [
      'a conversion',
      'class W { valueOf() { return ++n } }; const w: any = new W(); export const o = { get next() { return w + 1 } }',
    ],
    ['another accessor', 'const p = { get step() { return ++n } }; export const o = { get next() { return p.step } }'],
    ['all accessors', 'const p = { get step() { return ++n } }; export const o = { get next() { return { ...p } } }'],
    ['a class', 'class C { #n = 0; get next() { return ++this.#n } }\nexport const o = new C()'],
    ['a decorator', 'const note: any = () => {}; class C { @note get next() { return 1 } }\nexport const o = new C()'],
    ['a computed name', "const k = 'next'; export const o: any = { get [k]() { return ++n } }"],
    ['defineProperty', "export const o: any = {}; Object.defineProperty(o, 'next', { get: () => ++n })"],
    [
      'its description by name',
      "const d: any = { get: () => ++n }; export const o: any = {}; Object.defineProperty(o, 'next', d)",
    ],
    ['defineProperty by name', "const put = Object.defineProperty; export const o: any = {}; put(o, 'next', { get: () => ++n })"],
    [
      'defineProperty taken',
      "const { defineProperty: put } = Object; export const o: any = {}; put(o, 'next', { get: () => ++n })",
    ],
    ['defineProperties', 'export const o: any = {}; Object.defineProperties(o, { next: { get() { return ++n } } })'],
    [
      'the descriptions of a new object',
      'const d: any = { next: { get: () => ++n } }; export const o: any = Object.create({}, d)',
    ],
    [
      'the same by name',
      'const make: any = Object.create, d: any = { next: { get: () => ++n } }; export const o: any = make({}, d)',
    ],
    [
      'the same taken',
      'const { create } = Object as any, d: any = { next: { get: () => ++n } }; export const o: any = create({}, d)',
    ],
    ['defineGetter', "export const o: any = {}; o.__defineGetter__('next', () => ++n)"],
    ['a proxy', 'export const o: any = new Proxy({}, { get: () => ++n })'],
    ['its traps by name', 'class H { get() { return ++n } }; export const o: any = new Proxy({}, new H())'],
    ['a revocable proxy', 'export const o: any = Proxy.revocable({}, { get: () => ++n }).proxy'],
    ['a value made of what changes', own('return (this.#a ||= n)', SET)],
    ['of what changes below a test', own('return n ? (this.#a ??= 1) : 2', SET)],
    ['of what a function reads', own('return (this.#a ??= m())', `${SET}; const m = () => n`)],
    ['of what a list holds', own('return (this.#a ??= l[0])', 'export const l = [1]')],
    ['of static data', own('return (this.#a ??= S.n)', 'class S { static n = 1; static set() { S.n++ } }')],
    ['of a variable that others make', own('return (this.#a ??= m)', 'let m: any; export const g = () => (m ??= 1)')],
    ['of a field', own('return (this.#a ??= this.#b)', '', '#b = 1; set(v: any) { this.#b = v }')],
    ['of the object', own('return (this.#a ??= m(this))', 'const m = (o: any) => o.b', 'b = 1')],
    [
      'of a variable around it',
      `const make = () => { let k = 0; ${own('return (this.#a ||= k)', '', 'set() { k++ }').replace('export const o: any =', 'return')} }; export const o = make()`,
    ],
    ['of the environment', own('return (this.#a ??= process.env.MODE)')],
    ['of the working directory', own('return (this.#a ??= process.cwd())')],
    ['of the time zone', own('return (this.#a ??= new Date(2024, 1))')],
    ['of a global', own('return (this.#a ??= (globalThis as any).mode)')],
    ['a value in a member that all see', 'export const o: any = { get next() { return (this.a ??= 1) } }'],
    ['in a variable that all see', 'export let m: any; export const o: any = { get next() { return (m ??= 1) } }'],
    ['in a private member that others read', own('return (this.#a ??= 1)', '', 'get b() { return this.#a }')],
    ['in one that others look for', own('return (this.#a ??= 1)', '', 'static has(o: any) { return #a in o }')],
    [
      'put in its place, of what changes',
      "export const set = () => n++; export const o: any = { get next() { Object.defineProperty(this, 'next', { value: n }); return n } }",
    ],
  ])('%s', (_what, above) => {
    expect(inputs(above)).toContain('o')
    expect(inputs(above)).not.toContain('o?.next')
  })

  test('of a function', () => {
    const found = inputs("export const g: any = () => 1; Object.defineProperty(g, 'next', { get: () => ++n })", 'g.next')
    expect(found).toContain('g')
    expect(found).not.toContain('g?.next')
  })

  test.each<[what: string, files: Record<string, string>]>([
    [
      'of a base class',
      {
        'o.ts': `import { Base } from './base.js'\nclass Sub extends Base {}\nconst make = () => new Sub()\nexport const o = make()`,
        'base.ts': 'export class Base { #n = 0; get next() { return ++this.#n } }',
      },
    ],
    [
      'of what another one reads',
      {
        'o.ts': `import { p } from './base.js'\nexport const o = { get next() { return p.step } }`,
        'base.ts': 'let n = 0; export const p = { get step() { return ++n } }',
      },
    ],
    [
      'of a proxy',
      {
        'o.ts': `import { wrap } from './base.js'\nexport const o: any = wrap({})`,
        'base.ts': 'let n = 0; export const wrap = (o: any) => new Proxy(o, { get: () => ++n })',
      },
    ],
  ])('%s in another file', (_what, files) => {
    const found = identityOf({
      'a.ts': `import { o } from './o.js'\n/** @cache */\nexport const f = (x: any): any => o.next`,
      ...files,
    })
    expect(found.inputs.map(({ name }) => name)).toContain('o')
  })

  test('of a CommonJS module', () => {
    const found = identityOf({
      'a.js': `const p = require('./p.js')\n/** @cache */\nconst f = (x) => p.o.next\nexports.f = f`,
      'p.js': 'let n = 0; exports.o = { get next() { return ++n } }',
    })
    expect(found.inputs.map(({ name }) => name)).not.toContain('p.o.next')
  })

  test('only up to it', () =>
    expect(inputs('export const o = { a: { get next() { return ++n } }, b: 1 }', 'o.b + o.a.next.c')).toEqual(['o?.b', 'o?.a']))
})

describe('it reads one that is', () => {
  test.each<[what: string, above: string]>([
    ['a value', 'export const o = { a: 1, get next() { return this.a * 2 } }'],
    [
      'a sum',
      'class C { constructor(public a: number, public b: number) {} get next() { return this.a + this.b } }\nexport const o = new C(1, 2)',
    ],
    ['a local variable', 'export const o = { get next() { let i = 0; i++; const l = [1]; l.push(i); return l.pop() } }'],
    ['methods of lists', "export const o = { l: [1], get next() { return [...this.l].sort().map((v) => v * 2).join('-') } }"],
    ['methods of texts', "export const o = { t: 'a b', get next() { return this.t.trim().split(/ /).filter(Boolean) } }"],
    ['an iteration', 'export const o = { l: [1], get next() { let s = 0; for (const v of this.l) s += v; return s } }'],
    [
      'a function of the file',
      'const twice = (v: number) => v * 2; export const o = { a: 1, get next() { return twice(this.a) } }',
    ],
    ['an act without an effect', 'export const o = { get next() { tell(); return 1 } }; function tell() {}'],
    ['the environment', 'export const o = { get next() { return process.env.MODE } }'],
    ['a value made on first use', own('return (this.#a ||= n)')],
    ['one made by a function', own('return (this.#a ??= m())', 'const m = () => [L.length]; const L = [1]')],
    ['a private one', 'class C { #a?: number; get next() { return (this.#a ??= 2) } }\nexport const o = new C()'],
    ['a value made below a test', own('if (!this.#a) this.#a = n; return this.#a')],
    ['a value made behind a test', own('if (this.#a) return this.#a; this.#a = n; return n')],
    ['a value in a variable', 'let m: any; export const o: any = { get next() { return (m ??= 1) } }'],
    ['a value made by two', own('return (this.#a ??= 1)', '', 'get b() { return (this.#a ??= 1) }')],
    [
      'a value kept in a table',
      "const t = new Map(); export const o = { get next() { if (!t.has('a')) t.set('a', 1); return t.get('a') } }",
    ],
    [
      'one that puts its value in its place',
      "export const o: any = { get next() { Object.defineProperty(this, 'next', { value: 1 }); return 1 } }",
    ],
    ['a proxy', 'export const o: any = new Proxy({}, { get: (_, k) => k })'],
    ['a proxy that hands on', 'export const o: any = new Proxy({}, { get: (t, k, r) => Reflect.get(t, k, r) })'],
  ])('%s', (_what, above) => expect(inputs(above)).toContain('o?.next'))
})
