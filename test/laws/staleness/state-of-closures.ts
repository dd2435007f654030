import { F, type Row } from '../staleness.js'

const RULE = 'const rule = (test: any): any => ({ test })'
const f = (above: string, body = 'r.test(2)') => `${RULE}\n${above}\n${F}function f(r: any): any { return ${body} }`

/** What closures that a function hands to calls capture, and what they become. */
export const STATE_OF_CLOSURES: Row[] = [
  [
    'a variable that a callback in a factory captures',
    f('export const make = (min: number) => rule((v: number) => v > min)'),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(3)))',
  ],
  [
    'a captured variable after its callback was made',
    f('export function make() { let k = 1; return [rule(() => k), (v: number) => { k = v }] }'),
    {},
    'const [r, set] = a.make(); say(() => f(r)); set(5); say(() => f(r))',
  ],
  [
    'a loop variable in callbacks',
    f('export function make() { const all: any[] = []; for (let i = 0; i < 3; i++) all.push(rule(() => i)); return all }'),
    {},
    'for (const r of a.make()) say(() => f(r))',
  ],
  [
    'a member put on a callback later',
    f(
      'export function make(k: number) { const r = rule(function g(this: any): any { return (r.test as any).tag + k }); return r }',
    ),
    {},
    'for (const tag of ["a", "b"]) { const r = a.make(1); r.test.tag = tag; say(() => f(r)) }',
  ],
  [
    'a callback in a list in an object that a call gets',
    f(
      'const define = (o: any) => o\nexport const make = (k: number) => define({ on: [{ run: (v: number) => v * k }] })',
      'r.on[0].run(2)',
    ),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(2)))',
  ],
  [
    'a method in an object that a call gets',
    f(
      'const define = (o: any) => o\nexport const make = (k: number) => define({ async: 1, run(v: number) { return v * k } })',
      'r.run(2)',
    ),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(2)))',
  ],
  [
    'the `this` of an arrow function that a method hands over',
    f('export class Maker { constructor(readonly k: number) {} make() { return rule((v: number) => v * this.k) } }'),
    {},
    'for (const k of [1, 2]) say(() => f(new a.Maker(k).make()))',
  ],
  [
    'a callback of a method that only has the name of a built-in one',
    f(
      'class Pipe { fs: any[] = []; map(g: any) { this.fs.push(g); return this } test(v: any) { return this.fs.reduce((x, g) => g(x), v) } }\nexport const make = (k: number) => new Pipe().map((v: number) => v * k).map((v: number) => v + k)',
    ),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(2)))',
  ],
  [
    'a generator function and an async one that calls get',
    f(
      'export const make = (k: number) => [rule(function* () { yield k }), rule(async () => k)]',
      '[...r[0].test()][0] + typeof r[1].test()',
    ),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(2)))',
  ],
  [
    'the state of a module that a callback in a factory reads',
    f('let mode = 1\nexport const set = (v: number) => { mode = v }\nexport const make = () => rule(() => mode)'),
    {},
    'const r = a.make(); say(() => f(r)); a.set(2); say(() => f(r))',
  ],
  [
    'a callback that captures another one',
    f(
      'const not = (r: any) => rule((v: number) => !r.test(v))\nexport const make = (k: number) => not(rule((v: number) => v > k))',
    ),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(3)))',
  ],
  [
    'a callback in a class that a function makes',
    f(
      'export const make = (k: number) => new (class { r = rule((v: number) => v * k); test(v: number) { return this.r.test(v) } })()',
    ),
    {},
    'say(() => f(a.make(1))); say(() => f(a.make(2)))',
  ],
  [
    'what a function is bound to',
    f(
      'function g(this: any, ...all: any[]) { return [this.k, all] }\nexport const make = (o: any, ...all: any[]) => rule(g.bind(o, ...all))',
    ),
    {},
    'const o = { k: 1 }; const r = a.make(o, 1); say(() => f(r)); o.k = 2; say(() => f(r)); say(() => f(a.make(o, 3)))',
  ],
  ...(
    [
      [
        'reads',
        'let n = 1; export const up = () => { n++ }; class S { get() { return n } }; export const make = () => rule(new S().get)',
      ],
      [
        'reads of its class',
        'class S { static n = 1; static get() { return S.n } }; export const up = () => { S.n++ }; export const make = () => rule(S.get)',
      ],
      [
        'counts in its class',
        'class S { static #n = 1; static get() { return ++S.#n } }; export const up = () => {}; export const make = () => rule(S.get)',
      ],
      [
        'captures',
        'let n = 1; const cls = (k: number) => class { get() { return k } }; export const up = () => { n++ }; export const make = () => rule(new (cls(n))().get)',
      ],
      [
        'is replaced by',
        'let n = 1; class S { get() { return 1 } }; export const up = () => { const k = ++n; S.prototype.get = () => k }; export const make = () => rule(new S().get)',
      ],
    ] as const
  ).map(([what, code]): Row => [
    `what a method as a value ${what}`,
    f(code),
    {},
    'say(() => f(a.make())); a.up(); say(() => f(a.make())); say(() => f(a.make()))',
  ]),
  [
    'the instance that a method is bound to',
    f('export class S { #n = 1; inc() { this.#n++ } get() { return this.#n } rule() { return rule(this.get.bind(this)) } }'),
    {},
    'const s = new a.S(); const r = s.rule(); say(() => f(r)); s.inc(); say(() => f(r))',
  ],
]

/** These run uncached at times. */
export const STATE_OF_UNKNOWN_CLOSURES: Row[] = [
  ...(
    [
      ['a method', 'run(n: number) { return n }', 's.run(x)', 'new a.S()'],
      ['a static method', 'static run(n: number) { return n }', 's.run(x)', 'a.S'],
      ['a getter', 'get run() { return 1 }', 's.run + x', 'new a.S()'],
    ] as const
  ).map(([what, member, use, value]): Row => [
    `what a decorator counts in ${what}`,
    `const counted = (v: any, _: any): any => { let c = 0; return function (this: any, n: any) { return v.call(this, n) + c++ } }
export class S { @counted ${member} }
${F}function f(x: any, s: any): any { return ${use} }`,
    {},
    `say(() => f(1, ${value})); say(() => f(1, ${value})); say(() => f(2, ${value}))`,
  ]),
  ...(
    [
      [
        'counts, if a static block makes a closure',
        'const count = () => { let n = 0; return () => ++n }; class S { static { Object.defineProperty(this, "get", { value: count() }) } }; export const up = () => {}; export const make = () => rule((S as any).get)',
      ],
      [
        'counts, if a static block makes it',
        'class S { static { let n = 0; Object.defineProperty(this, "get", { value: { get() { return ++n } }.get }) } }; export const up = () => {}; export const make = () => rule((S as any).get)',
      ],
      [
        'counts, if it is a method of an object',
        'const count = () => { let n = 0; return { get() { return ++n } }.get }; class S { static { Object.defineProperty(this, "get", { value: count() }) } }; export const up = () => {}; export const make = () => rule((S as any).get)',
      ],
    ] as const
  ).map(([what, code]): Row => [
    `what a function that looks like a method ${what}`,
    f(code),
    {},
    'say(() => f(a.make())); a.up(); say(() => f(a.make())); say(() => f(a.make()))',
  ]),
  [
    'a callback whose variable is not initialised yet',
    f(
      'export function make() { const r = rule(() => { try { return k } catch { return "unset" } }); const first = f(r); const k = 1; return [first, f(r)] }',
    ),
    {},
    'say(() => a.make())',
  ],
  [
    'a variable that a callback makes on first use, of a function with a member that changes',
    f(
      'const id = (g: any) => g\nexport const tagged = () => { const g: any = id(() => g.tag); return g }\nfunction compile(g: any) { const v = g(); return () => v }\nexport function make(g: any) { let made: any; return rule(() => (made ??= compile(g))()) }',
    ),
    {},
    'const g = a.tagged(); g.tag = 1; const r = a.make(g); say(() => f(r)); g.tag = 2; say(() => f(r)); const h = a.tagged(); h.tag = 2; say(() => f(a.make(h)))',
  ],
  [
    'Function as an argument',
    f('export const make = (k: number) => rule(Function)', 'r.test("return 1")()'),
    {},
    'say(() => f(a.make(1)))',
  ],
]
