import { f, testEdits, type Edit, type Files } from './edited-project.js'

const TABLE = 'const table = new Map<string, any>()\n'
const REGISTER = `${TABLE}function register(name: string, run: any) { table.set(name, run) }\n`

const MIX = `function mix(to: any, from: any[]) { for (const one of from) Object.defineProperty(to.prototype, 'm', { value: one.prototype.m }) }`

/** The table is filled by `fill`, which holds a number that is edited. */
function filled(way: string, fill: (k: number) => string, read = `table.get('a')(x)`, version: Edit[1] = 'read'): Edit {
  return [way, version, f(`return ${read}`, fill(1)), f(`return ${read}`, fill(2))]
}

testEdits('a table of functions that is filled by', [
  filled('a function called on the spot', (k) => `${TABLE};(() => { table.set('a', () => ${k}) })()`, undefined, 'other'),
  filled(
    'forEach',
    (k) => `const table: any = {};\n['a'].forEach((name) => { table[name] = () => ${k} })`,
    'table.a(x)',
    'other',
  ),
  filled('a function that is given it', (k) => `${REGISTER}register('a', () => ${k})`),
  filled('an object that holds it', (k) => `${REGISTER}register('a', { run: () => ${k} })`),
  filled('a function by its name', (k) => `${REGISTER}const run = () => ${k}\nregister('a', run)`),
  filled('what another function made of it', (k) => `${REGISTER}const wrap = (h: any) => h\nregister('a', wrap(() => ${k}))`),
  filled('a function behind another', (k) => `${REGISTER}const twice = (h: any) => register('a', h)\ntwice(() => ${k})`),
  filled('a declaration', (k) => `${REGISTER}export const made = register('a', () => ${k})`),
  filled('a function that is called', (k) => `${TABLE}function fill() { table.set('a', () => ${k}) }\nfill()`),
  filled('a method', (k) => `${TABLE}const api = { add(h: any) { table.set('a', h) } }\napi.add(() => ${k})`),
  filled(
    'a decorator',
    (k) => `${TABLE}const named = (n: string) => (c: any) => { table.set(n, c) }\n@named('a') class C { run() { return ${k} } }`,
  ),
  filled('a static block', (k) => `${TABLE}class C { static { table.set('a', C) } run() { return ${k} } }`),
  filled(
    'an assignment to a function’s member elsewhere',
    (k) => `function h() { return (h as any).run() }\nfunction set(run: any) { (h as any).run = run }\nset(() => ${k})`,
    'h()',
  ),
  filled('a mixin', (k) => `${MIX}\nclass M { m() { return ${k} } }\nclass C {}\nmix(C, [M])`, '(new C() as any).m()', 'other'),
  [
    'a mixin of another file',
    'other',
    {
      'a.ts': f(
        'return (new C() as any).m()',
        `import { mix } from './b'\nclass M { m() { return 1 } }\nclass C {}\nmix(C, [M])`,
      ),
      'b.ts': `export ${MIX}`,
    },
    { 'b.ts': `export ${MIX.replace('value:', 'writable: true, value:')}` },
  ],
  [
    'an imported function',
    'read',
    {
      'a.ts': f(`return table.get('a')(x)`, `import { h } from './b'\n${REGISTER}register('a', h)`),
      'b.ts': 'export const h = () => 1',
    },
    { 'b.ts': 'export const h = () => 2' },
  ],
])

/** `b.ts` is imported for its effect, the table is in `c.ts`. */
const plugin = (text: string): Files => ({
  'a.ts': f(`return table.get('a')(x)`, `import './b'\nimport { table } from './c'`),
  'b.ts': text,
  'c.ts': `export const table = new Map<string, any>()
export const register = (name: string, run: any) => { table.set(name, run); return run }
export const named = (name: string) => (c: any) => { table.set(name, c) }`,
})

testEdits('a file imported for its effect that registers by', [
  [
    'a declaration',
    'other',
    plugin(`import { register } from './c'\nexport const h = register('a', () => 1)`),
    { 'b.ts': `import { register } from './c'\nexport const h = register('a', () => 2)` },
  ],
  [
    'a decorator',
    'other',
    plugin(`import { named } from './c'\n@named('a') export class C { run() { return 1 } }`),
    { 'b.ts': `import { named } from './c'\n@named('a') export class C { run() { return 2 } }` },
  ],
  [
    'a static block',
    'other',
    plugin(`import { table } from './c'\nexport class C { static { table.set('a', C) } run() { return 1 } }`),
    { 'b.ts': `import { table } from './c'\nexport class C { static { table.set('a', C) } run() { return 2 } }` },
  ],
  [
    'a statement, beside a declaration that does nothing to others',
    'same',
    plugin(`import { register } from './c'\nregister('a', () => 1)\nexport const h = () => 1`),
    { 'b.ts': `import { register } from './c'\nregister('a', () => 1)\nexport const h = () => 2` },
  ],
])

/** The table is in `c.ts`; `a.ts` fills it and reads it. */
const shared = (way: string, fill: (k: number) => string, read: string, version: Edit[1] = 'read'): Edit => {
  const entry = (k: number) => f(`return ${read}`, `import { get, register, table } from './c'\n${fill(k)}`)
  const other = `export const table = new Map<string, any>()
export const register = (name: string, run: any) => { table.set(name, run) }
export const get = (name: string) => table.get(name)`
  return [way, version, { 'a.ts': entry(1), 'c.ts': other }, { 'a.ts': entry(2) }]
}

testEdits('a table of another file that is filled and read by', [
  shared('functions of that file', (k) => `register('a', () => ${k})`, `get('a')(x)`),
  shared('its methods', (k) => `table.set('a', () => ${k})`, `table.get('a')(x)`, 'other'),
  shared('a function and a method', (k) => `register('a', () => ${k})`, `table.get('a')(x)`),
])

/** What stands beside the tagged function, edited. */
const beside = (way: string, read: string, text: (k: number) => string, others: Files = {}): Edit => [
  way,
  'same',
  { 'a.ts': f(`return ${read}`, text(1)), ...others },
  { 'a.ts': f(`return ${read}`, text(2)) },
]

testEdits('no filling is', [
  beside(
    'a function that is registered where the table is not read',
    'one(x)',
    (k) => `${TABLE}const define = (h: any) => { table.set('h', h); return h }
const one = define((x: any) => x)
export const two = define(() => ${k})`,
  ),
  beside(
    'data that a program sets on its way',
    'verbose',
    (k) => `let verbose = false
async function main() { verbose = process.argv.some((one) => one === '-v'); await f(${k}) }
main()`,
  ),
  beside('what another function of the file is given', 'h(x)', (k) => `import { h, on } from './c'\non(() => ${k})`, {
    'c.ts': 'const all: any[] = []\nexport const on = (g: any) => { all.push(g) }\nexport const h = (x: any) => x',
  }),
  beside(
    'results that are kept',
    'kept.size',
    (k) => `const kept = new Map()
const memo = (h: any) => (x: any) => { if (!kept.has(x)) kept.set(x, h(x)); return kept.get(x) }
export const other = memo(() => ${k})`,
  ),
])
