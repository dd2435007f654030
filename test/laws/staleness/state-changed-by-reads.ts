import { of, type Row } from '../staleness.js'

/** What others see between calls of a function that reads the accessor only for `1`. Its key must not read it for `0`. */
const SEEN = `for (const x of [0, 0, 1, 1, 0]) { say(() => f(x)); say(() => a.seen()) }`

const counted = (what: string, above: string, reads = 'o.next', seen = 'n', others: Record<string, string> = {}): Row => [
  what,
  { 'a.ts': of(`let n = 0\n${above}\nexport const seen = (): any => ${seen}`, `x ? ${reads} : 0`), ...others },
  {},
  SEEN,
]

/** Its key must not read the accessor for `0`: it would make its value before `n` changes. */
const made = (what: string, above: string): Row => [
  what,
  { 'a.ts': of(`export let n = 1\nexport const set = (x: number) => (n = x)\n${above}`, 'x ? o.next : 0') },
  {},
  'say(() => f(0)); a.set(2); for (const x of [0, 1, 1]) say(() => f(x)); a.set(3); say(() => f(1))',
]

const COUNTER =
  'let n = 0\nexport const all = () => n\nexport const step = () => ++n\nexport const p = { get next() { return ++n } }'

/** Accessors that change something, or may: no key may read them. */
export const STATE_CHANGED_BY_READS: Row[] = [
  counted('an object’s accessor', 'export const o = { get next() { return ++n } }'),
  counted('an accessor of a class', 'class C { get next() { return ++n } }\nexport const o = new C()'),
  counted('a static accessor', 'export class C { static n = 0; static get next() { return ++C.n } }', 'C.next', 'C.n'),
  counted('defineProperty', "export const o: any = {}; Object.defineProperty(o, 'next', { get: () => ++n })"),
  counted(
    'defineProperty on a function',
    "export const g: any = () => 1; Object.defineProperty(g, 'next', { get: () => ++n })",
    'g.next',
  ),
  counted(
    'a description by name',
    "const d: any = { get: () => ++n }; export const o: any = {}; Object.defineProperty(o, 'next', d)",
  ),
  counted(
    'descriptions of a new object',
    'const d: any = { next: { get: () => ++n } }; export const o: any = Object.create({}, d)',
  ),
  counted('a proxy', 'export const o: any = new Proxy({}, { get: () => ++n })'),
  counted('traps by name', 'class H { get() { return ++n } }; export const o: any = new Proxy({}, new H())'),
  counted(
    'an iterator',
    'const it: any = [1, 2, 3].values(); export const o = { get next() { return [...it].length } }',
    'o.next',
    '0',
  ),
  counted(
    'a loop over an iterator',
    'function* g() { while (true) yield ++n } const it = g(); export const o = { get next() { for (const v of it) return v } }',
  ),
  counted(
    'an object by another name',
    'const s = { n: 0 }; export const o = { get next() { const t = s; t.n = t.n + 1; return t.n } }',
    'o.next',
    's.n',
  ),
  counted(
    'a part of an object',
    'const s: any = { l: [] }; export const o = { get next() { const { l } = s; l.push(1); return l.length } }',
    'o.next',
    's.l.length',
  ),
  counted(
    'a note of the first read',
    'export const o = { read: false, get next() { return (this.read ||= true) } }',
    'o.next',
    'o.read',
  ),
  counted(
    'a value in a member that all see',
    'export class C { a?: number; get next() { return (this.a ??= 1) } }\nexport const o = new C()',
    'o.next',
    'JSON.stringify(o)',
  ),
  counted(
    'output',
    'const lines: any[] = []; export const o = { get next() { lines.push(1); return 1 } }',
    'o.next',
    'lines.length',
  ),
  counted(
    'a conversion',
    'class W { valueOf() { return ++n } }; const w: any = new W(); export const o = { get next() { return w + 1 } }',
  ),
  counted(
    'a place in a text',
    "const re = /a/g; re.lastIndex = 3; export const o = { get next() { return 'a'.replace(re, 'b') } }",
    'o.next',
    're.lastIndex',
  ),
  counted(
    'a function of another file',
    "import { all, step } from './b.js'\nexport const o = { get next() { return step() } }",
    'o.next',
    'all()',
    { 'b.ts': COUNTER },
  ),
  counted(
    'an accessor of another file',
    "import { all, p } from './b.js'\nexport const o = { get first() { return p.next } }",
    'o.first',
    'all()',
    { 'b.ts': COUNTER },
  ),
  counted('a proxy of another file', "import { all, wrap } from './b.js'\nexport const o: any = wrap({})", 'o.next', 'all()', {
    'b.ts': `${COUNTER}\nexport const wrap = (t: any) => new Proxy(t, { get: () => ++n })`,
  }),
  made('a value made on first use', 'class C { #a?: number; get next() { return (this.#a ??= n) } }\nexport const o = new C()'),
  made(
    'a value of a function',
    'const make = () => n * 2; class C { #a?: number; get next() { return (this.#a ??= make()) } }\nexport const o = new C()',
  ),
  made('a variable made on first use', 'let made: number | undefined; export const o = { get next() { return (made ??= n) } }'),
  made(
    'an accessor that replaces itself',
    "export const o: any = { get next() { Object.defineProperty(this, 'next', { value: n }); return n } }",
  ),
]
