import type { Kind } from './kind.js'

/** Declarations with a tag. */
export const TAGGED_KINDS: Record<string, Kind> = {
  declaration: (n, e, at) => ({
    code: [
      `/** @cache */\nexport function ${n}(a: number, b: number = `,
      ...e.make(at(['a']), 2),
      `) { const c = `,
      ...e.make(at(['a', 'b'])),
      '; return ',
      ...e.make(at(['a', 'b', 'c'])),
      ' }',
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    call: (s, x, y) => [s, y % 2 ? `(${x})` : `(${x}, ${y})`],
    movable: true,
  }),
  arrow: (n, e, at) => ({
    code: [
      `/** @cache */\nexport const ${n} = ({ p, q: [r] }: any, ...rest: number[]) => ({ v: rest.length + `,
      ...e.make(at(['p', 'r'])),
      ' })',
    ],
    use: (s, x) => [s, '({ p: ', ...x, ', q: [1] }).v'],
    call: (s, x, y) => [s, `({ p: ${x}, q: [${y}] }${y % 2 ? ', 1' : ''})`],
  }),
  asynchronous: (n, e, at) => ({
    code: [
      `/** @cache { ttl: '1h' } */\nexport async function ${n}(a: number) { await null; return [`,
      ...e.make({ ...at(['a']) }),
      ', a] }',
    ],
    use: (s, x) => ['(await ', s, '(', ...x, '))[0]!'],
    call: (s, x) => [s, `(${x})`],
    sync: false,
    movable: true,
  }),
  generator: (n, e, at) => ({
    code: [
      `/** @cache */\nexport function* ${n}(a: number): Generator<number> { yield `,
      ...e.make(at(['a'])),
      '; yield* [a, ',
      ...e.make(at(['a'])),
      '] }',
    ],
    use: (s, x) => ['[...', s, '(', ...x, ')][0]!'],
    call: (s, x) => [s, `(${x})`],
    movable: true,
  }),
  method: (n, e, at) => ({
    code: [
      `export class ${n} { f = `,
      e.literal(),
      `; constructor(public q: number) {}\n  help(a: number) { return a + `,
      ...e.make(at(['a'])),
      ` }\n  /** @cache */\n  m(a: number) { return this.f + this.q + this.help(a) }\n  /** @cache */\n  plain(a: number) { return `,
      ...e.make(at(['a'])),
      ' } }',
    ],
    use: (s, x) => ['new ', s, '(', ...x, ').m(', e.literal(), ')'],
    call: (s, x, y) => ['new ', s, `(${x}).${y % 2 ? 'm' : 'plain'}(${y})`],
  }),
  staticMethod: (n, e, at) => ({
    code: [
      `export class ${n} { static k = `,
      e.literal(),
      `;\n  /** @cache */\n  static m(a: number) { return this.k + `,
      ...e.make(at(['a'])),
      ' } }',
    ],
    use: (s, x) => [s, '.m(', ...x, ')'],
    call: (s, x) => [s, `.m(${x})`],
    changes: (s, x) => [s, `.k = ${x}`],
  }),
  nested: (n, e, at) => ({
    code: [
      `export function ${n}(k: number) { const c = k * `,
      e.literal(),
      `; const h = (a: number) => a + c + `,
      ...e.make(at(['a'])),
      `\n  /** @cache */\n  const inner = (a: number) => h(a) + k + `,
      ...e.make(at(['a', 'k', 'c'])),
      '\n  return inner }',
    ],
    use: (s, x) => [s, '(', ...x, ')(', e.literal(), ')'],
    call: (s, x, y) => [s, `(${x})(${y})`],
  }),
  property: (n, e, at) => ({
    code: [
      `export const ${n} = Object.freeze({ k: `,
      e.literal(),
      `, /** @cache */ m(a: number) { return a + this.k + `,
      ...e.make(at(['a'])),
      ' } })',
    ],
    use: (s, x) => [s, '.m(', ...x, ')'],
    call: (s, x) => [s, `.m(${x})`],
  }),
  instanceArgument: (n, e, at) => ({
    code: [
      `export class ${n}Money { constructor(public amount: number) {} cents() { return this.amount + `,
      ...e.make(at()),
      ` } }\n/** @cache */\nfunction ${n}$(m: ${n}Money) { return m.cents() }\nexport const ${n} = (x: number) => ${n}$(new ${n}Money(x))`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    call: (s, x) => [s, `(${x})`],
  }),
  functionArgument: (n, e, at) => ({
    code: [
      `/** @cache */\nfunction ${n}$(g: (a: number) => number, a: number) { return g(a) + `,
      e.literal(),
      `\n}\n/** @cache */\nfunction ${n}$g(a: number) { return `,
      ...e.make(at(['a'])),
      ` }\nexport const ${n} = (x: number) => ${n}$(${n}$g, x)`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    call: (s, x) => [s, `(${x})`],
  }),
  wrapped: (n, e, at) => ({
    code: [
      `import { cache as ${n}$cache } from '@cachecache/runtime'\nexport const ${n} = ${n}$cache((a: number, b = a) => b + `,
      ...e.make(at(['a'])),
      ')',
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    call: (s, x) => [s, `(${x})`],
  }),
  cacheKeyed: (n, e, at) => ({
    code: [
      `import { cacheKey as ${n}$key } from '@cachecache/runtime'\nexport class ${n} { #seen = 0; constructor(public q: number) {}\n  [${n}$key]() { return this.q }\n  help(a: number) { this.#seen = a; return a + this.#seen + `,
      ...e.make(at(['a'])),
      ` }\n  /** @cache */\n  m(a: number) { return this.q + this.help(a) } }`,
    ],
    use: (s, x) => ['new ', s, '(', ...x, ').m(', e.literal(), ')'],
    call: (s, x, y) => ['new ', s, `(${x}).m(${y})`],
  }),
  decorator: (n, e, at) => ({
    code: [
      `import { cache as ${n}$cache } from '@cachecache/runtime'\nexport class ${n} { constructor(readonly q: number) {}\n  @${n}$cache m(a: number) { return this.q + `,
      ...e.make(at(['a'])),
      ` }\n  @${n}$cache static s(a: number) { return a + `,
      ...e.make(at(['a'])),
      ' } }',
    ],
    use: (s, x) => ['new ', s, '(', ...x, ').m(', e.literal(), ')'],
    call: (s, x, y) => (y % 2 ? ['new ', s, `(${x}).m(${y})`] : [s, `.s(${x})`]),
  }),
  field: (n, e, at) => ({
    code: [
      `export class ${n} { k = `,
      e.literal(),
      `; constructor(public q: number) {}\n  /** @cache */\n  m = (a: number) => a + this.k + this.q + `,
      ...e.make(at(['a'])),
      ' }',
    ],
    use: (s, x) => ['new ', s, '(', ...x, ').m(', e.literal(), ')'],
    call: (s, x, y) => ['new ', s, `(${x}).m(${y})`],
  }),
  superMethod: (n, e, at) => ({
    code: [
      `class ${n}Base { h(a: number) { return a + `,
      ...e.make(at(['a'])),
      ` } get g() { return `,
      e.literal(),
      ` } }\nexport class ${n} extends ${n}Base { constructor(public q: number) { super() }\n  /** @cache */\n  *m(a: number) { yield super.h(a) + this.g; yield this.q } }`,
    ],
    use: (s, x) => ['[...new ', s, '(', ...x, ').m(', e.literal(), ')][0]!'],
    call: (s, x, y) => ['new ', s, `(${x}).m(${y})`],
  }),
  asyncGenerator: (n, e, at) => ({
    code: [
      `/** @cache */\nexport async function* ${n}(a: number): AsyncGenerator<number> { yield `,
      ...e.make(at(['a'])),
      '; for (const v of [a, ',
      ...e.make(at(['a'])),
      ']) yield v }',
    ],
    use: (s, x) => ['(await ', s, '(', ...x, ').next()).value'],
    call: (s, x) => [
      '(async () => { const all: number[] = []; for await (const v of ',
      s,
      `(${x})) all.push(v); return all })()`,
    ],
    sync: false,
    movable: true,
  }),
  stoppedGenerator: (n, e, at) => ({
    code: [
      `/** @cache */\nexport function* ${n}(a: number): Generator<number> { try { yield a; yield `,
      ...e.make(at(['a'])),
      ' } finally { a += ',
      e.literal(),
      ' } return a }',
    ],
    use: (s, x) => ['[...', s, '(', ...x, ')][1]!'],
    // Run to its end first: what a caller stops early is not stored.
    call: (s, x) => ['((all: any, g: any) => [all, g.next(), g.return(9), g.next()])([...', s, `(${x})], `, s, `(${x}))`],
    movable: true,
  }),
  ownState: (n, e, at) => ({
    code: [
      `export const ${n} = { k: `,
      e.literal(),
      `, /** @cache */ m(a: number) { return a + this.k + `,
      ...e.make(at(['a'])),
      ' } }',
    ],
    use: (s, x) => [s, '.m(', ...x, ')'],
    call: (s, x) => [s, `.m(${x})`],
    changes: (s, x) => [s, `.k = ${x}`],
  }),
  ignoring: (n, e, at) => ({
    code: [
      `/** @cache { ignore: ['log'] } */\nexport const ${n} = function (a: number, log?: unknown) { void log; return a + `,
      ...e.make(at(['a'])),
      ' }',
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    call: (s, x, y) => [s, `(${x}, { at: ${y} })`],
  }),
  argumentsReader: (n, e, at) => ({
    code: [
      `/** @cache */\nexport function ${n}(a: number, ..._: number[]) { return a * arguments.length + `,
      ...e.make(at(['a'])),
      ' }',
    ],
    use: (s, x) => [s, '(', ...x, ', 2)'],
    call: (s, x, y) => [s, y % 2 ? `(${x})` : `(${x}, ${y})`],
    movable: true,
  }),
}
