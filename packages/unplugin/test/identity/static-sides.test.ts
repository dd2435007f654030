import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'

type Row = [what: string, source: string, inputs: string[]]

const PASSED = 'const g = (c: any) => c.k\n'
const MIXIN = 'const m = (B: any) => class extends B { static k = 1 }\n'

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
  ['a mixin’s class that is passed on', f('return g(C)', `${PASSED}${MIXIN}class C extends m(Object) {}`), ['C.k']],
  [
    'the same by a variable',
    f('return g(C)', `${PASSED}${MIXIN}const Base = m(Object); class C extends Base {}`),
    ['C.k', 'Base'],
  ],
  [
    'a base class in an object',
    f('return g(C)', `${PASSED}const all = { Base: class { static k = 1 } }; class C extends all.Base {}`),
    ['C.k', 'all.Base'],
  ],
  ['a class that fills itself', f('return g(C)', `${PASSED}class C { static set(o: any) { Object.assign(this, o) } }`), ['C']],
  ['a class that drops a member', f('return g(C)', `${PASSED}class C { static drop() { delete (this as any).k } }`), ['C.k']],
  ['a class that an instance writes', f('return g(C)', `${PASSED}class C { up() { (this.constructor as any).k = 1 } }`), ['C.k']],
  [
    'data of an instance’s class by a name of run time',
    f('return (new C() as any).constructor[x]', 'class C { static k = 1 }'),
    ['C.k'],
  ],
  [
    'data with a name of run time',
    f('return (new C() as any).constructor.k', 'const K = String(1); class C { static [K] = 1 }'),
    ['C.k'],
  ],
  ...(
    [
      ['reads itself by a name of run time', 'return (this as any)[n]'],
      ['looks into itself', "return 'k' in this"],
      ['spreads itself', 'return { ...this }'],
      ['hands itself on', 'return new Box(this)'],
      ['may return itself', 'return n ? this : 0'],
      ['reads itself by an instance', 'const { constructor: K } = new this() as any; return K.k'],
    ] as const
  ).map(([what, body]): Row => [
    `a class that ${what}`,
    f('return C.m(x)', `class Box { constructor(public c: any) {} }\nclass C { static k = 1; static m(n: any) { ${body} } }`),
    ['C.k'],
  ]),
  [
    'the rest of a class',
    f('return C.m()', 'class C { static k = 1; static m() { const { a, ...rest } = this as any; return rest } }'),
    ['C.a', 'C.k'],
  ],
  ['data with the name of a member that every function has', f('return C.length', 'class C { static length = 1 }'), ['C.length']],
  [
    'data of a class of the language that is only read',
    f('return C.stackTraceLimit', 'class C extends Error {}'),
    ['C.stackTraceLimit'],
  ],
  [
    'data in the place of a method',
    f('return C.k', 'class B { static k() {} }\nclass C extends B { static k: any = 1 }'),
    ['C.k'],
  ],
  [
    'a function that reads itself by its inner name',
    f('return g()', 'export const g: any = function inner() { return inner.k }'),
    ['g.k'],
  ],
  [
    '`super` in static code',
    f('return C.a()', 'class B { static k = 1 }\nclass C extends B { static a() { return super.k } }'),
    ['C.super.k'],
  ],
  ['data of a class of the language', f('return C.k', 'class C extends Error { static k = 1 }'), ['C.k']],
]

test.each(ROWS)('%s', (_, source, inputs) => expect(identityOf(source).inputs.map(({ name }) => name)).toEqual(inputs))

test.each([
  ['C', 'export class C { static k = 1 }'],
  ['h', 'function h() {}\nh.k = 1'],
])('a member of %s by a name that only run time knows makes every call uncached', (name, above) =>
  expect(identityOf(f(`return ${name}[x]`, above)).uncached).toContain(`\`${name}[…]\``),
)

test('what a class of the language has is the outside world, what its heir has is not', () => {
  const { inputs } = identityOf(f('return [C.k, C.stackTraceLimit]', 'class C extends Error { static k = 1 }'))
  expect(inputs.map(({ by }) => by)).toEqual([undefined, 'outside'])
})
