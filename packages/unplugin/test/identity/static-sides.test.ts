import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'

type Row = [what: string, source: string, inputs: string[]]

/** Data in members of functions and classes, which any code may change. */
const ROWS: Row[] = [
  ['a class that is passed on', f('return g(C)', 'class C { static k = 1; static m() {} }\nconst g = (c: any) => c.k'), ['C.k']],
  ['a class without static data', f('return g(C)', 'class C { k = 1; static m() {} }\nconst g = (c: any) => c.k'), []],
  ['a class that is only compared', f('return x instanceof C || x === C', 'class C { static k = 1 }'), []],
  ['a class that is only constructed', f('return new C().k', 'class C { static n = 1; k = 1 }'), []],
  [
    'a base class with static data',
    f('return g(D)', 'class C { static k = 1 }\nclass D extends C {}\nconst g = (c: any) => c.k'),
    ['D.k'],
  ],
  ['a function that is passed on', f('return g(h)', 'function h() {}\nh.k = 1\nconst g = (c: any) => c.k'), ['h.k']],
  [
    'a function that others fill',
    f('return g(h)', 'function h() {}\nexport const set = (o: any) => Object.assign(h, o)\nconst g = (c: any) => c.k'),
    ['h'],
  ],
  [
    'a function with lists by a name that only run time knows',
    f('return g(h)', 'function h() {}\nexport const add = (k: any) => (h as any)[k].push(1)\nconst g = (c: any) => c.k'),
    ['h'],
  ],
  [
    'a function that only its prototype extends',
    f('return g(h)', 'function h() {}\nh.prototype.k = 1\nconst g = (c: any) => c'),
    [],
  ],
  [
    '`new this()` and its methods',
    f('return C.a()', 'class C { static k = 1; static a() { return new this().v + this.b() } static b() { return 1 } v = 1 }'),
    [],
  ],
  ['a counter that only counts', f('return new C()', 'class C { static k = 0; constructor() { C.k++ } }'), []],
  ['the name of an instance’s class', f('return new C().constructor.name', 'class C { static k = 1 }'), []],
  ['data of an instance’s class', f('return (new C() as any).constructor.k', 'class C { static k = 1; static n = 2 }'), ['C.k']],
  ['a mixin', f('return C.k', 'const m = (B: any) => class extends B { static k = 1 }\nclass C extends m(Object) {}'), ['C.k']],
  [
    'a method of a mixin’s class',
    f('return new C().v()', 'const m = (B: any) => class extends B { v() { return 1 } }\nclass C extends m(Object) {}'),
    [],
  ],
  [
    '`super` in static code',
    f('return C.a()', 'class B { static k = 1 }\nclass C extends B { static a() { return super.k } }'),
    ['C.super.k'],
  ],
  ['data of a class of the language', f('return C.k', 'class C extends Error { static k = 1 }'), ['C.k']],
]

test.each(ROWS)('%s', (_, source, inputs) => expect(identityOf(source).inputs.map(({ name }) => name)).toEqual(inputs))
