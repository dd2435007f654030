import { F, type Row } from '../staleness.js'

/** A cached `inner` writes what a cached `outer` around it reads. A hit of `inner` leaves it unwritten. */
const nested = (what: string, above: string, inner: string, outer: string, more: Record<string, string> = {}): Row => [
  `what a call inside writes: ${what}`,
  { 'a.ts': `${above}\n${F}function inner(x: any): any { ${inner} }\n${F}function outer(x: any): any { ${outer} }`, ...more },
  {},
  'say(() => a.inner(2)); for (const x of [1, 2, 1]) say(() => a.outer(x))',
]

/** The same for what is around the code. */
const around = (what: string, inner: string, outer: string, above = '', more: Record<string, string> = {}): Row => {
  const [name, modules] = nested(`around it, ${what}`, `declare const law: any, g: any\n${above}`, inner, outer, more)
  const reset = `delete process.env.LAW; delete globalThis.law; globalThis.g = globalThis; g['a law'] = 0; process.chdir('/tmp')`
  const calls = 'say(() => a.inner(2)); for (const x of [1, 2, 1]) say(() => a.outer(x))'
  return [name, modules, {}, `const g: any = globalThis, home = process.cwd(); ${reset}\n${calls}\n${reset}; process.chdir(home)`]
}
const G = `import { G } from './b.js'`
const GLOBAL = { 'b.ts': 'export const G: any = globalThis' }
const ENV = `import { env } from './b.js'`
const ENVIRONMENT = { 'b.ts': 'export const { env } = process' }
const AT = `x === 1 ? '/' : '/tmp'`

/** The same for whether a value has been made. */
const asked = (what: string, ask: string, make = 'inst ??= make()', above = '', more: Record<string, string> = {}): Row =>
  nested(
    `whether a value is made, ${what}`,
    above || 'let inst: any\nconst make = () => ({ n: 1 })',
    `${make}; return x`,
    `inner(x); return ${ask}`,
    more,
  )

const COUNT = 'let count = 0'
const maker = (state: string, inner: string, read: string) =>
  `export function make() { ${state}; /** @cache */ function inner(x: any) { ${inner}; return x } /** @cache */ function outer(x: any) { inner(x); return ${read} } return { inner, outer } }`

export const STATE_OF_NESTED_CALLS: Row[] = [
  asked('by a test', 'inst ? 1 : 0'),
  asked('by a comparison', 'inst === undefined'),
  asked('by `typeof`', 'typeof inst', 'inst ||= make()'),
  asked('by its value', 'inst'),
  asked('by a member', 'inst?.n'),
  asked('below a test', '!inst', 'if (!inst) inst = make()'),
  asked('beside what makes it', '[inst === undefined, (inst ??= make()).n]'),
  asked('by helpers', 'has()', 'get()', 'let inst: any\nconst get = () => (inst ??= { n: 1 }), has = () => !!inst'),
  asked(
    'in a method',
    'S.has()',
    'S.get()',
    'let inst: any\nclass S { static get() { return (inst ??= { n: 1 }) } static has() { return !!inst } }',
  ),
  asked(
    'in an accessor',
    'o.has',
    'o.all',
    'let inst: any\nconst o = { get all() { return (inst ??= { n: 1 }) }, get has() { return !!inst } }',
  ),
  asked('in another file', 'has()', 'get()', `import { get, has } from './b.js'`, {
    'b.ts': 'let inst: any\nexport const get = () => (inst ??= { n: 1 }), has = () => !!inst',
  }),
  asked('by others too', 'inst ? 1 : 0', 'inst ??= make()', 'export let inst: any\nconst make = () => ({ n: 1 })'),
  asked(
    'of the environment',
    'inst !== undefined',
    'inst ??= make()',
    'let inst: any\nconst make = () => ({ n: process.env.HOME })',
  ),
  asked(
    'of a file',
    '!inst',
    'inst ??= make()',
    `import { readFileSync } from 'node:fs'\nlet inst: any\nconst make = () => readFileSync('/etc/passwd', 'utf8')`,
  ),
  [
    'whether a captured value is made by a call inside',
    maker('let inst: any', 'inst ??= { n: 1 }', 'inst ? 1 : 0'),
    {},
    'say(() => a.make().inner(1)); const m = a.make(); say(() => m.outer(1)); say(() => m.outer(1))',
  ],
  around('a global', 'globalThis.law = x; return x', 'inner(x); return globalThis.law'),
  around('a global by its bare name', 'globalThis.law = x; return x', 'globalThis.law ??= 0; inner(x); return law'),
  around('whether there is a global', 'globalThis.law = x; return x', 'inner(x); return typeof law'),
  around('whether a global is a member', 'globalThis.law = x; return x', 'inner(x); return "law" in globalThis'),
  around('a global by a pattern', '[globalThis.law] = [x]; return x', 'inner(x); const { law } = globalThis; return law'),
  around('a global in a loop', 'for (globalThis.law of [x]); return x', 'inner(x); return globalThis.law'),
  around('a member of a global', '(globalThis.law ??= {}).n = x; return x', 'inner(x); return globalThis.law.n'),
  around('a quoted global', 'globalThis["a law"] = x; return x', 'inner(x); return globalThis["a law"]'),
  around(
    'a counter',
    'globalThis["a law"]++; return x',
    'const b = globalThis["a law"]; inner(x); return globalThis["a law"] - b',
  ),
  around('a global by a local name', 'const w = globalThis; w.law = x; return x', 'inner(x); return globalThis.law'),
  around('a global by a name of another file', 'G.law = x; return x', 'inner(x); return G.law', G, GLOBAL),
  around(
    'a global by a setter',
    'o.law = x; return x',
    'inner(x); return globalThis.law',
    'const o = { set law(x: any) { globalThis.law = x } }',
  ),
  around('a global by way of helpers', 'set(x); return x', 'inner(x); return get()', `import { set, get } from './b.js'`, {
    'b.ts': 'const g: any = globalThis; export const set = (x: any) => { g.law = x }, get = () => g.law',
  }),
  around('a variable of the environment', 'process.env.LAW = x; return x', 'inner(x); return process.env.LAW'),
  around('one of any name', 'for (const k of ["LAW"]) process.env[k] = x; return x', 'inner(x); return process.env.LAW'),
  around('all of the environment', 'process.env.LAW = x; return x', 'inner(x); return { ...process.env }.LAW'),
  around(
    'the environment by another name',
    'env.LAW = x; return x',
    'inner(x); return process.env.LAW',
    'const { env } = process',
  ),
  around('the environment of another file', 'env.LAW = x; return x', 'inner(x); return process.env.LAW', ENV, ENVIRONMENT),
  around('the environment read there', 'process.env.LAW = x; return x', 'inner(x); return env.LAW', ENV, ENVIRONMENT),
  around('the working directory', `process.chdir(${AT}); return x`, 'inner(x); return process.cwd()'),
  around(
    'a path in it',
    `process.chdir(${AT}); return x`,
    'inner(x); return resolve("a")',
    `import { resolve } from 'node:path'`,
  ),
  around(
    'a setting of Node',
    'dns.setDefaultResultOrder(x === 1 ? "ipv4first" : "verbatim"); return x',
    'inner(x); return dns.getDefaultResultOrder()',
    `import dns from 'node:dns'`,
  ),
  [
    'what a call inside writes around it, after an await',
    `${F}async function inner(x: any) { await 0; process.env.LAW = x; return x }\n${F}async function outer(x: any): Promise<any> { await inner(x); return process.env.LAW }`,
    {},
    'delete process.env.LAW; await a.inner(2); for (const x of [1, 2, 1]) log.push(await a.outer(x)); delete process.env.LAW',
  ],
  // The value that an update gives is used, by a function that is called for its effect alone.
  ...[
    ['`n++`', 'let n = 0', 'n++', 'n', 'n - before'],
    ['`+=`', 'let n = 0', '(n += 2)', 'n', 'n - before'],
    ['`=`', 'let n = 0', '(n = 7)', 'n'],
    ['`??=` of a member', 'const n: any = {}', '(n.v ??= 5)', 'n.v'],
    ['`??=` of an element', 'const n: any = {}', '(n[String(x)] ??= 5)', 'Object.keys(n).length'],
    ['`++` of a member', 'const n = { v: 0 }', 'n.v++', 'n.v', 'n.v - before'],
    ['`push`', 'const n: any[] = []', 'n.push(1)', 'n.length', 'n.length - before'],
    ['`set`', 'const n = new Map()', 'n.set("k", 1)', 'n.size'],
    ['`delete`', 'const n: any = { v: 1 }', 'delete n.v', '"v" in n'],
    ['a pattern', 'let n = 0', '([n] = [4])', 'n'],
    ['`Object.assign`', 'const n: any = {}', 'Object.assign(n, { v: 3 })', 'n.v'],
    ['a method', 'class C { v = 0; inc() { return this.v++ } }\nconst n = new C()', 'n.inc()', 'n.v', 'n.v - before'],
    ['an argument', 'const n = { v: 0 }\nconst fill = (o: any) => o.v++', 'fill(n)', 'n.v', 'n.v - before'],
    [
      'a part of one',
      'const n = { in: { v: 0 } }\nconst fill = (o: any) => { o.in.v++ }',
      'fill(n)',
      'n.in.v',
      'n.in.v - before',
    ],
    [
      'a member as an argument',
      'const n = { in: { v: 0 } }\nconst fill = (o: any) => { o.v++ }',
      'fill(n.in)',
      'n.in.v',
      'n.in.v - before',
    ],
    ['a member under another name', 'const n = { in: { v: 0 } }', '{ const o = n.in; o.v++ }', 'n.in.v', 'n.in.v - before'],
    ['what a loop meets', 'const n = [{ v: 0 }]', '{ for (const o of n) o.v++ }', 'n[0]!.v', 'n[0]!.v - before'],
    ['what a callback gets', 'const n = [{ v: 0 }]', 'n.forEach((o) => { o.v++ })', 'n[0]!.v', 'n[0]!.v - before'],
    ['a method of another object', 'const n = { v: 0 }, o = { inc: () => n.v++ }', 'o.inc()', 'n.v', 'n.v - before'],
    ['a static field', 'class C { static v = 0; static inc() { return this.v++ } }', 'C.inc()', 'C.v', 'C.v - before'],
    ['a global', 'declare const law: any', '(globalThis.law = 3)', 'globalThis.law'],
  ].flatMap(([what, above, update, read, result = read]) =>
    ['x', ''].map((argument) =>
      nested(
        `by a helper with${argument ? '' : 'out'} arguments, ${what}`,
        `${above}\nconst help = (${argument && 'x: any'}): any => ${argument ? update : update!.replace('x)', '"k")')}`,
        `help(${argument}); return x`,
        `const before = ${read}; inner(x); return ${result}`,
      ),
    ),
  ),
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
  shared('a value that both make', 'let inst: any\nconst make = () => ({ n: 1 })', 'x += (inst ??= make()).n'),
  shared(
    'one that a helper makes',
    'let inst: any\nconst get = () => { if (!inst) inst = { n: 1 }; return inst }',
    'x += get().n',
  ),
  shared(
    'a global',
    '',
    '(globalThis as any).law = x; process.env.LAW = x; x += ((globalThis as any).other ?? 1) + (process.env.OTHER ?? "")',
  ),
  shared('a counter', 'let n = 0', 'n++'),
  shared('a member beside one that both read', 'const s = { n: 0, on: 1 }', 's.n += 1; x += s.on'),
  shared(
    'a logger',
    'class Log { lines: string[] = []; info(text: string) { this.lines.push(text) } }\nconst log = new Log()',
    'log.info("ran " + x)',
  ),
]
