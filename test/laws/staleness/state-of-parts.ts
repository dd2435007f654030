import type { Row } from '../staleness.js'

/**
 * A tagged function that asks an instance, and a tagged method whose object asks one in a field.
 *
 * @param members of the instance's class
 * @param ask how both use the instance `k`
 */
const asked = (members: string, ask = 'k.ask(x)', before = '', after = ''): string => `${before}
export class K { rate: any = 1; other: any = 1; private calls = 0
  ${members} }
export const k: any = new K(), l: any = new K()
export class S { constructor(private k: any) {} /** @cache */ m(x: any): any { return ${ask.replaceAll('k.', 'this.k.')} } }
export const s = new S(k), t = new S(l)
/** @cache */ export function f(k: any, x: any): any { return ${ask} }
${after}`
const ALL = 'say(() => s.m(3)); say(() => f(k, 3)); say(() => t.m(3)); say(() => f(l, 3))'
const changed = (change = 'k.other = 2') => `const { s, t, k, l, K, f } = a; ${ALL}; ${change}; ${ALL}; k.rate = 5; ${ALL}`
const ASK = 'ask(x: any) { return x * this.rate }'

/** State of an instance of which code uses one method, by ways that the method's text doesn't show. */
export const STATE_OF_PARTS: Row[] = [
  ['a field that the used method reads', asked('ask(x: any) { return x * this.other }'), {}, changed()],
  ['a field by way of a method', asked('ask(x: any) { return x * this.b() } b() { return this.other }'), {}, changed()],
  ['a field itself', asked('', 'k.other * x'), {}, changed()],
  ['a field beside a method', asked(ASK, 'k.ask(x) + k.other'), {}, changed()],
  ['an accessor', asked('get all() { return this.other }', 'k.all * x'), {}, changed()],
  ['a method of the object itself', asked(ASK), {}, changed('k.ask = (x: any) => x * k.other; ' + ALL + '; k.other = 3')],
  [
    'a method that others replace',
    asked(ASK),
    {},
    changed('K.prototype.ask = function (x: any) { return x * this.other }; ' + ALL + '; k.other = 3'),
  ],
  ['the object itself', asked('me() { return this }', 'k.me().other * x'), {}, changed()],
  ['the object in a closure', asked('fn() { return () => this.other }', 'k.fn()() * x'), {}, changed()],
  ['a closure in a field', asked('fn = () => this.other', 'k.fn() * x'), {}, changed()],
  [
    'a closure that a field gets',
    asked('fn: any', 'k.fn() * x', '', 'k.fn = () => k.other; l.fn = () => l.other'),
    {},
    changed(),
  ],
  [
    'an object that knows the instance',
    asked('of: any = { up: this, get() { return (this as any).up.other } }', 'k.of.get() * x'),
    {},
    changed(),
  ],
  ['a name of run time', asked(ASK, 'k["oth" + (x ? "er" : "")] * x'), {}, changed()],
  [
    'a copy of all fields',
    asked(ASK, '({ ...k, x }).other * k.ask(x)').replace('{ ...this.k, x }', '{ ...this.k, x }'),
    {},
    changed(),
  ],
  [
    'what others read of it',
    asked(ASK, 'read(k) * k.ask(x)', 'const read = (o: any) => o.other').replace('read(k) * this', 'read(this.k) * this'),
    {},
    changed(),
  ],
  ['a variable with the same instance', asked(ASK, 'k.ask(x) * last.other', '', 'const last: any = k'), {}, changed()],
  [
    'a list with all instances',
    asked(`constructor() { all.push(this) } ${ASK}`, 'k.ask(x) * all[0].other', 'const all: any[] = []'),
    {},
    changed(),
  ],
  [
    'a class that extends it',
    asked(
      ASK,
      'k.ask(x)',
      '',
      'class D extends K { get rate2() { return 1 } ask(x: any) { return x * this.other } }\nexport const d: any = new D()',
    ),
    {},
    'const { d, f } = a; say(() => f(d, 3)); d.other = 2; say(() => f(d, 3))',
  ],
  [
    'an instance of the class it extends',
    asked('', 'k.ask(x)', 'class B { ask(x: any) { return x * (this as any).other } }').replace(
      'class K {',
      'class K extends B {',
    ),
    {},
    changed(),
  ],
  [
    'a decorated method',
    asked(
      '@twice ask(x: any) { return x * this.rate }',
      'k.ask(x)',
      'const twice = (fn: any, _: any) => function (this: any, x: any) { return fn.call(this, x) * this.other }',
    ),
    {},
    changed(),
  ],
  [
    'an instance of another class with the method',
    asked(ASK, 'k.ask(x)', '', 'class E { other = 1; ask(x: any) { return x * this.other } }\nexport const e: any = new E()'),
    {},
    'const { e, f } = a; say(() => f(e, 3)); e.other = 2; say(() => f(e, 3))',
  ],
  [
    'an object with the method of the class',
    asked(ASK, 'k.ask(x)', '', 'export const o: any = { rate: 1, other: 2, ask: K.prototype.ask }'),
    {},
    'const { o, f } = a; say(() => f(o, 3)); o.rate = 2; say(() => f(o, 3))',
  ],
  [
    'an instance behind an instance',
    asked(
      'inner: any = new I(); ask(x: any) { return this.inner.get() * x }',
      'k.ask(x)',
      'export class I { n = 1; more = 1; get() { return this.n } }',
    ),
    {},
    changed('k.inner.n = 2'),
  ],
  [
    'two instances that know each other',
    asked(
      'peer: any; ask(x: any) { return this.peer.tell() * x } tell() { return this.other }',
      'k.ask(x)',
      '',
      'k.peer = l; l.peer = k',
    ),
    {},
    changed(),
  ],
  [
    'two instances that know each other, the other one',
    asked(
      'peer: any; ask(x: any) { return this.peer.tell() * x } tell() { return this.other }',
      'k.ask(x)',
      '',
      'k.peer = l; l.peer = k',
    ),
    {},
    changed('l.other = 7'),
  ],
  ['a private field', asked('#n = 1; set(n: any) { this.#n = n } ask(x: any) { return x * this.#n }'), {}, changed('k.set(4)')],
  ['a count that the method returns', asked('#n = 0; ask(x: any) { this.#n++; return x * this.#n }'), {}, changed('')],
  [
    'a count that is read besides',
    asked('#n = 0; get count() { return this.#n } ask(x: any) { this.#n++; return x }', 'k.ask(x) + k.count'),
    {},
    changed(''),
  ],
  ['a static field', asked('static scale: any = 1; ask(x: any) { return x * K.scale }'), {}, changed('K.scale = 4')],
  [
    'a variable that the method reads',
    asked('ask(x: any) { return x * scale }', 'k.ask(x)', 'let scale = 1; export const setScale = (n: number) => { scale = n }'),
    {},
    changed('a.setScale(4)'),
  ],
  [
    'a frozen instance',
    asked('ask(x: any) { try { (this as any).rate = this.rate } catch { return 0 } return x * this.rate }'),
    {},
    'const { s, k, f } = a; say(() => f(k, 3)); say(() => s.m(3)); Object.freeze(k); say(() => f(k, 3)); say(() => s.m(3))',
  ],
  [
    'an instance that can get no new fields',
    asked('ask(x: any) { try { (this as any).more = 1; delete (this as any).more } catch { return 0 } return x }'),
    {},
    changed('Object.preventExtensions(k)'),
  ],
  [
    'a function that a package’s object holds',
    {
      'a.ts': asked(
        'bus = new Bus(); constructor() { this.bus.on((o: any) => { o.n = this.other }) } ask(x: any) { const o = { n: 0 }; this.bus.emit(o); return x * o.n }',
        'k.ask(x)',
        "import { Bus } from 'kit'",
      ),
      'node_modules/kit/package.json': '{"name":"kit","version":"1.0.0"}',
      'node_modules/kit/index.js':
        'export class Bus { #all = []; on(h) { this.#all.push(h) } emit(o) { for (const h of this.#all) h(o) } }',
    },
    {},
    changed(),
  ],
  ['a field that the function itself sets', asked(ASK, '(k.other = x, k.ask(x) * k.other)'), {}, changed('k.other = 9')],
  [
    'a sealed instance',
    asked('ask(x: any) { try { (this as any).more = 1 } catch { return 0 } return x }'),
    {},
    changed('Object.seal(k)'),
  ],
  ['a field that is deleted', asked('ask(x: any) { return x * (this.other ?? 9) }'), {}, changed('delete k.other')],
  [
    'a parameter that is given another value',
    asked(ASK, '(k = l, k.ask(x))').replaceAll('(k = l, this.k.ask(x))', 'this.k.ask(x)'),
    {},
    changed('l.rate = 2'),
  ],
  [
    'a parameter by `arguments`',
    asked(ASK).replace('return k.ask(x) }', 'return k.ask(x) * arguments[0].other }'),
    {},
    changed(),
  ],
  ['a parameter by `eval`', asked(ASK).replace('return k.ask(x) }', 'return k.ask(x) * eval("k").other }'), {}, changed()],
  [
    'a getter of an instance that lists its fields',
    asked('get keys() { return Object.keys(this).join() }', 'k.keys + x'),
    {},
    changed('k.more = 1'),
  ],
]

/** Fields of an instance that no member that is used reads: they are no input. */
export const PARTS_WITHOUT_USE: Row[] = [
  ['a field that the used method doesn’t read', asked(`log: any = new WeakMap(); ${ASK}`), {}, changed()],
  [
    'a count of calls',
    asked('#n = 0; get count() { return this.#n } ask(x: any) { this.#n++; return x * this.rate }'),
    {},
    changed(),
  ],
  [
    'a private count',
    asked('get count() { return this.calls } ask(x: any) { this.calls++; return x * this.rate }'),
    {},
    changed(),
  ],
  [
    'a field of an instance behind it',
    asked(
      'inner: any = new I(); ask(x: any) { return this.inner.get() * x * this.rate }',
      'k.ask(x)',
      'export class I { n = 1; more = new WeakSet(); get() { return this.n } }',
    ),
    {},
    changed('k.inner.more = new WeakMap()'),
  ],
]
