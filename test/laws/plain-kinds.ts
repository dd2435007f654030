import type { Kind } from './kind.js'

/** Declarations that tagged functions reach. */
export const PLAIN_KINDS: Record<string, Kind> = {
  literal: (n, e) => ({ code: [`export const ${n} = `, e.literal()], use: (s) => [s] }),
  computed: (n, e, at) => ({ code: [`export const ${n} = `, ...e.make(at())], use: (s) => [s] }),
  helper: (n, e, at) => ({
    code: [
      `export function ${n}(a: number, b: number = `,
      ...e.make(at(['a']), 1),
      `) { const c = `,
      ...e.make(at(['a', 'b'])),
      `; return `,
      ...e.make(at(['a', 'b', 'c'])),
      ' }',
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    movable: true,
  }),
  arrow: (n, e, at) => ({
    code: [`export const ${n} = (a: number) => `, ...e.make(at(['a']))],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  enumeration: (n, e) => ({ code: [`export enum ${n} { A = `, e.literal(), `, B, C = 'x' as any }`], use: (s) => [s, '.B'] }),
  frozen: (n, e, at) => ({
    code: [`export const ${n} = Object.freeze({ a: `, ...e.make(at(), 1), `, b: { c: `, e.literal(), ' } })'],
    use: (s) => ['(', s, '.a + ', s, `['b'].c)`],
  }),
  object: (n, e, at) => ({
    code: [`export const ${n} = { a: `, ...e.make(at(), 1), `, b: { c: `, e.literal(), ' }, list: [1, ', e.literal(), '] }'],
    use: (s) => ['(', s, '.a + ', s, '.b.c + ', s, '.list.length)'],
    changes: (s, x) => (x % 3 === 0 ? [s, `.a = ${x}`] : x % 3 === 1 ? [s, `.b.c = ${x}`] : [s, `.list.push(${x})`]),
  }),
  methods: (n, e, at) => ({
    code: [
      `const ${n}$ = { k: `,
      e.literal(),
      `, m(a: number) { return a + this.k }, get g() { return `,
      ...e.make(at()),
      ` } }\nexport function ${n}(a: number) { return ${n}$.m(a) + ${n}$.g }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  map: (n, e) => ({
    code: [`export const ${n} = new Map<string, number>([['a', `, e.literal(), `], ['b', `, e.literal(), ']])'],
    use: (s) => ['((', s, `.get('a') ?? 0) + `, s, '.size)'],
    changes: (s, x) => [s, `.set('${x % 2 ? 'a' : 'c'}', ${x})`],
  }),
  variable: (n, e) => ({
    code: [`export let ${n} = `, e.literal(), `\nexport function ${n}$set(v: number) { ${n} = v }`],
    use: (s) => [s],
    changes: (s, x) => [s, `$set(${x})`],
  }),
  ownVariable: (n, e, at) => ({
    code: [
      `export let ${n}$ = { v: `,
      e.literal(),
      ` }\nexport function ${n}(a: number) { return ${n}$.v + `,
      ...e.make(at(['a'])),
      ` }\nexport const ${n}$set = (v: number) => { ${n}$ = { v } }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, `$set(${x})`],
  }),
  // What it is made of must stay as it is while a process runs: the program itself keeps what the first call made, so
  // that only a new process would show what an uncached run returns after a change.
  lazy: (n, e, at) => ({
    code: [`let ${n}$: number | undefined\nexport function ${n}() { return (${n}$ ??= `, ...e.make(at([], 'steady')), ') }'],
    use: (s) => [s, '()'],
  }),
  classes: (n, e, at) => ({
    code: [
      `class ${n}Base { static z = `,
      e.literal(),
      `; #p = `,
      e.literal(),
      `; base(a: number) { return a + this.#p + `,
      ...e.make(at(['a'])),
      ` } }\nexport class ${n} extends ${n}Base { f = `,
      e.literal(),
      `; static s = `,
      e.literal(),
      `; constructor(readonly q: number) { super() }\n  m(a: number) { return this.f + this.q + this.base(a) + `,
      ...e.make(at(['a'])),
      ' }\n  static sm(a: number) { return a + this.s + this.z } }',
    ],
    use: (s, x) => ['(new ', s, '(', ...x, ').m(', e.literal(), ') + ', s, '.sm(1))'],
    extendable: true,
  }),
  staticState: (n, e) => ({
    code: [
      `export class ${n} { static level = `,
      e.literal(),
      `; static up() { this.level++ } static read() { return ${n}.level } }`,
    ],
    use: (s) => ['(', s, '.level + ', s, '.read())'],
    changes: (s, x) => (x % 2 ? [s, '.up()'] : [s, `.level = ${x}`]),
  }),
  singleton: (n, e) => ({
    code: [
      `class ${n}$ { level = `,
      e.literal(),
      `; up(by: number) { this.level += by } read() { return this.level * `,
      e.literal(),
      ` } }\nexport const ${n} = new ${n}$()`,
    ],
    use: (s) => [s, '.read()'],
    changes: (s, x) => [s, `.up(${x})`],
  }),
  environment: (n, e) => ({
    code: [`export function ${n}() { return Number(process.env.LAW_${n.length % 3} ?? `, e.literal(), ') }'],
    use: (s) => [s, '()'],
    changes: (_s, x) => [`process.env.LAW_${n.length % 3} = '${x}'`],
  }),
  environmentOnce: (n, e) => ({ code: [`export const ${n} = Number(process.env.LAW_0 ?? `, e.literal(), ')'], use: (s) => [s] }),
  json: (n) => ({
    code: [`import ${n}$ from './data.json'\nexport const ${n} = (k: number) => ${n}$.list[k % 2]! + ${n}$.a`],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  generator: (n, e, at) => ({
    code: [
      `export function* ${n}(a: number) { yield `,
      ...e.make(at(['a'])),
      `; for (let i = 0; i < 2; i++) yield i + `,
      ...e.make(at(['a', 'i'])),
      ' }',
    ],
    use: (s, x) => ['[...', s, '(', ...x, ')].reduce((a, b) => a + b, 0)'],
    movable: true,
  }),
  closure: (n, e, at) => ({
    code: [
      `export function ${n}(k: number) { let c = k; c += `,
      e.literal(),
      `; return (a: number) => a + c + `,
      ...e.make(at(['a', 'k', 'c'])),
      ' }',
    ],
    use: (s, x) => [s, '(', ...x, ')(', e.literal(), ')'],
    movable: true,
  }),
  madeFunction: (n, e, at) => ({
    code: [
      `const ${n}$ = (k: number) => (a: number) => a * k + `,
      ...e.make(at(['a', 'k'])),
      `\nexport function ${n}(a: number) { return ${n}$(`,
      e.literal(),
      ')(a) }',
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  destructured: (n, e, at) => ({
    code: [
      `export const { ${n}, other: [${n}$ = `,
      e.literal(),
      `] } = { ${n}: `,
      ...e.make(at(), 1),
      `, other: [] as number[] }`,
    ],
    use: (s) => [s],
  }),
  template: (n, e) => ({
    code: [
      `export const ${n} = (strings: TemplateStringsArray, ...values: number[]) => strings.raw.join('').length + values.length * `,
      e.literal(),
    ],
    use: (s, x) => [s, '`a${', ...x, '}b', e.literal(), '`'],
  }),
  regular: (n, e) => ({
    code: [`export const ${n} = /[1-`, e.literal(), `]/`],
    use: (s, x) => ['(', s, '.test(String(', ...x, ')) ? 1 : 0)'],
  }),
  registry: (n, e, at) => ({
    code: [
      `const ${n}$ = new Map<string, (a: number) => number>()\n${n}$.set('k', (a) => `,
      ...e.make(at(['a'])),
      `)\nexport function ${n}(a: number) { return ${n}$.get('k')!(a) }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  space: (n, e, at) => ({
    code: [
      `export namespace ${n} { export const k = `,
      e.literal(),
      `; export function f(a: number) { return a + k + `,
      ...e.make(at(['a'])),
      ' } }',
    ],
    use: (s, x) => [s, '.f(', ...x, ')'],
  }),
  spread: (n, e, at) => ({
    code: [
      `const ${n}$ = { ...{ a: `,
      ...e.make(at(), 1),
      ` }, b: `,
      e.literal(),
      ` }\nexport const ${n} = { ...${n}$, c: 1 } as const`,
    ],
    use: (s) => ['(', s, '.a + ', s, '.b)'],
  }),
  patched: (n, e, at) => ({
    code: [
      `export function ${n}(this: any, a: number) { this.a = a }\n${n}.prototype.m = function (b: number) { return this.a + b + `,
      ...e.make(at(['b'])),
      ' }',
    ],
    use: (s, x) => ['new (', s, ' as any)(', ...x, ').m(', e.literal(), ')'],
  }),
  decorated: (n, e) => ({
    code: [
      `const ${n}$by = (f: any, _c: any) => function (this: any, a: number): number { return f.call(this, a) + `,
      e.literal(),
      ` }\nexport class ${n} { @${n}$by m(a: number) { return a * `,
      e.literal(),
      ' } }',
    ],
    use: (s, x) => ['new ', s, '().m(', ...x, ')'],
  }),
  counter: (n, e, at) => ({
    code: [`let ${n}$calls = 0\nexport function ${n}(a: number) { ${n}$calls++; return `, ...e.make(at(['a'])), ' }'],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  alias: (n, e, at) => ({
    code: [`const ${n}$ = (a: number) => `, ...e.make(at(['a'])), `\nexport const ${n} = ${n}$`],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  bound: (n, e, at) => ({
    code: [
      `const ${n}$ = { f: function (a: number) { return `,
      ...e.make(at(['a'])),
      ` } }\nexport const ${n} = (a: number) => ${n}$.f.bind(null)(a)`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  awaited: (n, e, at) => ({
    code: [`export async function ${n}(a: number) { return `, ...e.make(at(['a'])), ' }'],
    use: (s, x) => ['(await ', s, '(', ...x, '))'],
    sync: false,
    movable: true,
  }),
}
