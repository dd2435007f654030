import type { Row } from '../staleness.js'

/** A class of which the cached `m` only updates private fields, and what reads them after a call of it. */
const skips = (outer: string, more = '', base = ''): string => `${base}
export class S { #calls = 0; private last: any = 0; private log: any = { n: 0 }
  /** @cache */ m(x: any): any { this.#calls++; this.last += x; return x * 2 }
  get count(): any { return this.#calls + ':' + this.last }
  ${more} }
${outer}
export const s: any = new S(), t: any = new S()`
const method = (outer: string, more = '') => skips('', `/** @cache */ outer(x: any, y?: any): any { ${outer} } ${more}`)
const of = (outer: string, more = '', head = 'function') =>
  skips(`/** @cache */ export ${head} outer(k: any, x: any): any { ${outer} }`, more)
const inMethod = 'say(() => t.m(1)); for (const x of [1, 2, 1]) say(() => s.outer(x))'
const inFunction = 'say(() => t.m(1)); for (const x of [1, 2, 1]) say(() => a.outer(s, x))'
const row = (what: string, text: string, calls: string): Row => [
  `what a call inside writes into a field: ${what}`,
  text,
  {},
  `const s = a.s, t = a.t; ${calls}`,
]

/** Fields that a hit of a method leaves unwritten, and that code around the call reads. */
export const STATE_OF_SKIPPED_FIELDS: Row[] = [
  row('the method around reads it', method('this.m(x); return this.#calls'), inMethod),
  row('by way of an accessor', method('this.m(x); return this.count'), inMethod),
  row(
    'by way of a helper',
    method('this.k(x); return this.l()', 'k(x: any) { return this.m(x) } l() { return this.last }'),
    inMethod,
  ),
  row('of another name for `this`', method('const self = this; this.m(x); return self.count'), inMethod),
  row('of a name of run time', method('this.m(x); return (this as any)["la" + "st"]'), inMethod),
  row('all fields', method('this.m(x); return JSON.stringify(this)'), inMethod),
  row('a spread', method('this.m(x); return { ...this }.last'), inMethod),
  row(
    'of an argument',
    method('y.m(x); return y.count'),
    'say(() => t.m(1)); const u = new a.S(); say(() => s.outer(1, u)); say(() => s.outer(1, u))',
  ),
  row(
    'of `this` as an argument',
    method('y.m(x); return this.count'),
    'say(() => t.m(1)); say(() => s.outer(1, s)); say(() => s.outer(1, s))',
  ),
  row(
    'by a function in an argument',
    `${method('this.m(x); return y()')}\nexport const seen = () => s.count`,
    'say(() => t.m(1)); say(() => s.outer(1, a.seen)); say(() => s.outer(1, a.seen))',
  ),
  row('of the argument of a function', of('k.m(x); return k.count'), inFunction),
  row(
    'by a friend function',
    of('k.m(x); return peek(k)').replace('export const s', 'const peek = (o: any) => o.last\nexport const s'),
    inFunction,
  ),
  row('as text', of('k.m(x); return JSON.stringify(k)'), inFunction),
  row('by `toJSON`', of('k.m(x); return JSON.stringify(k)', 'toJSON() { return this.count }'), inFunction),
  row('by a text in a template', of('k.m(x); return `${k}`', 'toString() { return this.count }'), inFunction),
  row('of a variable', skips('/** @cache */ export function outer(k: any, x: any): any { s.m(x); return s.count }'), inFunction),
  row(
    'by an accessor of another object',
    `${skips('class T { get view() { return s.count } }\nconst view = new T()\n/** @cache */ export function outer(k: any, x: any): any { k.m(x); return view.view }')}`,
    inFunction,
  ),
  row('by a method of a function’s variable', `${of('k.m(x); return seen()')}\nconst seen = () => (s as any).last`, inFunction),
  row('of a new object', of('const n = new S(); n.m(x); return n.count'), inFunction),
  row(
    'of a new object of a factory',
    `${of('const n = k(); n.m(x); return n.count')}\nexport const make = () => new S()`,
    'say(() => t.m(1)); say(() => a.outer(a.make, 1)); say(() => a.outer(a.make, 1))',
  ),
  row(
    'of an object in a list',
    of('k[0].m(x); return k[0].count'),
    'say(() => t.m(1)); say(() => a.outer([s], 1)); say(() => a.outer([s], 1))',
  ),
  row('by a proxy', of('const p: any = new Proxy({ k }, {}); p.k.m(x); return p.k.count'), inFunction),
  row(
    'of an object in a field',
    skips(
      'export class T { constructor(private k: any) {} /** @cache */ outer(x: any): any { this.k.m(x); return this.k.count } }',
    ),
    'say(() => t.m(1)); const u = new a.T(s); for (const x of [1, 2, 1]) say(() => u.outer(x))',
  ),
  row(
    'by a class that extends it',
    skips('export class D extends S { /** @cache */ outer(x: any): any { this.m(x); return this.count } }'),
    'say(() => t.m(1)); const d = new a.D(); for (const x of [1, 2, 1]) say(() => d.outer(x))',
  ),
  row('in a generator', skips('', '/** @cache */ *outer(x: any): any { yield this.m(x); yield this.count }'), inMethod),
  row(
    'of a new object in a generator',
    skips('/** @cache */ export function* outer(k: any, x: any): any { const n = new S(); yield n.m(x); yield n.count }'),
    inFunction,
  ),
  row(
    'in an asynchronous generator',
    skips(
      '',
      '/** @cache */ async *outer(x: any): any { await null; yield this.m(x); yield* [1, 2]; yield this.m(x + 1); yield this.count }',
    ),
    'say(() => t.m(1)); say(() => t.m(2)); for (const x of [1, 2, 1]) { const all = []; for await (const v of s.outer(x)) all.push(v); log.push(all) }',
  ),
  row(
    'in a third call',
    skips(
      '/** @cache */ export function outer(k: any, x: any): any { middle(k, x); return k.count }\n/** @cache */ export function middle(k: any, x: any): any { return k.m(x) }',
    ),
    inFunction,
  ),
  row(
    'after an await',
    skips('', '/** @cache */ async outer(x: any): Promise<any> { await null; this.m(x); await null; return this.count }'),
    'say(() => t.m(1)); for (const x of [1, 2, 1]) log.push(await s.outer(x))',
  ),
]

/** Calls inside of a miss that leave fields unwritten which the code around doesn't read. */
export const FIELDS_SKIPPED_INSIDE: Row[] = [
  row(
    'the method around doesn’t read it',
    method('return this.m(x) + this.m(1)'),
    'say(() => t.m(1)); say(() => s.outer(1)); say(() => s.outer(2)); say(() => s.m(2))',
  ),
  row(
    'a generator is left in the middle',
    skips('/** @cache */ export function* outer(k: any, x: any): any { const n = new S(); yield 1; yield n.count }'),
    'say(() => a.outer(0, 1).next().value); say(() => s.m(1)); say(() => t.m(1)); say(() => a.outer(0, 1))',
  ),
  row(
    'the function around doesn’t read it',
    of('return k.m(x) + k.m(1)'),
    'say(() => t.m(1)); say(() => a.outer(s, 1)); say(() => a.outer(s, 2))',
  ),
  row(
    'the object around doesn’t read it',
    skips('export class T { constructor(private k: any) {} /** @cache */ outer(x: any): any { return this.k.m(x) } }'),
    'say(() => t.m(1)); const u = new a.T(s); for (const x of [1, 2]) say(() => u.outer(x))',
  ),
]
