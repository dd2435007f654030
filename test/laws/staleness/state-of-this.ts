import type { Row } from '../staleness.js'

export const service = (members: string, body: string, rest = '', head = 'class S') => `${rest}
export ${head} { rate: any = 1; other: any = 1; private calls = 0
  ${members}
  /** @cache */ m(x: any): any { ${body} } }
export const s: any = new S(), t: any = new S()`
export const calls = (change = 's.other = 2') =>
  `const s = a.s, t = a.t; say(() => s.m(3)); ${change}; say(() => s.m(3)); say(() => t.m(3)); s.rate = 5; say(() => s.m(3)); say(() => t.m(3))`

/** Fields of `this` that a method reads by ways that its own text doesn't show. */
export const STATE_OF_THIS: Row[] = [
  ['a field that a method reads', service('', 'return x * this.other'), {}, calls()],
  ['a field by way of a method', service('k() { return this.other }', 'return x * this.k()'), {}, calls()],
  [
    'a field by way of two methods',
    service('k() { return this.l() } l() { return this.other }', 'return x * this.k()'),
    {},
    calls(),
  ],
  ['a field by way of a private method', service('#k() { return this.other }', 'return x * this.#k()'), {}, calls()],
  ['a field by way of a getter', service('get k() { return this.other }', 'return x * this.k'), {}, calls()],
  [
    'a field by way of a setter',
    service('set k(x: any) { x.n = this.other }', 'const o = { n: 0 }; this.k = o; return o.n'),
    {},
    calls(),
  ],
  ['a field of a pattern', service('', 'const { other } = this; return x * other'), {}, calls()],
  ['the other fields of a pattern', service('', 'const { rate, ...rest } = this; return x * rate + rest.other'), {}, calls()],
  ['a field of a name of run time', service('', 'const k = "oth" + "er"; return x * (this as any)[k]'), {}, calls()],
  ['a field of another name for `this`', service('', 'const self = this; return x * self.other'), {}, calls()],
  ['all fields', service('', 'return JSON.stringify(this)'), {}, calls()],
  ['the names of all fields', service('', 'return Object.keys(this).join()'), {}, calls('s.more = 1')],
  ['a field that is there or not', service('', 'return "more" in this'), {}, calls('s.more = 1')],
  ['a field that appears', service('', 'return (this as any).more ?? x'), {}, calls('s.more = 1')],
  ['a field that goes', service('', 'return this.other ?? x'), {}, calls('delete s.other')],
  ['a field in a default', service('', 'return ((n = this.other) => n * x)()'), {}, calls()],
  ['a field in a function of a method', service('', 'return [x].map((n) => n * this.other)[0]'), {}, calls()],
  ['a field in a function of a field', service('fn = (x: any) => x * this.other', 'return this.fn(x)'), {}, calls()],
  ['a field in a function in a list', service('fns = [(x: any) => x * this.other]', 'return this.fns[0](x)'), {}, calls()],
  [
    'a field in a function that the constructor hands out',
    service(
      'constructor() { on(() => this.other) }',
      'return x * read()',
      'let read: any; const on = (f: any) => { read ??= f }',
    ),
    {},
    calls(),
  ],
  [
    'a field in a function that another method hands out',
    service(
      'on() { return () => this.other }',
      'return x * kept[0]()',
      'const kept: any[] = []; export const keep = (f: any) => { kept.push(f) }',
    ),
    {},
    `a.keep(a.s.on()); ${calls()}`,
  ],
  [
    'an instance in a list',
    service('constructor() { all.push(this) }', 'return x * all[0].other', 'const all: any[] = []'),
    {},
    calls(),
  ],
  [
    'an instance that knows `this`',
    service('k: any = { of: this, get() { return this.of.other } }', 'return x * this.k.get()'),
    {},
    calls(),
  ],
  [
    'an instance of another class that knows `this`',
    service(
      'k: any',
      'return x * this.k.get()',
      'export class K { constructor(public of: any) {} get() { return this.of.other } }',
    ),
    {},
    `a.s.k = new a.K(a.s); a.t.k = new a.K(a.t); ${calls()}`,
  ],
  [
    '`this` as an argument',
    service('', 'return x === 3 ? 0 : x.other'),
    {},
    calls('say(() => s.m(s)); s.other = 2; say(() => s.m(s))'),
  ],
  [
    '`this` in an argument',
    service('', 'return this.rate + (x.of?.other ?? 0)'),
    {},
    calls('say(() => s.m({ of: s })); s.other = 2; say(() => s.m({ of: s }))'),
  ],
  ['`this` as an argument of a call', service('', 'return x * read(this)', 'const read = (o: any) => o.other'), {}, calls()],
  [
    '`this` that is bound',
    service('', 'return read.call(this, x)', 'function read(this: any, x: any) { return this.other * x }'),
    {},
    calls(),
  ],
  ['a method of an instance', service('k() { return this.rate }', 'return x * this.k()'), {}, calls('s.k = () => 7')],
  [
    'a method of the prototype',
    service('k() { return this.rate }', 'return x * this.k()'),
    {},
    calls('a.S.prototype.k = function (this: any) { return this.other }; say(() => s.m(3)); s.other = 2'),
  ],
  [
    'a method of another class in the prototype',
    service('k() { return this.rate }', 'return x * this.k()', 'export class K { other = 1; k() { return this.other } }'),
    {},
    calls('a.S.prototype.k = a.K.prototype.k; say(() => s.m(3)); s.other = 2'),
  ],
  [
    'a method that a class overrides',
    `${service('k() { return this.rate }', 'return x * this.k()')}\nexport class D extends S { k() { return this.other } }\nexport const d = new D()`,
    {},
    'const d = a.d; say(() => d.m(3)); d.other = 2; say(() => d.m(3))',
  ],
  [
    'a method that a class overrides and calls',
    `${service('k() { return this.rate }', 'return x * this.k()')}\nexport class D extends S { k() { return this.other } m(x: any) { return super.m(x) } }\nexport const d = new D()`,
    {},
    'const d = a.d; say(() => d.m(3)); d.other = 2; say(() => d.m(3))',
  ],
  [
    'a field that a class inherits',
    service(
      'k() { return this.base() }',
      'return x * this.k()',
      'class B { hidden: any = 1; base() { return this.hidden } }',
      'class S extends B',
    ),
    {},
    calls('s.hidden = 2'),
  ],
  ['a field of the prototype', service('', 'return x * (this as any).k'), {}, calls('a.S.prototype.k = 2')],
  [
    'a getter of an instance',
    service('', 'return x * this.rate'),
    {},
    calls(
      'let n = 1; Object.defineProperty(s, "rate", { get: () => n, set: () => {}, configurable: true }); say(() => s.m(3)); n = 2',
    ),
  ],
  ['a private field', service('#n = 1; set(n: any) { this.#n = n }', 'return x * this.#n'), {}, calls('s.set(2)')],
  [
    'the second of two private fields',
    service('#n = 1; #o = 1; set(n: any) { this.#o = n }', 'return x * this.#o'),
    {},
    calls('s.set(2)'),
  ],
  ['a count that a method returns', service('', 'this.calls++; return this.calls'), {}, calls()],
  ['a count in an expression', service('', 'return this.calls++ + x'), {}, calls()],
  [
    'a count that decides',
    service(
      'k() { if (this.calls > 1) throw new Error("no"); return 1 }',
      'this.calls++; try { return this.k() } catch { return 0 }',
    ),
    {},
    calls(),
  ],
  ['a sum that others see', service('', 'this.other += x; return x'), {}, `${calls()}; say(() => a.s.other)`],
  ['what is assigned', service('', 'this.other = x; return x'), {}, `${calls()}; say(() => a.s.other)`],
  [
    'what a decorator reads',
    `const log = (f: any, c: any) => function (this: any, ...args: any[]) { return this.other + f.apply(this, args) }\n${service('@log k() { return this.rate }', 'return x * this.k()')}`,
    {},
    calls(),
  ],
  [
    'what a decorator of the class reads',
    `const wrap = (C: any): any => { const k = C.prototype.k; C.prototype.k = function (this: any) { return this.other + k.call(this) }; return C }\n${service('k() { return this.rate }', 'return x * this.k()', '', '@wrap class S').replace('export @wrap', '@wrap export')}`,
    {},
    calls(),
  ],
  [
    'static data by way of the instance',
    service('static label: any = 1', 'return x * (this.constructor as any).label'),
    {},
    calls('(a.S as any).label = 2'),
  ],
  [
    'what a class of Node counts',
    service(
      '',
      "return x * this.listenerCount('x')",
      "import { EventEmitter } from 'node:events'",
      'class S extends EventEmitter',
    ),
    {},
    calls("s.on('x', () => {})"),
  ],
  [
    'a key of its own',
    `import { cacheKey } from '@cachecache/runtime'\n${service(';[cacheKey]() { return [this.other] }', 'return x * this.other')}`,
    {},
    calls(),
  ],
  [
    'a proxy',
    service('', 'return x * this.rate'),
    {},
    'const p = new Proxy(a.s, { get: (o: any, k: any) => (k === "rate" ? n : o[k]) }); let n = 1; say(() => p.m(3)); n = 2; say(() => p.m(3))',
  ],
  [
    'another `this`',
    service('', 'return x * this.rate'),
    {},
    'const o = { rate: 1 }; say(() => a.s.m.call(o, 3)); o.rate = 2; say(() => a.s.m.call(o, 3))',
  ],
  [
    'a function in a field that a class inherits',
    service('', 'return x * this.fn()', 'class B { fn = () => (this as any).other }', 'class S extends B'),
    {},
    calls(),
  ],
  [
    'a method of a package’s class',
    {
      'a.ts': service('', 'return x * this.ask()', "import { B } from 'kit'", 'class S extends B'),
      'node_modules/kit/package.json': '{"name":"kit","version":"1.0.0"}',
      'node_modules/kit/index.js': 'export class B { ask() { return this.other } }',
    },
    {},
    calls(),
  ],
  [
    'a method of a package’s class by `super`',
    {
      'a.ts': service('ask() { return 1 }', 'return x * super.ask()', "import { B } from 'kit'", 'class S extends B'),
      'node_modules/kit/package.json': '{"name":"kit","version":"1.0.0"}',
      'node_modules/kit/index.js': 'export class B { ask() { return this.other } }',
    },
    {},
    calls(),
  ],
  [
    'a handler of an emitter',
    service(
      "constructor() { super(); this.on('ask', (o: any) => { o.n = this.other }) }",
      "const o = { n: 0 }; this.emit('ask', o); return x * o.n",
      "import { EventEmitter } from 'node:events'",
      'class S extends EventEmitter',
    ),
    {},
    calls(),
  ],
  [
    'a handler that others add',
    service(
      '',
      "const o = { n: 0 }; this.emit('ask', o); return x * o.n",
      "import { EventEmitter } from 'node:events'",
      'class S extends EventEmitter',
    ),
    {},
    calls("let n = 1; s.on('ask', (o: any) => { o.n = n }); say(() => s.m(3)); n = 2"),
  ],
  [
    'a function of Node that others replace',
    service('join: any = path.join', 'return this.join("a", x + "")', "import path from 'node:path'"),
    {},
    calls('say(() => s.m(3)); s.join = (...all: any[]) => all.join(s.other)'),
  ],
]
