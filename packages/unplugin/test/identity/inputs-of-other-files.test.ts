import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'
import { b, HANDED_OUT, shown, type Row } from './input-rows.js'

const VALUES: Row[] = [
  // CommonJS and JSON: every module that loads them can change them
  ...['exports.k = 1', 'module.exports = { k: 1, g() {} }', 'exports.k = {}; exports.g = () => exports.k'].map((code): Row => [
    `a member of a CommonJS module: ${code}`,
    { 'a.cjs': `const b = require('./b.cjs')\n/** @cache */\nfunction f() { return b.k }`, 'b.cjs': code },
    ['always b.k = b?.k'],
  ]),
  ...(
    [
      ['f() { return require("./b.cjs").k }', ['always require("./b.cjs").k = require("./b.cjs")?.k']],
      ['f() { const { k, g } = require("./b.cjs"); return g(k) }', ['always require("./b.cjs").k = require("./b.cjs")?.k']],
      ['f() { const b = require("./b.cjs"); return b.g(b.k) }', ['always require("./b.cjs").k = require("./b.cjs")?.k']],
      ['f(x) { return require("./b.cjs")[x] }', ['always require("./b.cjs")']],
      ['f() { return JSON.stringify(require("./b.cjs")) }', ['always require("./b.cjs")']],
      ['f() { return require("./b.cjs").g() }', []],
      ['f() { return require("./b.json").k }', ['always require("./b.json").k = require("./b.json")?.k']],
      ['f() { return require("./h.cjs")() }', []],
      ['f() { return require("./h.cjs").k }', ['always require("./h.cjs").k = require("./h.cjs")?.k']],
      ['f() { return exports.k }; exports.k = 1', ['always exports.k = exports?.k']],
      ['f() { return module.exports.k }; module.exports = { k: 1 }', ['always module.exports.k = module.exports?.k']],
      ['f() { exports.k++ }; exports.k = 1', []],
      ['f() { return b.m() }; const b = require("./b.cjs")', ['always b']],
      ['f() { return g() + k }; const { g, k } = require("./b.cjs")', ['always k']],
    ] as const
  ).map(([code, inputs]): Row => [
    `a CommonJS module: ${code}`,
    {
      'a.cjs': `/** @cache */\nfunction ${code}`,
      'b.cjs': 'exports.k = 1; exports.g = () => 1; exports.m = function () { return this.k }',
      'b.json': '{ "k": 1 }',
      'h.cjs': 'module.exports = () => 1',
    },
    [...inputs],
  ]),
  [
    'a constant of a module that imports the function’s own',
    b(`import { k } from './b'`, 'return k', `import { f } from './a'\nexport const k = 1; export const g = f(1)`),
    ['once k = k===void 0?void 0:1'],
  ],
  [
    'a constant of a module that calls the function later',
    b(`import { k } from './b'`, 'return k', `import { f } from './a'\nexport const k = 1; export const g = () => f(1)`),
    [],
  ],
  [
    'a constant of a module that lists the function, or extends a class that calls it',
    b(
      `import { k } from './b'\nexport class C { m() { return f(1) } }`,
      'return k',
      `import { C, f } from './a'\nexport const k = 1; export const g = { f }; export class D extends C {}`,
    ),
    [],
  ],
  ...(
    [
      ['calls what lists it', 'export const g = { f }', 'void g.f(1)'],
      ['makes what calls it', 'export class G { m() { f(1) } }', 'void new G()'],
      ['calls a method that calls it', 'export class G { static m() { f(1) } }', 'G.m()'],
      ['passes it on', 'export const g = f', 'run(g)'],
      ['reads what calls it', 'export const g = { get x() { return f(1) } }', 'export const { x } = g'],
    ] as const
  ).map(([what, c, e]): Row => [
    `a constant of a circle of five modules, of which one ${what}`,
    {
      ...b(`import { k } from './b'`, 'return k', `import './c'\nexport const k = 1`),
      'c.ts': `import { f } from './a'\nimport './d'\n${c}`,
      'd.ts': `export * from './e'`,
      'e.ts': `import { ${c.split(' ')[2]} } from './c'\nimport { run } from './f'\n${e}`,
      'f.ts': 'export const run = (g: any) => g(1)',
    },
    ['once k = k===void 0?void 0:1'],
  ]),
  ...(
    [
      ['a file in another language', `import './v.vue'`, { 'v.vue': `<script>import { f } from './a'\nf(1)</script>` }],
      ['modules by a pattern', `import.meta.glob('./p/*.ts', { eager: true })`, { 'p/x.ts': `import { f } from '../a'\nf(1)` }],
      [
        'a file that cannot be parsed',
        `import { z } from './c'\nexport const y = () => z`,
        { 'c.ts': `import { f } from './a'\nexport const z = <<f(1)` },
      ],
      [
        'a static block',
        `import './c'`,
        { 'c.ts': `import { f } from './a'\nexport class G { static { this.m() } static m() { return f(1) } }` },
      ],
      ['a class with a computed name', `import './c'`, { 'c.ts': `import { f } from './a'\nexport class G { [f(1)]() {} }` }],
    ] as const
  ).map(([what, b, others]): Row => [
    `a constant of a circle in which ${what} calls the function`,
    { 'a.ts': `import { k } from './b'\n${f('return k')}`, 'b.ts': `${b}\nexport const k = 1`, ...others },
    ['once k = k===void 0?void 0:1'],
  ]),
  [
    'a constant of a module that imports only types of it',
    b(`import { k } from './b'`, 'return k', `import type { T } from './a'\nexport const k = 1; export let t: T`),
    [],
  ],
  ...(
    [
      ['mentions the function’s own in a comment', `// f is imported from './a'`, []],
      ['requires it in a comment', `/* once: require('./a') */`, []],
      ['mentions and imports it', `/* from './a' */ import { f } from './a'; export { f }`, ['once k = k===void 0?void 0:1']],
      ['imports it behind what looks like a comment', `const u = '//'; import './a'`, ['once k = k===void 0?void 0:1']],
      ['imports it behind a comment', `import /* from */ './a'`, ['once k = k===void 0?void 0:1']],
      ['cannot be parsed and mentions it', `// from './a'\nexport const y = <<1`, ['once k = k===void 0?void 0:1']],
    ] as const
  ).map(([what, text, inputs]): Row => [
    `a constant beside a module that ${what}`,
    {
      'a.ts': `import './c'\nimport { k } from './b'\n${f('return k')}\nf(1)`,
      'b.ts': `export const k = 1`,
      'c.ts': text,
    },
    [...inputs],
  ]),
  [
    'a function of a CommonJS module',
    { 'a.cjs': `const b = require('./b.cjs')\n/** @cache */\nfunction f() { return b.k() }`, 'b.cjs': 'exports.k = () => 1' },
    [],
  ],
  [
    'a function of a CommonJS module that another one replaces',
    {
      'a.cjs': `const b = require('./b.cjs')\n/** @cache */\nfunction f() { return b.k() }`,
      'b.cjs': 'exports.k = () => 1; exports.up = () => { exports.k = () => 2 }',
    },
    ['always b'],
  ],
  [
    'a CommonJS module whose members only run time adds',
    {
      'a.cjs': `const j = require('./j.cjs')\n/** @cache */\nfunction f() { return j.n }`,
      'j.cjs': 'Object.assign(exports, { n: 1 })',
    },
    ['always j.n = j?.n'],
  ],
  [
    'a function of a CommonJS module that requires the function’s own',
    {
      'a.cjs': `const j = require('./j.cjs')\n/** @cache */\nexports.f = function f() { return j.n() }`,
      'j.cjs': `require('./a.cjs'); exports.n = () => 1`,
    },
    ['once j.n = j?.n===void 0?void 0:1', 'once j = j===void 0?void 0:1'],
  ],
  [
    'a number made of JSON, and one of a CommonJS module',
    {
      'a.ts': `import j from './j.json'\nimport c from './c.cjs'\nconst k = j.list.length > 1\nconst l = c.n > 1\n${f('return [k, l]')}`,
      'j.json': '{ "list": [1] }',
      'c.cjs': 'exports.n = 1',
    },
    ['once k', 'once l', 'always c.n = c?.n'],
  ],
  [
    'a number made of a module that is not there',
    `// cachecache-ignore: unresolved-import\nimport { m } from './missing'; const k = m > 1\n${f('return k')}`,
    ['once k'],
  ],
  [
    'members of JSON',
    { 'a.ts': `import j from './j.json'\n${f('return j.a.b + j.c[x]')}`, 'j.json': '{ "a": { "b": 1 }, "c": {} }' },
    ['always j.a.b = j?.a?.b', 'always j.c = j?.c'],
  ],
  ['the whole of JSON', { 'a.ts': `import j from './j.json'\n${f('return j[x]')}`, 'j.json': '{ "a": 1 }' }, ['always j']],
  [
    'the whole of JSON that is large',
    { 'a.ts': `import j from './j.json'\n${f('return j[x]')}`, 'j.json': `{ "a": "${'b'.repeat(70_000)}" }` },
    ['always j'],
  ],
  [
    'what a bundler makes of other files',
    {
      'a.ts': `import s from './s.module.css'\nimport t, { u } from './t.txt?raw'\n${f('return s.btn + t + u')}`,
      's.module.css': '.btn {}',
      't.txt': '1',
    },
    ['always s.btn = s?.btn', 'always t', 'always u'],
  ],
  [
    'a constant that is made of such a file, and an enum',
    {
      'a.ts': `import t from './t.txt'\nconst lines = t.split('-')\nenum E { A = t.length }\n${f('return lines[x] + E.A')}`,
      't.txt': '1',
    },
    ['always t.length = t?.length', 'always lines'],
  ],
  [
    'another name for JSON, and a part of it',
    {
      'a.ts': `import j from './j.json'\nconst k = j\nconst { l } = j\n${f('return [k.a, l]')}`,
      'j.json': '{ "a": 1, "l": [] }',
    },
    ['always k.a = k?.a', 'always l'],
  ],
  [
    'a member of JSON that another file imports',
    {
      'a.ts': `import { g } from './b'\n${f('return g()')}`,
      'b.ts': `import j from './j.json'\nexport const g = () => j.a`,
      'j.json': '{ "a": 1 }',
    },
    [expect.stringMatching(/^always j\.a = .?stateOf\("shop\/b\.ts","j"\)\?\.a$/s) as unknown as string],
  ],
  // Other files
  [
    'imported here',
    b(`import { k } from './b'`, 'return k', 'export let k = 1; export const set = (y) => { k = y }'),
    ['always k'],
  ],
  [
    'imported under another name',
    b(`import { k as limit } from './b'`, 'return limit', 'export let k = 1; export const set = (y) => { k = y }'),
    ['always k = limit'],
  ],
  ['through a namespace', b(`import * as n from './b'`, 'return n.k.a', 'export const k = { a: 1 }'), ['always k.a = n.k?.a']],
  [
    'beside a component of a namespace',
    {
      'a.tsx': `import * as ui from './b'\n${f('return <ui.Box />')}`,
      'b.ts': 'export const Box = () => null; export let k = 1; export const set = (y) => { k = y }',
      'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx" } }',
    },
    [],
  ],
  [
    'reached through a helper',
    b(`import { g } from './b'`, 'return g()', 'export let k = 1; export const g = () => k; export const set = (y) => { k = y }'),
    [expect.stringMatching(/^always k = \$input_k_\w+ from \.\/b\.ts$/) as unknown as string],
  ],
  ['private there', b(`import { g } from './b'`, 'return g()', 'let k = 1; export const g = () => k++'), [HANDED_OUT]],
  ['loaded on demand', b('', `return import('./b')`, 'export let k = 1; export const set = (y) => { k = y }'), [HANDED_OUT]],
  [
    'in CommonJS',
    {
      'a.cjs': `const { g } = require('./b.cjs')\n/** @cache */\nfunction f(x) { return g() }`,
      'b.cjs': 'let k = 1; exports.g = () => k; exports.set = (y) => { k = y }',
    },
    [HANDED_OUT],
  ],
]

test.each(VALUES)('%s', (_what, files, inputs) => expect(identityOf(files).inputs.map(shown)).toEqual(inputs))

test.each([
  ['a computed name', `import { m } from './a'\nexport class b { ['m' + m]() {} }`],
  ['a base class that code chooses', `import { m } from './a'\nexport class b extends (m ?? Object) {}`],
])('%s, made in a circle, makes every call uncached', (_, b) => {
  const a = `import { b } from './b'\nexport const m: any = 1\n${f('return new b().m1()')}`
  expect(identityOf({ 'a.ts': a, 'b.ts': b }).uncached).toContain('import circle')
})

test('a CommonJS module cannot tell where an ES module lies', () => {
  const { uncached, inputs } = identityOf({
    'a.cjs': `const { here } = require('./b.mjs')\n/** @cache */\nfunction f() { return here() }`,
    'b.mjs': 'export const here = () => import.meta.url',
  })
  expect(uncached).toContain('import.meta.url')
  expect(inputs.map(({ name }) => name)).not.toContain('import.meta.url')
})
