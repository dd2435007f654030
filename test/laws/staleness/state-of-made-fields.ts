import type { Row } from '../staleness.js'

const BOX = `export class Box {
  rows?: any; idx?: any; tag = 'a'; done = false; list: any[] = []; #all?: any; private memo = new Map<string, any>()
  constructor(public from: any = 'abc') {}
  load() { return (this.rows ??= [...this.from]) }
  index() { if (!this.idx) { this.idx = new Map(); for (const r of this.load()) this.idx.set(r, [r]) } return this.idx }
  hidden() { return (this.#all ??= [this.from]) }
  length(x: string) { const known = this.memo.get(x); if (known !== undefined) return known; const n = x.length + this.load().length; this.memo.set(x, n); return n }
  prepare() { if (this.done) return; for (const r of this.from) this.list.push(r); this.done = true }
  /** @cache */ count() { return this.load().length + this.tag }
  /** @cache */ keys() { return [...this.index().keys()].join() }
  /** @cache */ all() { return this.load() }
  /** @cache */ size(x: string) { return this.length(x) }
  /** @cache */ whole() { return this.hidden().length + this.hidden().join() }
  /** @cache */ sum() { this.prepare(); return this.list.join() }
  /** @cache */ async later() { await null; const n = this.load().length; await new Promise((go) => setTimeout(go, 2)); return n }
}`
const box = (driver: string, rest = ''): [before: string, after: Record<string, string>, driver: string] => [
  `${BOX}\n${rest}`,
  {},
  `const show = (...all: any[]) => say(() => JSON.stringify(all.map((b) => [b, b.idx && [...b.idx]]))), make = (...from: any[]) => new a.Box(...from)\n${driver}`,
]

/** Fields that methods make on first use: a hit leaves the object as the call would. */
export const STATE_OF_MADE_FIELDS: Row[] = [
  [
    'made fields of two objects',
    ...box(
      `const b = make(), c = make('xy'), d = make(); for (const o of [b, c, d, b]) { say(() => o.count()); say(() => o.keys()); say(() => o.size('q')); say(() => o.whole()) } show(b, c, d)`,
    ),
  ],
  [
    'a made field that is set from outside',
    ...box(
      `const b = make(); say(() => b.count()); b.rows = []; say(() => b.count()); say(() => b.keys()); b.rows = undefined; say(() => b.count()); show(b)`,
    ),
  ],
  [
    'a made field that is deleted',
    ...box(
      `const b = make(); say(() => b.count()); delete b.rows; say(() => b.count()); show(b); say(() => Object.keys(b).join())`,
    ),
  ],
  [
    'a made field whose content changes',
    ...box(`const b = make(); say(() => b.count()); b.rows.push('x'); say(() => b.count()); say(() => b.keys()); show(b)`),
  ],
  [
    'what a field is made of, after a hit',
    ...box(`const b = make(); say(() => b.count()); b.from = 'other'; say(() => b.keys()); say(() => b.size('z')); show(b)`),
  ],
  [
    'a field that other code has made of something else',
    ...box(
      `const b = make(); b.load(); b.from = 'other'; say(() => b.count()); say(() => b.keys()); say(() => make('other').count()); show(b)`,
    ),
  ],
  [
    'a made field that is handed out',
    ...box(
      `const b = make(); say(() => { const all = b.all(); all.push('mine'); return all === b.rows }); say(() => b.count()); show(b)`,
    ),
  ],
  [
    'a list that is filled once',
    ...box(
      `const b = make(), c = make('xy'); say(() => b.sum()); b.list.push('more'); say(() => b.sum()); say(() => c.sum()); c.done = false; say(() => c.sum()); show(b, c)`,
    ),
  ],
  [
    'a made field of a copy',
    ...box(
      `const b = make(); say(() => b.count()); const c = Object.assign(make('xy'), b); say(() => c.count()); c.rows.push('x'); say(() => b.count()); show(b, c)`,
    ),
  ],
  [
    'made fields of a frozen object',
    ...box(
      `const b = Object.freeze(make()), c = make(); c.load(); Object.freeze(c); say(() => { try { return b.count() } catch { return 'frozen' } }); say(() => c.count()); show(b, c)`,
    ),
  ],
  [
    'made fields behind a proxy',
    ...box(
      `const seen: any[] = [], b = new Proxy(make(), { get: (t, k, r) => (seen.push(k), Reflect.get(t, k, r)), getOwnPropertyDescriptor: (t, k) => (seen.push('own', k), Reflect.getOwnPropertyDescriptor(t, k)) }); say(() => b.count()); say(() => b.keys()); say(() => seen.join())`,
    ),
  ],
  [
    'a made field of a subclass',
    ...box(
      `const b = new a.Loud('ab'), c = make('ab'); say(() => b.keys()); say(() => c.keys()); show(b, c)`,
      `export class Loud extends Box { override load() { return (this.rows ??= [...super.load()].map((x: string) => x + '!')) } }`,
    ),
  ],
  [
    'a made field that is part of another',
    ...box(
      `const one = [{ n: 1 }], b = new a.Part(one); say(() => b.sum()); say(() => b.first === one[0]); one[0].n = 5; say(() => b.sum()); show(b)`,
      `export class Part { first?: any; constructor(public list: any[]) {} get() { return (this.first ??= this.list[0]) } /** @cache */ sum() { return this.get().n } }`,
    ),
  ],
  [
    'a made field that is a variable’s object',
    ...box(
      `const b = new a.Part(); say(() => b.sum()); say(() => b.first === a.get()); b.first.push(5); say(() => new a.Part().sum()); say(() => a.get().length)`,
      `let shared: any; export const get = () => (shared ??= [1, 2]); export class Part { first?: any; get() { return (this.first ??= get()) } /** @cache */ sum() { return this.get().length } }`,
    ),
  ],
  [
    'a made field that is an ignored argument',
    ...box(
      `const o = { n: 1 }, p = { n: 7 }, b = new a.Part(), c = new a.Part(); say(() => b.run(o)); say(() => c.run(p)); say(() => [b.kept === o, c.kept === p].join()); show(b, c)`,
      `export class Part { kept?: any; /** @cache { ignore: ['o'] } */ run(o: any) { this.kept ??= o; return 2 } }`,
    ),
  ],
  [
    'a made field that is a view of bytes',
    ...box(
      `const b = new a.Part(); say(() => b.sum()); b.bytes[0] = 100; say(() => b.head[0]); say(() => b.sum())`,
      `export class Part { bytes = new Uint8Array([1, 2, 3]); head?: any; get() { return (this.head ??= this.bytes.subarray(0, 2)) } /** @cache */ sum() { return this.get()[0] } }`,
    ),
  ],
  [
    'a field that counts',
    ...box(
      `say(() => new a.Part().name()); say(() => new a.Part().name()); say(() => new a.Part().name())`,
      `let n = 0; export class Part { id?: any; get() { return (this.id ??= ++n) } /** @cache */ name() { return 'n' + this.get() } }`,
    ),
  ],
  [
    'a table whose names are numbers',
    ...box(
      `const b = new a.Part(); for (const k of ['q', '7', 'z', '1']) say(() => b.get(k)); say(() => Object.keys(b.table).join())`,
      `export class Part { table: any = { z: 1 }; of(k: any) { return (this.table[k] ??= k + 1) } /** @cache */ get(k: any) { return this.of(k) + Object.keys(this.table).join() } }`,
    ),
  ],
  [
    'a field that other code sets while a call waits',
    ...box(
      `const b = make(), c = make('xy'), d = make('z'); const one = b.later(), two = c.later(), three = d.later(); await null; await null; b.rows?.push('x'); c.rows = ['set', 'by', 'others']; log.push(await one, await two, await three); say(() => b.later()); show(b, c, d)`,
    ),
  ],
  [
    'a field that two calls make',
    ...box(`const b = make(); log.push(await Promise.all([b.later(), b.later(), b.count()])); show(b)`),
  ],
  [
    'private fields of one name',
    ...box(
      `const b = new a.Sub(1), c = new a.Sub(2); for (const o of [b, c]) { say(() => o.both()); say(() => JSON.stringify(o.shown())) }`,
      `class Base { #x?: any; constructor(readonly k: any) {} base() { return (this.#x ??= [this.k]) } inBase() { return this.#x } } export class Sub extends Base { #x?: any; sub() { return (this.#x ??= 'b' + this.base()[0]) } shown() { return [this.#x, this.inBase()] } /** @cache */ both() { return this.sub() + this.base() } }`,
    ),
  ],
  [
    'an object that is closed once it has its fields',
    ...box(
      `const b = new a.Part(); say(() => b.sum()); say(() => [Object.keys(b), b.list, b.rows, Object.isExtensible(b)].join()); say(() => b.sum())`,
      `export class Part { [k: string]: any; list: any[] = []; load() { if (this.rows) return; this.rows = [1]; this.list.push(1); Object.preventExtensions(this.list); Object.preventExtensions(this) } /** @cache */ sum() { this.load(); return this.rows.length + this.list.length } }`,
    ),
  ],
  [
    'an object without more room once it has its fields',
    ...box(
      `const b = new a.Part(); say(() => b.sum()); say(() => Object.keys(b).join() + Object.isExtensible(b)); say(() => b.sum())`,
      `export class Part { [k: string]: any; load() { if (this.rows) return; this.rows = [1]; Object.preventExtensions(this) } /** @cache */ sum() { this.load(); return this.rows.length } }`,
    ),
  ],
  [
    'a frozen list with parts of another one',
    ...box(
      `const one = [{ n: 1 }], b = new a.Part(one); say(() => b.sum()); say(() => b.first[0] === one[0]); one[0].n = 5; say(() => b.sum()); say(() => b.first[0].n)`,
      `export class Part { first?: any; constructor(public list: any[]) {} get() { return (this.first ??= Object.freeze([this.list[0]])) } /** @cache */ sum() { return this.get()[0].n } }`,
    ),
  ],
  [
    'a Map with methods of its own',
    ...box(
      `const b = new a.Part(); say(() => b.sum('x')); say(() => b.sum('y')); say(() => b.memo.calls.join())`,
      `class Own extends Map<any, any> { calls: any[] = []; override set(k: any, v: any) { this.calls?.push(k); return super.set(k, v) } override delete(k: any) { this.calls.push('delete'); return super.delete(k) } } export class Part { memo = new Own(); of(k: any) { if (!this.memo.has(k)) this.memo.set(k, k + 1); return this.memo.get(k) } /** @cache */ sum(k: any) { return this.of(k) } }`,
    ),
  ],
]
