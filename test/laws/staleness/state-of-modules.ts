import { F, type Row } from '../staleness.js'

/** `b.ts` calls `f` before the variables of `a.ts` are initialised. */
const early = (before: string, after: string): Row[1] => ({
  'a.ts': `import { first } from './b.js'\n${before}\nexport { first }`,
  'b.ts': after,
})
const CALL = 'export const first = f(2)'
/** The same in a circle of five modules. */
const farAway = (a: string, others: Record<string, string>): Row[1] => ({
  'a.ts': `import { first } from './c.js'\nexport const rate: number = 5\n${a}\nexport { first }`,
  'c.ts': `export * from './d.js'`,
  'd.ts': `export * from './e.js'`,
  'e.ts': `export * from './b.js'`,
  ...others,
})
const TIMES = `${F}function f(x: any) { try { return String(x * rate) } catch { return 'early' } }`
const BOTH = 'log.push(a.first); say(() => f(2))'

/** JSON that another module changes. */
const json = (body: string, above = ''): Row[1] => ({
  'a.ts': `import data from './d.json'\nimport './b.js'\n${above}\n${F}function f(x: any): any { return ${body} }`,
  'b.ts': `import data from './d.json'\nexport const change = () => { (data as any).mode = 'b'; (data as any).list.push(2) }`,
  'd.json': '{ "mode": "a", "list": [1] }',
})
/** The same, of a file that is too large to be rendered on each call. */
const large = (body: string, above = ''): Row[1] => ({
  ...(json(body, above) as Record<string, string>),
  'd.json': JSON.stringify({ mode: 'a', list: [1], rows: Array.from({ length: 3000 }, (_, id) => ({ id, name: `row ${id}` })) }),
})
const CHANGE = 'say(() => f(1)); all.b.change(); say(() => f(1))'

export const STATE_OF_MODULES: Row[] = [
  ['JSON as a whole', json('JSON.stringify(data)'), {}, CHANGE],
  ['spread JSON', json('({ ...data }).mode'), {}, CHANGE],
  ['JSON that is passed on', json('mode(data)', 'const mode = (d: any) => d.mode'), {}, CHANGE],
  ['JSON under another name', json('d.mode', 'const d: any = data'), {}, CHANGE],
  ['large JSON as a whole', large('JSON.stringify(data).length'), {}, CHANGE],
  ['large JSON that is passed on', large('look(data, "mode")', 'const look = (d: any, k: string) => d[k]'), {}, CHANGE],
  [
    'a table of large JSON',
    large('table.get("list").length', 'const table = new Map<string, any>(Object.entries(data))'),
    {},
    CHANGE,
  ],
  ['a list of JSON', json('list.length', 'const { list } = data'), {}, CHANGE],
  [
    'a variable, in a call before it is initialised, by a module that its own one imports',
    early(`export var rate = 5\n${F}function f(x: any) { return String(x * rate) }`, `import { f } from './a.js'\n${CALL}`),
    {},
    BOTH,
  ],
  [
    'the same by way of a helper and a private variable',
    early(
      `var rate = 5\nexport function help(x: any) { return String(x * rate) }`,
      `import { help } from './a.js'\n${F}function f(x: any) { return help(x) }\n${CALL}`,
    ),
    {},
    `log.push(a.first); say(() => all.b.f(2))`,
  ],
  [
    'the same by way of a constant function, whose error is caught',
    early(
      'export const help = (x: any) => x * 5',
      `import { help } from './a.js'\n${F}function f(x: any) { try { return help(x) } catch { return 'early' } }\n${CALL}`,
    ),
    {},
    `log.push(a.first); say(() => all.b.f(2))`,
  ],
  ['the same in a circle of five modules', farAway(TIMES, { 'b.ts': `import { f } from './a.js'\n${CALL}` }), {}, BOTH],
  [
    'the same by a method of an instance',
    farAway(TIMES, {
      'b.ts': `import { K } from './k.js'\nexport const first = new K().m()`,
      'k.ts': `import { f } from './a.js'\nexport class K { m() { return f(2) } }`,
    }),
    {},
    BOTH,
  ],
  [
    'the same by a list of functions that a module outside of the circle keeps',
    farAway('', {
      'b.ts': `import { run } from './list.js'\nimport './f.js'\nexport const first = run()`,
      'f.ts': `import { rate } from './a.js'\nimport { list } from './list.js'\n${TIMES}\nlist.push(f)`,
      'list.ts': `export const list: any[] = []\nexport const run = () => list[0](2)`,
    }),
    {},
    `log.push(a.first); say(() => all.f.f(2))`,
  ],
  [
    'the same in a module that the circle imports',
    {
      'a.ts': `import { first } from './b.js'\nimport { rate } from './c.js'\n${TIMES}\nexport { first }`,
      'b.ts': `import { f } from './a.js'\n${CALL}`,
      'c.ts': 'export const rate: number = 5',
    },
    {},
    BOTH,
  ],
  [
    'the same when an object is made a text',
    farAway(TIMES, { 'b.ts': "import { f } from /* circle */ './a.js'\nexport const first = `${{ toString: () => f(2) }}`" }),
    {},
    BOTH,
  ],
  [
    'an enum, in a call before it is initialised',
    farAway(`export enum E { a = 3 }\n${F}function f(x: any) { return E ? x + E.a : 'early' }`, {
      'b.ts': `import { f } from './a.js'\n${CALL}`,
    }),
    {},
    BOTH,
  ],
  [
    'a class, in a call before it is initialised',
    farAway(`export class K { v = 3 }\n${F}function f(x: any) { try { return x + new K().v } catch { return 'early' } }`, {
      'b.ts': `import { f } from './a.js'\n${CALL}`,
    }),
    {},
    BOTH,
  ],
  [
    'a call through a callback, before a variable is initialised',
    `const run = (g: any) => g()\n${F}function f(x: any) { return String(x * k) }\nexport const first = run(() => f(2))\nvar k = 5`,
    {},
    BOTH,
  ],
  [
    'a property of a function expression, read by its own name',
    `const keep = (g: any) => g\nexport const f = keep(/** @cache */ function g(x: any): any { return x * (g as any).rate })`,
    {},
    'f.rate = 2; say(() => f(2)); f.rate = 3; say(() => f(2))',
  ],
  [
    'a property of a nested function, read by itself',
    `export function make() { /** @cache */ function g(x: any): any { return x * (g as any).rate } return g }`,
    {},
    'const g = a.make(); g.rate = 2; say(() => g(2)); g.rate = 3; say(() => g(2))',
  ],
  [
    'a property of another nested function',
    `export function make() { function h() {} /** @cache */ function g(x: any): any { return x * (h as any).rate } return [g, h] }`,
    {},
    'const [g, h] = a.make(); h.rate = 2; say(() => g(2)); h.rate = 3; say(() => g(2))',
  ],
]
