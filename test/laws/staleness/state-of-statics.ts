import { of, once, type Row } from '../staleness.js'

const change = `${once}; a.C.n = 2; ${once}`
/** What a function reads of a class or function whose static data changes between two calls. */
const read = (what: string, body: string, above = '', code = 'export class C { static n = 1 }'): Row => [
  what,
  of(`${code}\n${above}`, body),
  {},
  change,
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
]
