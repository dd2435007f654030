import type { Row } from '../staleness.js'

/** A package whose code nobody knows: it uses names from around it. */
const KIT = `import { EventEmitter } from 'node:events'
const around = (x) => x
const hidden = new WeakMap()
export class Client { #o; constructor(o) { this.#o = o; this.base = o?.base; this.headers = { ...o?.headers }; this.hooks = []; this.copy = around }
  ask(q) { const o = this.#o; return [o?.url ?? o, o?.get?.(), this.base, JSON.stringify(this.headers), this.hooks.map((h) => h(q)), q].join() } }
export class Text { #t; constructor(t) { this.#t = t } ask(q) { return String(this.#t) + q } static of(t) { return new Text(t) } }
export class Weak { constructor(n) { hidden.set(this, n) } ask(q) { return hidden.get(this) + q } toString() { return '' } plus(n) { return new Weak(hidden.get(this) + n) } }
export class Pool extends EventEmitter { constructor(o) { super(); this.options = o; this.clients = []; this.status = 'new' } ask(q) { this.clients.push({}); this.status = 'busy'; return this.options.url + this.prefix + q } }
export class Picture extends EventEmitter { constructor(i) { super(); this.options = { i } } size(n) { this.options.n = n; return this } ask() { return JSON.stringify(this.options) } }
export class Graph { constructor() { this.nodes = {}; this.root = null; this.label = () => around(1) } add(k, v) { this.nodes[k] = v; this.root = new Leaf(v, this.root); return this } ask(k) { return [this.nodes[k], this.root?.v].join() } }
class Leaf { constructor(v, next) { this.v = v; this.next = next; this.f = around } }
export class Store { #m = new Map(); set(k, v) { this.#m.set(k, v) } ask(k) { return this.#m.get(k) } *[Symbol.iterator]() { yield* this.#m } }
export class Command extends EventEmitter { list = []; option(n) { this.list.push({ n }); return this } ask() { return JSON.stringify(this.list) } }
export class Builder { #l = []; add(x) { this.#l.push(x) } ask() { return this.#l.join() } }
export class Eater { #l; constructor(l) { this.#l = l.splice(0) } ask() { return this.#l.join() } }
export class Orm { constructor(url) { return new Proxy({}, { get: (_, k) => (k === 'ask' ? () => url : undefined) }) } }
export class Conn { #u; constructor(u) { this.#u = u } db(n) { return new Text(this.#u + n) } collection(n) { return new Conn(this.#u + n) } ask(q) { return this.#u + q } exec() {} }
export class Db { #u; constructor(u) { this.#u = u } prepare() { return new Builder() } }
export class Engine { #v = []; exec(v) { this.#v.push(v) } ask(q) { return this.#v + q } prepare() { return new Text(this.#v + 'p') } }
export const scale = () => { let d = 1; const s = (x) => around(x / d); s.domain = (n) => { d = n; return s }; return s }
export const wrap = (f) => (x) => around(f(x))
export const same = (x) => x
export const observable = (o) => new Proxy({ ...o }, {})
let world = 0
export const turn = () => { world++ }
export class Box { #m = new Map(); get(C) { if (!this.#m.has(C)) this.#m.set(C, new C()); return this.#m.get(C) } make(f) { return (x) => around(f(x)) } }
export const open = () => new Conn(world)
export const now = () => new Text(world)
export const read = async () => new Text('file' + world)
export const fetched = async () => Object.assign(new Pool({ url: '' }), { body: world, [Symbol.asyncIterator]() {} })
export const connect = async (url) => new Pool({ url })
`
const IMPORTS =
  "import { Client, Text, Weak, Pool, Picture, Graph, Store, Command, Builder, Eater, Orm, Conn, Db, Engine, scale, wrap, same, observable, turn, open, now, read, fetched, connect } from 'kit'"
const TAGGED = `/** @cache */ export function f(x: any): any { return 1 }
/** @cache */ export function ask(c: any, q: any): any { return c.ask(q) }
/** @cache */ export function call(c: any, q: any): any { return c(q) }
/** @cache */ export function field(c: any, k: any): any { return JSON.stringify(c[k]) }
export class Service { constructor(private c: any) {} /** @cache */ ask(q: any): any { return this.c.ask(q) } }
export class Hiding { #c: any; constructor(c: any) { this.#c = c } /** @cache */ ask(q: any): any { return this.#c.ask(q) } }
`

const kit = { 'node_modules/kit/package.json': '{"name":"kit","version":"1.0.0"}', 'node_modules/kit/index.js': KIT }

/** @param code a body that says what the tagged functions give */
const row = (what: string, code: string): Row => [
  `what a package made: ${what}`,
  { 'a.ts': `${IMPORTS}\n${TAGGED}export async function run(say: any) { ${code} }`, ...kit },
  {},
  'await all.a.run(say)',
]

/** @param above a module's own variables */
const module = (what: string, above: string, body: string, driver: string): Row => [
  `what a package made: ${what}`,
  {
    'a.ts': `import { Box, same } from 'kit'\nimport * as all from 'kit'\nconst box = new Box()\n${above}\n/** @cache */ export function f(x: any): any { ${body} }`,
    ...kit,
  },
  {},
  driver,
]
const twice = 'say(() => f(1)); say(() => f(2)); say(() => f(1))'

/** Two of them never share an answer, and each has its own in the next process. */
export const STATE_OF_MADE_VALUES: Row[] = [
  row('options', "for (const url of ['A', 'B']) { const c = new Client({ url }); say(() => ask(c, 1)) }"),
  row('a field of a service', "for (const url of ['A', 'B']) { const s = new Service(new Client({ url })); say(() => s.ask(1)) }"),
  row('a private field', "for (const url of ['A', 'B']) { const s = new Hiding(new Client({ url })); say(() => s.ask(1)) }"),
  row('a service of a factory', "const make = (url: string) => new Service(new Client({ url })); for (const u of ['A', 'B']) { const s = make(u); say(() => s.ask(1)) }"),
  row('options that are used again', "const o = { url: 'A', base: 'x' }; const a = new Client(o); o.url = 'B'; o.base = 'y'; const b = new Client(o); say(() => ask(a, 1)); say(() => ask(b, 1)); o.url = 'C'; say(() => ask(a, 1)); say(() => ask(b, 1))"),
  row('options that were copied', "const o = { base: 'x' }; const a = new Client(o); o.base = 'y'; const b = new Client(o); o.base = 'z'; say(() => field(a, 'base')); say(() => field(b, 'base'))"),
  row('a value of any type', "for (const t of [1, '1', 1n, null, undefined, NaN, true]) { const c = new Text(t); say(() => ask(c, typeof t)) }"),
  row('closures in options', "const make = (tenant: string) => new Client({ get: () => tenant }); for (const t of ['A', 'B']) { const c = make(t); say(() => ask(c, 1)) }"),
  row('a variable that options capture', "let tenant = 'A'; const c = new Client({ get: () => tenant }); say(() => ask(c, 1)); tenant = 'B'; say(() => ask(c, 1))"),
  row('a function around another', 'let k = 1; const w = wrap((x: number) => x * k); say(() => call(w, 5)); k = 2; say(() => call(w, 5))'),
  row('fields that are written', "const c = new Client({ url: 'A' }); say(() => ask(c, 1)); c.base = 'x'; say(() => ask(c, 1)); c.headers.auth = 'b'; say(() => ask(c, 1)); Object.assign(c, { base: 'y' }); say(() => ask(c, 1))"),
  row('hooks that are added', "let t = 1; const c = new Client({ url: 'A' }); say(() => ask(c, 1)); c.hooks.push(() => t); say(() => ask(c, 1)); t = 2; say(() => ask(c, 1))"),
  row('a method that is replaced', "const c = new Client({ url: 'A' }); say(() => ask(c, 1)); c.ask = () => 'own'; say(() => ask(c, 1))"),
  row('settings of an emitter', "const o = { url: 'A' }; const p = new Pool(o); say(() => ask(p, 1)); o.url = 'B'; say(() => ask(p, 1)); p.prefix = 'x'; say(() => ask(p, 1)); p.prefix = 'y'; say(() => ask(p, 1))"),
  row('an emitter that is built up', "for (const n of [10, 20]) { const p = new Picture('i').size(n); say(() => ask(p, 1)); p.size(n + 1); say(() => ask(p, 1)) }"),
  row('a collection in fields', "const g = new Graph(); say(() => ask(g, 'a')); g.add('a', 1); say(() => ask(g, 'a')); g.add('b', 2); say(() => ask(g, 'a'))"),
  row('an emitter that statements build up', "for (const n of ['a', 'b']) { const c = new Command(); c.option(n); say(() => ask(c, 1)) }"),
  row('a chain of calls', "for (const v of [1, 2]) { const g = new Graph().add('a', v); say(() => ask(g, 'a')) } for (const n of ['a', 'b']) { const d = new Conn('u').db(n); say(() => ask(d, 1)) }"),
  row('a chain that sets up a function', 'for (const n of [10, 100]) { const s = scale().domain(n); say(() => call(s, 5)) }'),
  row('a list that it takes over', 'for (const l of [[1, 2], [3, 4]]) { const e = new Eater(l); say(() => ask(e, 1)) }'),
  row('a proxy', "for (const url of ['A', 'B']) { const o = new Orm(url); say(() => ask(o, 1)) }"),
  row('what a promise gives', "for (const url of ['A', 'B']) { const p = await connect(url); say(() => ask(p, 1)) }"),
  row('a part', "const make = (u: string) => { const c = new Conn(u); return [c.db('x'), c.db('y')] }; for (const u of ['A', 'B']) { const [x, y] = make(u); say(() => ask(x, 1)); say(() => ask(y, 1)) }"),
  row('a part of a part', "class Repo { k: any; constructor(private c: any) { this.k = this.c.collection('x').db('y') } }; for (const u of ['A', 'B']) { const r = new Repo(new Conn(u)); say(() => ask(r.k, 1)) }"),
  row('a part, by a parameter', "const make = (c: any) => ({ k: c.db('x') }); for (const u of ['A', 'B']) { const { k } = make(new Conn(u)); say(() => ask(k, 1)) }"),
  row('a database in which statements make tables', "const SQL = 'CREATE TABLE t (a)'; for (const u of ['A', 'B']) { const c = new Conn(u); c.exec(SQL); c.exec(`insert into t values (${u})`); say(() => ask(c, 1)) }"),
  row('one in the other', "for (const t of ['A', 'B']) { const c = new Client({ url: new Text(t).ask(1), get: () => new Text(t).ask(2) }); say(() => ask(c, 1)) }"),
  row('spread arguments', "const make = (...args: any[]) => new Client(...args); for (const url of ['A', 'B']) { const c = make({ url }); say(() => ask(c, 1)) }"),
  row('a site that is entered again', "const make = (n: number, x: string): any => new Text(n > 0 ? make(n - 1, x).ask(n) : x); for (const x of ['A', 'B']) { const c = make(2, x); say(() => f(1)); say(() => ask(make(0, x), 1)) }"),
  row('the same, made again', "for (const i of [1, 2]) { const c = new Client({ url: 'A' }); say(() => ask(c, i % 1)) }"),
  module('a function that a method gives', 'const w = box.make((x: any) => x * 2)', 'return w(x)', twice),
  module('a function that a method gives, of a variable', 'let k = 1; export const set = (n: number) => { k = n }; const w = box.make((x: any) => x * k)', 'return w(x)', `${twice}; a.set(2); ${twice}`),
  module('what it exports in one of two ways', 'const kit = (all as any).default ?? all', 'return kit.same(x)', twice),
  module('what it exports in one of two other ways', "const kit: any = 'default' in all ? (all as any).default : all", 'return kit.same(x)', twice),
] // prettier-ignore

/** What these hide can't be told from outside. They run uncached. */
export const STATE_OF_HIDDEN_VALUES: Row[] = [
  row('a number behind a WeakMap', 'for (const n of [1, 2]) { const w = new Weak(n), v = w.plus(1); say(() => ask(w, 1)); say(() => ask(v, 1)) }'),
  row('what statements run in it', "for (const n of [1, 2]) { const e = new Engine(); e.exec('x = ' + n); say(() => ask(e, 1)); e.exec(`x = ${n + 1}`); say(() => ask(e, 1)) }"),
  row('a part of what statements run in it', "for (const n of [1, 2]) { const e = new Engine(); e.exec('x = ' + n); const o = { k: e.prepare() }; say(() => ask(o.k, 1)) }"),
  row('a part that statements set up', "class Own { k: any; constructor(d: any) { this.k = d.prepare('a') } add(x: any) { this.k.add(x) } }; const d = new Db('u'); for (const x of ['x', 'y']) { const o = new Own(d); o.add(x); say(() => ask(o.k, 1)); o.add('z'); say(() => ask(o.k, 1)) }"),
  row('a part of what the project made', "let n = 0; class Own { prepare() { return new Text(n++) } } for (const i of [1, 2]) { const e = new Own(); const o = { k: e.prepare(), i }; say(() => ask(o.k, 1)) }"),
  row('a part of the time', "for (const n of [1, 2]) { const c = open(), o = { k: c.db('x'), n }; turn(); say(() => ask(o.k, 1)) }"),
  row('the time', 'for (const n of [1, 2]) { const t = now(); turn(); say(() => ask(t, 1)) }'),
  row('a value of a static method', 'for (const n of [1, 2]) { const t = Text.of(n); say(() => ask(t, 1)) }'),
  row('a collection', "const s = new Store(), t = new Store(); s.set('a', 1); t.set('a', 2); say(() => ask(s, 'a')); say(() => ask(t, 'a')); t.set('a', 3); say(() => ask(t, 'a'))"),
  row('something that methods build up', "const b = new Builder(); b.add('x'); const c = new Builder(); c.add('y'); say(() => ask(b, 1)); say(() => ask(c, 1))"),
  row('a field that methods build up', "class Own { #b = new Builder(); c = new Builder(); d: any; constructor(private e = new Builder()) { this.d = new Builder() } add(x: any) { this.#b.add(x); this.c.add(x); this.d.add(x); this.e.add(x) } all() { return [this.#b, this.c, this.d, this.e] } } const o = new Own(); for (const x of ['x', 'y']) { o.add(x); for (const b of o.all()) say(() => ask(b, 1)) }"),
  row('a function that calls set up', 'const s = scale(); s.domain(10); const t = scale(); t.domain(100); say(() => call(s, 5)); say(() => call(t, 5))'),
  row('a function that callers of a factory set up', 'const make = () => scale(); for (const n of [10, 100]) { const s = make(); s.domain(n); say(() => call(s, 5)) }'),
  row('a proxy around data', "const o = observable({ a: 1 }); say(() => field(o, 'a')); o.a = 2; say(() => field(o, 'a'))"),
  module('an instance of the project', 'class Own { n = 1; k = new WeakMap(); ask() { return this.n } }; const own = box.get(Own); export const set = (n: number) => { own.n = n }', 'return own.ask() * x', `${twice}; a.set(2); ${twice}`),
  module('a function of the project', 'const make = (box: any) => { let k = 1; const g = (x: any) => [x * k, box.size]; g.set = (n: number) => { k = n }; return g }; const w: any = same(make(new WeakMap())); export const set = (n: number) => w.set(n)', 'return w(x)[0]', `${twice}; a.set(2); ${twice}`),
  row('what was handed in', 'let k = 1; class Own { ask() { return k } } const o = same(new Own()); say(() => ask(o, 1)); k = 2; say(() => ask(o, 1))'),
  row('a file that was read', 'for (const n of [1, 2]) { const t = await read(); turn(); say(() => ask(t, 1)) }'),
  row('an answer that was fetched', "for (const n of [1, 2]) { const t = await fetched(); turn(); say(() => field(t, 'body')) }"),
  row('an argument that was kept in another call', "const make = (n: number, x: any): any => new Client({ get: () => 1, url: n > 0 ? (make(n - 1, 'inner'), x) : x }); for (const x of ['A', 'B']) { const c = make(1, x); say(() => ask(c, 1)) }"),
] // prettier-ignore
