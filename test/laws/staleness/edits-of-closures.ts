import { F, type Row } from '../staleness.js'

const files = (make: string, helper: string) => ({
  'a.ts': `import { make } from './m.js'\nexport { make }\n${F}function f(r: any): any { return r.test(2) }`,
  'm.ts': `import { help } from './h.js'\nconst rule = (test: any): any => ({ test })\nclass Set1 { tests: any[] = []; add(t: any) { this.tests.push(t); return this } test(v: any) { return this.tests.map((t) => t(v)) } }\n${make}`,
  'h.ts': helper,
})
const edit = (what: string, make: string, driver = 'say(() => f(a.make(1)))'): Row => [
  what,
  files(make, 'export const help = (v: number) => v + 1'),
  { 'h.ts': 'export const help = (v: number) => v + 2' },
  driver,
]

/** Of code that only a closure reaches, which a function hands to a call. */
export const EDITS_OF_CLOSURES: Row[] = [
  edit('a helper of a callback in a factory', 'export const make = (k: number) => rule((v: number) => help(v) * k)'),
  edit(
    'a helper of a callback that a method gets',
    'export const make = (k: number) => new Set1().add((v: number) => help(v) * k)',
  ),
  edit(
    'a helper of a method in an object that a call gets',
    'const define = (o: any) => o\nexport const make = (k: number) => define({ test(v: number) { return help(v) * k } })',
  ),
  edit(
    'a helper of a function that a callback captures',
    'export const make = (k: number) => { const own = (v: number) => help(v); return rule((v: number) => own(v) * k) }',
  ),
  edit(
    'a helper of a function in a block',
    'export function make(k: number) { if (k) { function inner(v: number) { return help(v) * k } return rule(inner) } return rule(k) }',
  ),
  edit(
    'a helper of a bound function',
    'function g(this: any, v: number) { return help(v) * this.k }\nexport const make = (k: number) => rule(g.bind({ k }))',
  ),
  edit(
    'a helper of a method as a value',
    'class S { test(v: number) { return help(v) } }\nexport const make = () => rule(new S().test)',
  ),
  edit(
    'a helper of a static method as a value',
    'class S { static test(v: number) { return help(v) } }\nexport const make = () => rule(S.test)',
  ),
  edit(
    'a helper of the base class of a method as a value',
    'class B { m(v: number) { return help(v) } }\nclass S extends B { m(v: number) { return super.m(v) } }\nexport const make = () => rule(new S().m)',
  ),
  edit(
    'a helper of a bound method',
    'class S { constructor(readonly k: number) { this.test = this.test.bind(this) } test(v: number) { return help(v) * this.k } }\nexport const make = (k: number) => ({ test: new S(k).test })',
  ),
  [
    'a callback in a factory itself',
    files('export const make = (k: number) => rule((v: number) => v * k)', 'export const help = 1'),
    { 'm.ts': files('export const make = (k: number) => rule((v: number) => v * k + 1)', '')['m.ts'] },
    'say(() => f(a.make(1)))',
  ],
]
