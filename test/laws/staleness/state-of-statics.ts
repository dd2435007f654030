import { of, once, via, type Row } from '../staleness.js'

const change = `${once}; a.C.n = 2; ${once}`
/** What a function reads of a class or function whose static data changes between two calls. */
const read = (what: string, body: string, above = '', code = 'export class C { static n = 1 }'): Row => [
  what,
  of(`${code}\n${above}`, body),
  {},
  change,
]

/** A property of a function in a value, which a function of its own file changes. */
const inside = (what: string, made: string, change: string, read = 'v.g.n', above = 'function h() {}'): Row => [
  what,
  of(`${above}\nconst v: any = ${made}\nexport const change = () => { ${change} }`, `String(${read})`),
  {},
  `${once}; a.change(); ${once}`,
]

export const STATE_OF_STATICS: Row[] = [
  read('static data by another name', 'x + c.n', 'const c: any = C'),
  read('static data in a pattern', '(({ n }: any) => x + n)(C)'),
  read('static data spread', 'x + ({ ...C } as any).n'),
  read('static data of a class that a helper is given', 'x + get(C)', 'const get = (c: any) => c.n'),
  read('static data of a class in a table', 'x + t.c.n', 'const t: any = { c: C }'),
  read('static data by reflection', 'x + Reflect.get(C, "n")'),
  read('static data of the class of an instance', 'x + (new C() as any).constructor.n'),
  read('static data of the prototype’s constructor', 'x + (C.prototype as any).constructor.n'),
  read(
    'data of a function that a helper is given',
    'x + get(C)',
    'C.n = 1\nconst get = (c: any) => c.n',
    'export function C() {}',
  ),
  read('data put on a function, spread', 'x + ({ ...C } as any).n', 'Object.assign(C, { n: 1 })', 'export function C() {}'),
  read(
    '`this` by another name',
    'x + C.get()',
    '',
    'export class C { static n = 1; static get() { const c = this; return c.n } }',
  ),
  read(
    'a pattern of `this`',
    'x + C.get()',
    '',
    'export class C { static n = 1; static get() { const { n } = this; return n } }',
  ),
  read(
    '`this.constructor` of an instance',
    'x + new C().get()',
    '',
    'export class C { static n = 1; get() { return (this.constructor as any).n } }',
  ),
  read(
    '`new.target` of a constructor',
    'x + new C().v',
    '',
    'export class C { static n = 1; v: any; constructor() { this.v = (new.target as any).n } }',
  ),
  read(
    'the class that an expression extends',
    'x + (C as any).get()',
    '',
    `const mk = () => class { static n = 1; static get() { return this.n } }\nexport class C extends mk() {}`,
  ),
  read(
    'a mixin that reads the class of its instance',
    'x + (new C() as any).get()',
    '',
    `const mix = (B: any) => class extends B { get() { return (this.constructor as any).n } }\nexport class C extends mix(Object) { static n = 1 }`,
  ),
  read(
    'a class in an object',
    'x + (o.C as any).get()',
    'export const C: any = o.C',
    'const o = { C: class { static n = 1; static get() { return this.n } } }',
  ),
  read('static data below a class of the language', 'x + C.n', '', 'export class C extends Error { static n = 1 }'),
  [
    '`super` in static code',
    of('class B { static n = 1 }\nexport class C extends B { static get() { return super.n } }', 'x + C.get()'),
    {},
    `${once}; Object.getPrototypeOf(a.C).n = 2; ${once}`,
  ],
  inside('a property of a function in an object', '{ g() {} }', 'v.g.n = 2'),
  inside('a property of a function in a list', '[() => 1]', 'v[0].n = 2', 'v[0].n'),
  inside('a property of a function in a Map', 'new Map([["g", (): any => 1]])', 'v.get("g").n = 2', 'v.get("g").n'),
  inside('a property of a named function in an object', '{ h }', 'v.h.n = 2', 'v.h.n'),
  inside('a property of a function that has another name', '{ g() {} }', 'const g = v.g; g.n = 2'),
  inside('properties of a function in an object', '{ g() {} }', 'Object.assign(v.g, { n: 2 })'),
  inside('a hidden property of a function in an object', '{ g() {} }', 'Object.defineProperty(v.g, "n", { value: 2 })'),
  inside('a property of a function in a pattern', '{ g() {} }', 'const { g } = v; g.n = 2'),
  inside('a property of a function in a loop', '[() => 1]', 'for (const g of v) g.n = 2', 'v[0].n'),
  inside('a property of a function that a callback gets', '[() => 1]', 'v.forEach((g: any) => { g.n = 2 })', 'v[0].n'),
  inside(
    'a property of a function that a helper gets',
    '{ g() {} }',
    'const set = (o: any, g: any = o) => { g.n = 2 }; set(1, v.g)',
  ),
  inside('a property of a class in an object', '{ C: class { static n: any } }', 'v.C.n = 2', 'v.C.n'),
  inside('a property of a function in a frozen object', 'Object.freeze({ g() {} })', 'v.g.n = 2'),
  inside('a property of a function in a frozen list', 'Object.freeze([() => 1])', 'v[0].n = 2', 'v[0].n'),
  inside(
    'a property of a function in a frozen list, in a loop',
    'Object.freeze([() => 1])',
    'for (const g of v) g.n = 2',
    'v[0].n',
  ),
  inside('the prototype of a function in an object', '{ g: function () {} }', 'v.g.prototype.n = 2', 'new v.g().n'),
  inside('a property of a function in a list that is spread', '[() => 1]', '([...v] as any)[0].n = 2', 'v[0].n'),
  inside('a property of a function in an object that is spread', '{ g() {} }', '({ ...v } as any).g.n = 2'),
  inside('a property of one of two functions', '{ g() {}, h }', '(a ?? v.g).n = 2', 'v.g.n', 'function h() {}\nlet a: any'),
  inside('a property of a function that another one returns', '{ g() {} }', 'h().n = 2', 'v.g.n', 'const h = () => v.g'),
  inside('a property of a function that a list is made of', '{ g() {} }', '[v.g][0].n = 2'),
  inside('a property of a function that a variable holds', '{ g() {} }', 'kept = v.g; kept.n = 2', 'v.g.n', 'let kept: any'),
  inside('a property of a function that an object holds', '{ g() {} }', 'h.g = v.g; h.g.n = 2', 'v.g.n', 'const h: any = {}'),
  inside(
    'a property of a function that a constructor gets',
    '{ g() {} }',
    'new K(v.g)',
    'v.g.n',
    'class K { constructor(g: any) { g.n = 2 } }',
  ),
  inside(
    'a property of a function that calls are given one by one',
    '[() => 1]',
    'h(...v)',
    'v[0].n',
    'const h = (g?: any) => { g.n = 2 }',
  ),
  inside(
    'a property of a function that a generator gives',
    '[() => 1]',
    'for (const g of h()) g.n = 2',
    'v[0].n',
    'function* h() { yield v[0] }',
  ),
  [
    'a property of a function that other code is given',
    of('const v: any = { g() {} }\nexport const get = () => v.g', 'String(v.g.n)'),
    {},
    `${once}; a.get().n = 2; ${once}`,
  ],
  [
    'a property of a function in an exported frozen object',
    of('export const v: any = Object.freeze({ g() {} })', 'String(v.g.n)'),
    {},
    `${once}; a.v.g.n = 2; ${once}`,
  ],
  [
    'a property of a function that a function of another file gets',
    via(`import { mark } from './b.js'\nconst v: any = { g() {} }\nexport const change = () => mark(v.g)`, 'String(v.g.n)', {
      'b.ts': 'export const mark = (g: any) => { g.n = 2 }',
    }),
    {},
    `${once}; a.change(); ${once}`,
  ],
]
