import { F, type Row } from '../staleness.js'

/** A cached `inner` writes what a cached `outer` around it reads. A hit of `inner` leaves it unwritten. */
const nested = (what: string, above: string, inner: string, outer: string, more: Record<string, string> = {}): Row => [
  `what a call inside writes: ${what}`,
  { 'a.ts': `${above}\n${F}function inner(x: any): any { ${inner} }\n${F}function outer(x: any): any { ${outer} }`, ...more },
  {},
  'say(() => a.inner(2)); for (const x of [1, 2, 1]) say(() => a.outer(x))',
]

const COUNT = 'let count = 0'
const maker = (state: string, inner: string, read: string) =>
  `export function make() { ${state}; /** @cache */ function inner(x: any) { ${inner}; return x } /** @cache */ function outer(x: any) { inner(x); return ${read} } return { inner, outer } }`

export const STATE_OF_NESTED_CALLS: Row[] = [
  nested('a counter', COUNT, 'count++; return x', 'const before = count; inner(x); return count - before'),
  nested('the last value', 'let last = 0', 'last = x; return x', 'inner(x); return last'),
  nested(
    'a list',
    'const log: any[] = []',
    'log.push(x); return x',
    'const n = log.length; inner(x); return log.slice(n).join()',
  ),
  nested('a member', 'const s = { n: 0, on: true }', 's.n++; return s.on', 'const b = s.n; inner(x); return s.n - b'),
  nested('static data', 'class S { static last = 0 }', 'S.last = x; return x', 'inner(x); return S.last'),
  nested('a member of a function', 'const g: any = () => 1', 'g.last = x; return x', 'inner(x); return g.last'),
  nested(
    'by way of helpers',
    `${COUNT}\nconst run = (x: any) => inner(x), seen = () => count`,
    'count++; return x',
    'const b = seen(); run(x); return seen() - b',
  ),
  nested(
    'in another file',
    `import { up, seen } from './b.js'`,
    'up(); return x',
    'const b = seen(); inner(x); return seen() - b',
    { 'b.ts': `${COUNT}\nexport const up = () => { count++ }, seen = () => count` },
  ),
  nested('inside of a third', COUNT, 'count++; return x', 'const b = count; middle(x); return count - b', {
    'c.ts': `import { inner } from './a.js'\n/** @cache */ export function again(x: any) { return inner(x) }`,
  }).map((part, at) =>
    at === 1
      ? {
          ...(part as Record<string, string>),
          'a.ts': `import { again as middle } from './c.js'\n${(part as Record<string, string>)['a.ts']}`,
        }
      : part,
  ) as unknown as Row,
  [
    'what a call inside writes, after an await',
    `${COUNT}\n${F}async function inner(x: any) { count++; return x }\n${F}async function outer(x: any): Promise<any> { const b = count; await inner(x); return count - b }`,
    {},
    'await a.inner(2); for (const x of [1, 2, 1]) log.push(await a.outer(x))',
  ],
  [
    'what a generator inside writes',
    `${COUNT}\n${F}function* inner(x: any) { count++; yield x }\n${F}function outer(x: any): any { const b = count; return [...inner(x)].length + count - b }`,
    {},
    'say(() => [...a.inner(2)]); for (const x of [1, 2, 1]) say(() => a.outer(x))',
  ],
  [
    'what a generator around reads',
    `${COUNT}\n${F}function inner(x: any) { count++; return x }\n${F}function* outer(x: any): any { const b = count; inner(x); yield count - b }`,
    {},
    'for (const x of [1, 2, 1]) say(() => a.outer(x))',
  ],
  [
    'a captured counter that a call inside writes',
    maker('let count = 0', 'count++', 'count'),
    {},
    'say(() => a.make().inner(1)); const m = a.make(); say(() => m.outer(1)); say(() => m.outer(1))',
  ],
  [
    'a captured object that a call inside writes',
    maker('const s = { n: 0 }', 's.n++', 's.n'),
    {},
    'say(() => a.make().inner(1)); const m = a.make(); say(() => m.outer(1)); say(() => m.outer(1))',
  ],
]

/** Functions that share what none of their results depends on: calls inside still hit. */
const shared = (what: string, above: string, note: string): Row => [
  `nothing that a result depends on: ${what}`,
  `${above}\n${F}function inner(x: any): any { ${note}; return x }\n${F}function outer(x: any): any { ${note}; return inner(x) + inner(x + 1) }`,
  {},
  'say(() => a.inner(2)); say(() => a.outer(1))',
]

export const CALLS_THAT_HIT_INSIDE: Row[] = [
  shared('a counter', 'let n = 0', 'n++'),
  shared('a member beside one that both read', 'const s = { n: 0, on: 1 }', 's.n += 1; x += s.on'),
  shared(
    'a logger',
    'class Log { lines: string[] = []; info(text: string) { this.lines.push(text) } }\nconst log = new Log()',
    'log.info("ran " + x)',
  ),
]
