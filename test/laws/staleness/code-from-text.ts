import { F, once, of, via, type Row } from '../staleness.js'

const twice = `${once}; (globalThis as any).rate = 2; ${once}; delete (globalThis as any).rate`
const withRate = (rest: string) => `(globalThis as any).rate = 1; ${rest}`

/** Edits of what texts are put together from, and of what the functions made of them are given. */
export const EDITS_OF_TEXTS: Row[] = [
  [
    'the text of a function that runs at once',
    of('', `new Function('x', 'return x + 1')(x)`),
    of('', `new Function('x', 'return x + 2')(x)`),
  ],
  [
    'what a text of another file is put together from',
    via(`import { run } from './b.js'`, 'run(x)', {
      'b.ts': `import { k } from './c.js'\nexport const run = (x: any) => new Function('x', 'return x * ' + k)(x)`,
      'c.ts': 'export const k = 3',
    }),
    { 'c.ts': 'export const k = 4' },
  ],
  [
    'a helper that the made function is given',
    via(`import { run } from './b.js'`, 'run(x)', {
      'b.ts': `const double = (x: number) => x * 2\nexport const run = (x: any) => Function('double', 'x', 'return double(x)')(double, x)`,
    }),
    {
      'b.ts': `const double = (x: number) => x * 3\nexport const run = (x: any) => Function('double', 'x', 'return double(x)')(double, x)`,
    },
  ],
  [
    'a template that is compiled once',
    of(
      `const made = new Map<string, any>()\nfunction compile(t: string) { let f = made.get(t); if (!f) { f = new Function('d', 'with_ = d; return ' + t).call; made.set(t, f) } return f }\nconst render = (d: any) => { const f = new Function('d', 'return "a" + d'); return f(d) }`,
      'render(x)',
    ),
    of(
      `const made = new Map<string, any>()\nconst render = (d: any) => { const f = new Function('d', 'return "b" + d'); return f(d) }`,
      'render(x)',
    ),
  ],
  [
    'a class whose methods make functions of texts, in an argument',
    {
      'a.ts': `${F}function f(t: any) { return t.run(2) }`,
      'm.ts': `export class T { constructor(public by: number) {} run(x: number) { return new Function('x', 'by', 'return x * by + 1').call(null, x, this.by) } }`,
    },
    {
      'm.ts': `export class T { constructor(public by: number) {} run(x: number) { return new Function('x', 'by', 'return x * by + 2').call(null, x, this.by) } }`,
    },
    `say(() => f(new all['m'].T(2))); say(() => f(new all['m'].T(3)))`,
  ],
]

/** A text that reads more than it is given: no stored result may answer for another state. */
export const STATE_READ_BY_TEXTS: Row[] = [
  [
    'a global that a text reads, by way of a table',
    of('const make: any = { type: Function }', `make.type('return rate')()`),
    {},
    withRate(twice),
  ],
  ['the same by a pattern', of('const { Function: Code } = globalThis as any', `Code('return rate')()`), {}, withRate(twice)],
  ['the same by the constructor of a function', of('', `(() => 0).constructor('return rate')()`), {}, withRate(twice)],
  ['the same by a prototype', of('', `(Function.prototype as any).constructor('return rate')()`), {}, withRate(twice)],
  ['a global that a text reads', of('', `new Function('return rate')()`), {}, withRate(twice)],
  ['a global object that a text reads by `this`', of('', `new Function('return this.rate')()`), {}, withRate(twice)],
  [
    'a global that a nested function of a text reads',
    of('', `new Function('return (function () { return this })().rate')()`),
    {},
    withRate(twice),
  ],
  [
    'a global that a text reads by way of a constructor',
    of('', `new Function('x', 'return x.constructor.constructor("return rate")()')(x)`),
    {},
    withRate(twice),
  ],
  [
    'a global that a text reads by way of a quoted constructor',
    of('', `new Function('x', 'const k = "constructor"; return x[k][k]("return rate")()')(x)`),
    {},
    withRate(twice),
  ],
  [
    'a global that a text of another file reads, compiled by an earlier call',
    {
      'a.ts': `import { compile } from './b.js'\nexport const g = () => compile('return rate')()\n${F}function f(x: any) { return compile('return rate')() }`,
      'b.ts': `const made = new Map<string, any>()\nexport function compile(t: string): any { if (!made.has(t)) { const f = new Function(t); made.set(t, f) } return made.get(t) }`,
    },
    {},
    withRate(`a.g(); ${twice}`),
  ],
  [
    'a global that a function reads which a text has made',
    of(`let inner: any\nconst get = () => (inner ??= new Function('return () => rate')())`, 'get()()'),
    {},
    withRate(`${once}; ${twice}`),
  ],
  [
    'a global that a text reads which a function made of a text makes',
    of('', `new Function('F', 'return F("return rate")()')(Function)`),
    {},
    withRate(twice),
  ],
  [
    'a global, by Function under another name',
    of('let make: any\nmake = Function', `make('return rate')()`),
    {},
    withRate(twice),
  ],
  ['a global, by one of two names', of('', `new (x ? Function : Object as any)('return rate')()`), {}, withRate(twice)],
  ['a global, by Function in an object', of('const o = { make: Function }', `o.make('return rate')()`), {}, withRate(twice)],
  ['a global, by Function in a list', of('const list = [Function]', `list[0]!('return rate')()`), {}, withRate(twice)],
  [
    'a global, by a function that returns Function',
    of('const get = () => Function', `get()('return rate')()`),
    {},
    withRate(twice),
  ],
  [
    'a global, by a class that extends Function',
    of('class M extends Function {}', `new M('return rate')()`),
    {},
    withRate(twice),
  ],
  ['a global, by a tag', of('', 'Function`return rate`()'), {}, withRate(twice)],
  ['a global, by Reflect', of('', `Reflect.construct(Function, ['return rate'])()`), {}, withRate(twice)],
  ['a global, by apply', of('', `Function.apply(null, ['return rate'])()`), {}, withRate(twice)],
  ['a global, by new with an alias', of('const Make = Function', `new Make('return rate')()`), {}, withRate(twice)],
  [
    'state behind a function that a text is given',
    of('let n = 0\nconst api = { n: () => n }\nexport const up = () => { n++ }', `Function('api', 'return api.n()')(api)`),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object that a text changes',
    of(`const s = { n: 0 }\nexport const up = () => { Function('s', 's.n++')(s) }`, 's.n'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a global that a text given by the caller reads',
    of('', `new Function(x)()`),
    {},
    withRate(
      `say(() => f('return rate')); (globalThis as any).rate = 2; say(() => f('return rate')); delete (globalThis as any).rate`,
    ),
  ],
  [
    'a global that a text reads in a method of an argument',
    {
      'a.ts': `${F}function f(t: any) { return t.run() }`,
      'm.ts': `export class T { run() { return new Function('return rate')() } }`,
    },
    {},
    withRate(
      `const t = new all['m'].T(); say(() => f(t)); (globalThis as any).rate = 2; say(() => f(t)); delete (globalThis as any).rate`,
    ),
  ],
]
