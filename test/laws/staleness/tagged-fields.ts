import { of, type Row } from '../staleness.js'

const TAG = '/** @cache */'
/** A class with a tagged function in a field, and another tagged function that is given such functions. */
const service = (members: string, above = '', head = 'class S') =>
  of(
    `${above}\nexport ${head} { rate = 2; ${members} }\nexport const s: any = new S()\nexport const use = (x: any): any => s.price(x)`,
    'typeof x === "function" ? x(2) : x',
  )
const calls = 'say(() => a.s.price(1)); say(() => a.s.price(1)); say(() => f(a.s.price))'

const edit = (what: string, before: string, after: string, above = ['', ''], head?: string): Row => [
  what,
  service(before, above[0], head),
  service(after, above[1], head),
  calls,
]
const PRICE = `${TAG} price = (x: any) => x * this.rate`

export const EDITS_OF_TAGGED_FIELDS: Row[] = [
  edit('a tagged function in a field', PRICE, `${TAG} price = (x: any) => x + this.rate + 9`),
  edit('the first value of a field beside a tagged function', `k = 1; ${PRICE} * this.k`, `k = 3; ${PRICE} * this.k`),
  edit(
    'a method that a field’s tagged function calls',
    `m() { return 1 } ${PRICE} + this.m()`,
    `m() { return 3 } ${PRICE} + this.m()`,
  ),
  edit(
    'a function in a field that another field’s tagged function calls',
    `m = () => this.rate; ${PRICE} + this.m()`,
    `m = () => this.rate + 1; ${PRICE} + this.m()`,
  ),
  edit(
    'a tagged function in a field that another one calls',
    `${TAG} m = (x: any) => this.rate + x; ${PRICE} + this.m(x)`,
    `${TAG} m = (x: any) => this.rate - x; ${PRICE} + this.m(x)`,
  ),
  edit('a helper of a tagged function in a field', `${PRICE} + h()`, `${PRICE} + h()`, [
    'const h = () => 1',
    'const h = () => 3',
  ]),
  edit(
    'a base class of one with a tagged field',
    `${PRICE} + this.m()`,
    `${PRICE} + this.m()`,
    ['class B { m() { return 1 } }', 'class B { m() { return 3 } }'],
    'class S extends B',
  ),
  edit(
    'an asynchronous function in a field',
    `${TAG} price = async (x: any) => x * this.rate`,
    `${TAG} price = async (x: any) => x - this.rate`,
  ),
  edit(
    'what a tagged function in a function captures',
    'price = make(1)',
    'price = make(3)',
    Array<string>(2).fill(`const make = (k: any) => { ${TAG} const price = (x: any) => x + k; return price }`),
  ),
]

const state = (what: string, members: string, change: string, above?: string, head?: string, driver = calls): Row => [
  what,
  service(members, above, head),
  {},
  `${driver}; ${change}; ${driver}`,
]

/** All of these hit in a second run. */
export const STATE_OF_TAGGED_FIELDS: Row[] = [
  state(
    'a variable that a tagged declaration in a function shares with another',
    'price = made.price',
    'a.made.set(5)',
    `const make = (k: any) => { ${TAG} function price(x: any) { return x + k } return { price, set(v: any) { k = v } } }\nexport const made = make(1)`,
  ),
  state(
    'a variable that a tagged method in a table shares with another',
    'price = made.price',
    'a.made.set(5)',
    `const make = (k: any) => ({ ${TAG} price(x: any) { return x + k }, set(v: any) { k = v } })\nexport const made = make(1)`,
  ),
  state('a field that a tagged function in a field reads', PRICE, 'a.s.rate = 5'),
  state(
    'a private field that a tagged function in a field reads',
    `#k = 1; set(k: any) { this.#k = k } ${PRICE} + this.#k`,
    'a.s.set(5)',
  ),
  state(
    'a field that a private tagged function reads',
    `${TAG} #price = (x: any) => x * this.rate; price(x: any) { return this.#price(x) }`,
    'a.s.rate = 5',
    '',
    'class S',
    'say(() => a.s.price(1))',
  ),
  state(
    'static data that a static tagged function reads',
    `static k = 1; ${TAG} static price = (x: any) => x * this.k; price = S.price`,
    'a.S.k = 5',
  ),
  state(
    'a function in a field, replaced',
    `m = () => this.rate; ${PRICE} + this.m()`,
    'a.s.m = a.other',
    'export const other = () => 8',
  ),
  state(
    'a method, replaced',
    `m() { return 1 } ${PRICE} + this.m()`,
    'a.S.prototype.m = a.other',
    'export const other = () => 8',
  ),
  state(
    'a tagged function in a field, replaced by that of another instance',
    PRICE,
    'const b = new a.S(); b.rate = 7; a.s.price = b.price; say(() => f(b.price))',
  ),
  state(
    'the object of a tagged function that is given',
    PRICE,
    'const b = new a.S(); b.rate = 7; say(() => f(b.price)); b.rate = 8; say(() => f(b.price)); a.s.rate = 9',
  ),
  state(
    'two tagged functions, swapped',
    `${TAG} m = (x: any) => this.rate + x; ${PRICE} - 1`,
    '[a.s.m, a.s.price] = [a.s.price, a.s.m]',
  ),
  state(
    'a module’s variable that a tagged function in a field reads',
    `${PRICE} * k`,
    'a.set(5)',
    'let k = 1; export const set = (v: any) => { k = v }',
  ),
  state(
    'what the class of a tagged field captures',
    'k = 1; price = new K(this.k).price',
    'a.s.price = new (a.mk(5))(1).price',
    `export const mk = (n: any) => class { constructor(public k: any) {} ${TAG} price = (x: any) => x + n + this.k }\nconst K: any = mk(1)`,
  ),
  state(
    'a variable that a tagged function in a function shares with another',
    'price = made.price',
    'a.made.set(5)',
    `const make = (k: any) => { ${TAG} const price = (x: any) => x + k; return { price, set(v: any) { k = v } } }\nexport const made = make(1)`,
  ),
  state(
    'a variable that a tagged function in a table shares with another',
    'price = made.price',
    'a.made.set(5)',
    `const make = (k: any) => ({ ${TAG} price: (x: any) => x + k, set: (v: any) => { k = v } })\nexport const made = make(1)`,
  ),
]

/** Not all of these hit. */
export const TAGGED_FIELDS_APART: Row[] = [
  state(
    'private static data that a static tagged function reads',
    `static #k = 1; static set(k: any) { S.#k = k } ${TAG} static #p = (x: any) => x * this.#k; price = (x: any) => S.#p(x)`,
    'a.S.set(5)',
    '',
    'class S',
    'say(() => a.s.price(1))',
  ),
  state(
    'a field’s tagged function that calls a method of the base',
    `${PRICE} + super.m()`,
    'Object.getPrototypeOf(a.S.prototype).m = a.other',
    'class B { m() { return 1 } }\nexport const other = () => 8',
    'class S extends B',
  ),
  state(
    'a tagged function that a name of run time makes uncached',
    `k = 'n'; ${TAG} price = (x: any) => x + (H as any)[this.k]`,
    'a.H.n = 5',
    'export class H { static n = 1 }',
  ),
  state(
    'a WeakMap that a tagged function in a field reads',
    `${PRICE} + W.get(this)`,
    'a.W.set(a.s, 5)',
    'export const W = new WeakMap()',
  ),
  state(
    'a WeakMap in a field that a tagged function reads',
    `w = new WeakMap(); ${PRICE} + String(this.w.get(this))`,
    'a.s.w.set(a.s, 5)',
  ),
  [
    'a tagged function that is given, and always runs uncached',
    of(`export class H { static n = 1 }\nlet k = 'n'\n${TAG} export function g(x: any) { return x + (H as any)[k] }`, 'x(2)'),
    {},
    'say(() => f(a.g)); a.H.n = 5; say(() => f(a.g))',
  ],
]
