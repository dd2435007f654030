import { once, of, via, type Row } from '../staleness.js'

/** A value that a function of its own file changes. */
const changed = (what: string, made: string, change: string, read: string): Row => [
  what,
  of(`const v: any = ${made}\nexport const change = () => { ${change} }`, read),
  {},
  `${once}; a.change(); ${once}`,
]

export const STATE_OF_OBJECTS: Row[] = [
  changed('a property of a regular expression', '/a/', 'v.k = 2', 'v.k'),
  changed('the position of a regular expression without flags', '/a/', 'v.lastIndex = 2', 'v.lastIndex'),
  changed('a method of a regular expression', '/a/', 'v.exec = () => ["b"]', '"xa".replace(v, "c")'),
  changed('a regular expression in a table', '{ a: /a/ }', 'v.a.k = 2', 'v.a.k'),
  changed('a method of an encoder', 'new TextEncoder()', 'v.encode = () => [7]', 'v.encode("a")[0]'),
  changed('a property of a boxed number', 'Object(1)', 'v.k = 2', 'v.k'),
  changed('a list that a string was split into', '"a b".split(" ")', 'v.push("c")', 'v.join()'),
  changed('the groups of a match', '"a".match(/(?<k>a)/)', 'v.groups.k = "b"', 'v.groups.k'),
  changed('a list of keys', 'Object.keys({ a: 1 })', 'v.push("c")', 'v.length'),
  changed('what a formatter says of itself', 'new Intl.NumberFormat("en").resolvedOptions()', 'v.k = 2', 'v.k'),
  changed(
    'a list whose elements a callback is given',
    '[{ k: 1 }]',
    'v.push({ k: 2 })',
    '(() => { let s = 0; v.forEach((e: any) => { s += e.k }); return s })()',
  ),
  [
    'a list whose elements a callback collects',
    of('const l = [1]\nexport const add = () => { l.push(2) }', 'collect()') +
      '\nfunction collect() { let s = 0; l.forEach((e) => { s += e }); return s }',
    {},
    `${once}; a.add(); ${once}`,
  ],
  [
    'a Map whose entries a callback collects',
    of('const m = new Map([[1, 1]])\nexport const add = () => { m.set(2, 2) }', 'collect()') +
      '\nfunction collect() { const r: any[] = []; m.forEach((e, k) => { r.push(k, e) }); return r }',
    {},
    `${once}; a.add(); ${once}`,
  ],
  [
    'an element of a list that is given an object',
    of('const hs = [{ run(o: any) { o.k = 2 } }]\nexport const add = () => { hs[0] = { run(o: any) { o.k = 3 } } }', 'all()') +
      '\nfunction all() { const o = { k: 1 }; hs[0]!.run(o); return o.k }',
    {},
    `${once}; a.add(); ${once}`,
  ],
  ...(
    [
      ['a property of a function in an object', '{ g() {} }', 'v.g.n = 2', 'v.g.n'],
      ['a property of a function in a list', '[() => 1]', 'v[0].n = 2', 'v[0].n'],
      ['a property of a function in a Map', 'new Map([["g", (): any => 1]])', 'v.get("g").n = 2', 'v.get("g").n'],
      ['a property of a named function in an object', '{ h }', 'v.h.n = 2', 'v.h.n'],
      ['a property of a function that has another name', '{ g() {} }', 'const g = v.g; g.n = 2', 'v.g.n'],
      ['properties of a function in an object', '{ g() {} }', 'Object.assign(v.g, { n: 2 })', 'v.g.n'],
      ['a hidden property of a function in an object', '{ g() {} }', 'Object.defineProperty(v.g, "n", { value: 2 })', 'v.g.n'],
      ['a property of a function in a pattern', '{ g() {} }', 'const { g } = v; g.n = 2', 'v.g.n'],
      ['a property of a function in a loop', '[() => 1]', 'for (const g of v) g.n = 2', 'v[0].n'],
      ['a property of a function that a callback gets', '[() => 1]', 'v.forEach((g: any) => { g.n = 2 })', 'v[0].n'],
      [
        'a property of a function that a helper gets',
        '{ g() {} }',
        'const set = (o: any, g: any = o) => { g.n = 2 }; set(1, v.g)',
        'v.g.n',
      ],
      ['a property of a class in an object', '{ C: class { static n: any } }', 'v.C.n = 2', 'v.C.n'],
    ] as const
  ).map(([what, made, change, read]): Row => {
    const row = changed(what, made, change, `String(${read})`)
    return made === '{ h }' ? [what, `function h() {}\n${String(row[1])}`, {}, row[3]!] : row
  }),
  [
    'an iterator that the calls use up',
    of('const all = [1, 2].values()\nfunction sum() { let n = 0; for (const v of all) n += v; return n }', 'sum()'),
    {},
    `${once}; ${once}`,
  ],
  [
    'a property of a function that it reads by the name it has inside',
    of('export const g: any = function inner() { return inner.k }\ng.k = 1', 'g()'),
    {},
    `${once}; a.g.k = 2; ${once}`,
  ],
  ['a Map that fills up', of('export const m = new Map<any, any>()', 'm.get(x)'), {}, `${once}; a.m.set(1, 2); ${once}`],
  [
    'a private array that a function fills',
    of('const list: number[] = []\nexport const add = (n: number) => { list.push(n) }', 'list.length'),
    {},
    `${once}; a.add(1); ${once}`,
  ],
  [
    'an array in a private table that a function fills',
    of(
      'const lists: Record<string, number[]> = { a: [] }\nexport const add = (k: string) => { lists[k]!.push(1) }',
      'lists.a!.length',
    ),
    {},
    `${once}; a.add('a'); ${once}`,
  ],
  [
    'an array that an alias fills',
    of('const list: number[] = []\nexport const handle = { list }', 'list.length'),
    {},
    `${once}; a.handle.list.push(1); ${once}`,
  ],
  [
    'an object that a function hands out',
    of('const state = { k: 1 }\nexport const get = () => state', 'state.k'),
    {},
    `${once}; a.get().k = 2; ${once}`,
  ],
  [
    'an object that a local alias changes',
    of('const state = { k: 1 }\nexport function up() { const s = state; s.k++ }', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that a helper changes',
    of('const state = { k: 1 }\nconst bump = (s: any) => { s.k++ }\nexport const up = () => bump(state)', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that a callback changes',
    of('const state: any = { k: 1 }\nexport const up = () => [1].forEach(() => Object.assign(state, { k: 2 }))', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a member that a loop changes',
    of('const items = [{ k: 1 }]\nexport const up = () => { for (const item of items) item.k++ }', 'items[0]!.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a destructured object that changes',
    of('const state = { inner: { k: 1 } }\nexport const up = () => { const { inner } = state; inner.k++ }', 'state.inner.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  ['a Date that is changed in place', of('', '+x'), {}, 'const d = new Date(1); say(() => f(d)); d.setTime(2); say(() => f(d))'],
  [
    'order of a Map',
    of('', '[...x.keys()].join()'),
    {},
    'say(() => f(new Map([[1, 1], [2, 2]]))); say(() => f(new Map([[2, 2], [1, 1]])))',
  ],
  [
    'a regular expression that remembers',
    of('export const re = /a/g', 're.lastIndex'),
    {},
    `${once}; a.re.lastIndex = 2; ${once}`,
  ],
  [
    'an element that a pattern took out',
    of('export const o = { list: [{ k: 1 }] }\nconst [first] = o.list', 'first!.k'),
    {},
    `${once}; a.o.list[0].k = 2; ${once}`,
  ],
  [
    'a part that a function took out',
    of('export const o = { part: { k: 1 } }\nconst pick = () => o.part\nconst part = pick()', 'part.k'),
    {},
    `${once}; a.o.part.k = 2; ${once}`,
  ],
  [
    'an object under another name of the module',
    of('const o = { k: 1 }\nconst p = o\nexport const up = () => { p.k++ }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'data that a function made and another changes',
    of(
      'const make = () => ({ k: 1 })\nconst s = make()\nconst bump = (o: any) => { o.k++ }\nexport const up = () => bump(s)',
      's.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that its own method changes',
    of('const o = { k: 1, up() { this.k++ } }\nexport const up = () => o.up()', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a date that a function sets',
    of('const since = new Date(1)\nexport const up = () => { since.setTime(5) }', '+since'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'bytes that a function sets',
    of('const bytes = new Uint8Array(2)\nexport const up = () => { bytes[0] = 5 }', 'bytes[0]'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an array sorted in place',
    of('const list = [2, 1]\nexport const up = () => list.sort()', 'list[0]'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a member deleted',
    of('const o: any = { k: 1 }\nexport const up = () => { delete o.k }', 'o.k ?? 0'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Reflect.set',
    of('const o: any = { k: 1 }\nexport const up = () => { Reflect.set(o, "k", 2) }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Object.defineProperty later',
    of('const o: any = { k: 1 }\nexport const up = () => { Object.defineProperty(o, "k", { value: 2 }) }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an array assigned by index',
    of('const list = [1]\nexport const up = () => { list[0] = 5 }', 'list[0]'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'list.length = 0',
    of('const list = [1]\nexport const up = () => { list.length = 0 }', 'list.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a Map in a Map',
    of(
      'const m = new Map([["a", new Map([["b", 1]])]])\nexport const up = () => { m.get("a")!.set("b", 2) }',
      'm.get("a")!.get("b")',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a Map in a Map, by a name',
    of(
      'const m = new Map([["a", new Map([["b", 1]])]])\nexport const up = () => { const inner = m.get("a")!; inner.set("b", 2) }',
      'm.get("a")!.get("b")',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an element by find',
    of(
      'const list = [{ id: 1, k: 1 }]\nexport const up = () => { const found = list.find((e) => e.id === 1)!; found.k = 2 }',
      'list[0]!.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an element in forEach',
    of('const list = [{ k: 1 }]\nexport const up = () => list.forEach((e) => { e.k++ })', 'list[0]!.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Object.values',
    of('const o = { a: { k: 1 } }\nexport const up = () => { for (const v of Object.values(o)) v.k++ }', 'o.a.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'Object.entries destructured',
    of('const o = { a: { k: 1 } }\nexport const up = () => { for (const [, v] of Object.entries(o)) v.k++ }', 'o.a.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a spread of the object shares inner',
    of('const o = { a: { k: 1 } }\nexport const copy = { ...o }', 'o.a.k'),
    {},
    `${once}; a.copy.a.k = 2; ${once}`,
  ],
  [
    'structuredClone does not share',
    of('const o = { a: { k: 1 } }\nexport const copy = structuredClone(o)', 'o.a.k'),
    {},
    `${once}; a.copy.a.k = 2; ${once}`,
  ],
  [
    'a module object whose method is async',
    of('const o = { k: 1, async up() { await null; this.k = 2 } }\nexport const up = () => o.up()', 'o.k'),
    {},
    `${once}; await a.up(); ${once}`,
  ],
  [
    'an object whose arrow member changes it',
    of('const o = { k: 1, up: () => { o.k++ } }\nexport const up = () => o.up()', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a promise resolved later',
    of('let resolve: any\nlet value = 0\nexport const up = () => { Promise.resolve().then(() => { value = 1 }) }', 'value'),
    {},
    `${once}; a.up(); await null; await null; ${once}`,
  ],
  [
    'an object created with a prototype',
    of('const base = { k: 1 }\nconst o: any = Object.create(base)\nexport const up = () => { base.k = 2 }', 'o.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that a module was given while another was initialised',
    via(`import * as bus from './b.js'\nconst state = { k: 1 }\nbus.attach(state)`, 'state.k', {
      'b.ts': 'let held: any\nexport const attach = (o: any) => { held = o }\nexport const up = () => { held.k++ }',
    }),
    {},
    `${once}; all.b.up(); ${once}`,
  ],
  [
    'an array by Array.prototype.push.apply',
    of('const list: number[] = []\nexport const up = () => { Array.prototype.push.apply(list, [1]) }', 'list.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object in a Map of the module',
    of('const state = { k: 1 }\nconst all = new Map([["a", state]])\nexport const up = () => { all.get("a")!.k++ }', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an array by its method bound',
    of('const list: any[] = []\nconst push = list.push.bind(list)\nexport const up = () => { push(1) }', 'list.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a view of bytes',
    of('const view = new DataView(new ArrayBuffer(8))\nexport const up = () => { view.setUint8(0, 5) }', 'view.getUint8(0)'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'the minutes of a date',
    of('const since = new Date(0)\nexport const up = () => { since.setUTCMinutes(5) }', '+since'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a part of an object that its own method hands out',
    of('const o = { inner: { k: 1 }, get() { return this.inner } }\nexport const up = () => { o.get().k = 2 }', 'o.inner.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an accessor that counts',
    of('let n = 0; export const o = { get next() { return ++n } }', 'x + o.next'),
    {},
    `${once}; ${once}`,
  ],
  [
    'a proxy that notes what is read',
    of(
      'export const notes: any[] = []; export const o: any = new Proxy({ a: 1 }, { get: (t: any, k) => (notes.push(k), t[k]) })',
      'x + o.a',
    ),
    {},
    `${once}; say(() => a.notes.length)`,
  ],
  [
    'the store of an AsyncLocalStorage in a field',
    of(
      "import { AsyncLocalStorage } from 'node:async_hooks'\nexport class Context { storage = new AsyncLocalStorage<any>(); get user() { return this.storage.getStore()?.user } }",
      'x.user',
    ),
    {},
    'const c = new a.Context(); say(() => f(c)); for (const user of [1, 2]) c.storage.run({ user }, () => say(() => f(c))); c.storage.run({ user: 2 }, () => c.storage.exit(() => say(() => f(c))))',
  ],
  [
    'the store and the members of an AsyncLocalStorage in a closure',
    of(
      "import { AsyncLocalStorage } from 'node:async_hooks'\nexport const make = (s: any = new AsyncLocalStorage<any>()) => ({ s, test: () => [s.getStore(), s.tag] })",
      'x.test()',
    ),
    {},
    'const { s, ...r } = a.make(); say(() => f(r)); s.run(1, () => say(() => f(r))); s.tag = 1; say(() => f(r)); s.getStore = () => 5; say(() => f(r))',
  ],
]
