import { f, testEdits, type Edit, type Files } from './edited-project.js'

const TAG = '/** @cache */\n'
const ONE = 'export function h() { return 1 }'
const TWO = 'export function h() { return 2 }'

interface Way {
  way: string
  imports: string
  body: string
  one?: string
  two?: string
  others?: Files
  /** All exports count, so a new one moves the version. */
  takesAll?: true
}

/** Ways in which `a.ts` reaches `b.ts`: an edit there moves the version, a neighbour added there does not. */
const WAYS: Way[] = [
  { way: 'a named import', imports: `import { h as k } from './b'`, body: 'k(x)' },
  {
    way: 'a default function',
    imports: `import k from './b'`,
    body: 'k(x)',
    one: 'export default function () { return 1 }',
    two: 'export default function () { return 2 }',
  },
  {
    way: 'a named default function',
    imports: `import k from './b'`,
    body: 'k(x)',
    one: 'export default function q() { return 1 }',
    two: 'export default function q() { return 2 }',
  },
  {
    way: 'a default that names a constant',
    imports: `import k from './b'`,
    body: 'k(x)',
    one: 'const z = () => 1; export default z',
    two: 'const z = () => 2; export default z',
  },
  {
    way: 'a default object',
    imports: `import k from './b'`,
    body: 'k.a',
    one: 'export default { a: 1 }',
    two: 'export default { a: 2 }',
  },
  {
    way: '`default as`',
    imports: `import { default as k } from './b'`,
    body: 'k(x)',
    one: 'export { z as default }; function z() { return 1 }',
    two: 'export { z as default }; function z() { return 2 }',
  },
  { way: 'a namespace’s member', imports: `import * as n from './b'`, body: 'n.h(x)' },
  { way: 'a namespace’s member in brackets', imports: `import * as n from './b'`, body: `n['h'](x)` },
  { way: 'a namespace’s computed member', imports: `import * as n from './b'`, body: 'n[x]()', takesAll: true },
  { way: 'a namespace as a value', imports: `import * as n from './b'`, body: 'Object.values(n)', takesAll: true },
  { way: 'a destructured namespace', imports: `import * as n from './b'\nconst { h } = n`, body: 'h(x)', takesAll: true },
  {
    way: '`export *`',
    imports: `import { h } from './m'`,
    body: 'h(x)',
    others: { 'm.ts': `export * from './z'; export * from './b'`, 'z.ts': 'export const zz = 1' },
  },
  { way: '`export * as`', imports: `import { n } from './m'`, body: 'n.h(x)', others: { 'm.ts': `export * as n from './b'` } },
  {
    way: 'an import that is exported again',
    imports: `import { q } from './m'`,
    body: 'q(x)',
    others: { 'm.ts': `import { h } from './b'; export { h as q }` },
  },
  { way: '`.js` written for `.ts`', imports: `import { h } from './b.js'`, body: 'h(x)' },
  { way: '`.ts` written out', imports: `import { h } from './b.ts'`, body: 'h(x)' },
  {
    way: 'an import for its effect',
    imports: `import './b'`,
    body: '[].foo()',
    one: 'Array.prototype.foo = () => 1',
    two: 'Array.prototype.foo = () => 2',
  },
  { way: '`import()`', imports: '', body: `import('./b')`, takesAll: true },
  { way: '`require`', imports: '', body: `require('./b').h(x)`, takesAll: true },
  { way: '`import = require`', imports: `import k = require('./b')`, body: 'k.h(x)' },
  {
    way: 'a method of an instance',
    imports: `import { C } from './b'`,
    body: 'new C().m()',
    one: 'export class C { m() { return 1 } }',
    two: 'export class C { m() { return 2 } }',
  },
  {
    way: 'a method set on a prototype',
    imports: `import { C } from './b'`,
    body: 'new C().m()',
    one: 'export function C() {}\nC.prototype.m = () => 1',
    two: 'export function C() {}\nC.prototype.m = () => 2',
  },
  {
    way: 'a registry filled at the top level',
    imports: `import { R } from './b'`,
    body: 'R.get(x)()',
    one: `export const R = new Map()\nR.set('a', () => 1)`,
    two: `export const R = new Map()\nR.set('a', () => 2)`,
  },
  {
    way: 'a wrapped function',
    imports: `import { h } from './b'`,
    body: 'h(x)',
    one: 'const memo = (g) => g; export const h = memo(() => 1)',
    two: 'const memo = (g) => g; export const h = memo(() => 2)',
  },
  {
    way: 'a destructured constant',
    imports: `import { h } from './b'`,
    body: 'h',
    one: 'const o = { h: 1 }; export const { h } = o',
    two: 'const o = { h: 2 }; export const { h } = o',
  },
  {
    way: 'a patched global in a reached file',
    imports: `import { h } from './b'`,
    body: 'h()',
    one: `String.prototype.q = () => 1; export const h = () => ''.q()`,
    two: `String.prototype.q = () => 2; export const h = () => ''.q()`,
  },
  {
    way: 'a cycle of files',
    imports: `import { h } from './b'\nexport const g = (x) => x ? h(x - 1) : 0`,
    body: 'g(x)',
    one: `import { g } from './a'; export const h = (x) => g(x) + 1`,
    two: `import { g } from './a'; export const h = (x) => g(x) + 2`,
  },
  { way: 'a path of tsconfig', imports: `import { h } from '~/b'`, body: 'h(x)', others: { 'lib/b.ts': `export * from '../b'` } },
  {
    way: 'the package’s own `imports`',
    imports: `import { h } from '#rates'`,
    body: 'h(x)',
    others: { 'src/rates.ts': `export * from '../b'` },
  },
  {
    way: '`export =`',
    imports: `import k = require('./b')`,
    body: 'k(x)',
    one: 'function h() { return 1 }\nexport = h',
    two: 'function h() { return 2 }\nexport = h',
    takesAll: true,
  },
]

testEdits(
  'ways to reach another file',
  WAYS.flatMap(({ way, imports, body, one = ONE, two = TWO, others = {}, takesAll }): Edit[] => {
    const before = { 'a.ts': `${imports}\n${TAG}export function f(x) { return ${body} }`, 'b.ts': one, ...others }
    const neighbour = { 'b.ts': `${one}\nexport function unrelated() { return 3 }` }
    return [
      [way, 'other', before, { 'b.ts': two }],
      [`${way}, a neighbour added`, takesAll ? 'other' : 'same', before, neighbour],
    ]
  }),
)

const typed = (imports: string, parameter: string, others: Files): Files => ({
  'a.ts': `${imports}\n${TAG}export const f = async (q: ${parameter}) => q`,
  ...others,
})
const classC = (value: number) => `export class C { m() { return ${value} } }`

testEdits('classes in the types of parameters', [
  ['a type-only import', 'same', typed(`import type { C } from './b'`, 'C', { 'b.ts': classC(1) }), { 'b.ts': classC(2) }],
  ['an inline type import', 'same', typed('', `import('./b').C`, { 'b.ts': classC(1) }), { 'b.ts': classC(2) }],
  [
    'deep inside of the type',
    'same',
    typed(`import { C } from './b'`, '{ c: C[] }', { 'b.ts': classC(1) }),
    { 'b.ts': classC(2) },
  ],
  [
    'through an interface',
    'same',
    typed(`import type { Q } from './q'`, 'Q', {
      'q.ts': `import { C } from './b'\nexport interface Q { c: C }`,
      'b.ts': classC(1),
    }),
    { 'b.ts': classC(2) },
  ],
  [
    'what the class reaches',
    'same',
    typed(`import type { C } from './b'`, 'C', { 'b.ts': 'const k = 1\nexport class C { m() { return k } }' }),
    { 'b.ts': 'const k = 2\nexport class C { m() { return k } }' },
  ],
  [
    'an interface alone',
    'same',
    typed(`import type { Q } from './b'`, 'Q', { 'b.ts': 'export interface Q { a: 1 }' }),
    { 'b.ts': 'export interface Q { a: 2 }' },
  ],
  [
    'a class that only a local annotation names',
    'same',
    { 'a.ts': `import { Q } from './b'\n${f('const y: Q = x; return y')}`, 'b.ts': 'export class Q { a = 1 }' },
    { 'b.ts': 'export class Q { a = 2 }' },
  ],
  [
    'a worker by its URL',
    'other',
    {
      'a.ts': f(`return run(new URL('./b.ts', import.meta.url))`),
      'b.ts': `import { c } from './c'\npostMessage(c)`,
      'c.ts': 'export const c = 1',
    },
    { 'c.ts': 'export const c = 2' },
  ],
  [
    'a worker by its path',
    'other',
    { 'a.ts': f(`return new Worker('./b.ts')`), 'b.ts': 'postMessage(1)' },
    { 'b.ts': 'postMessage(2)' },
  ],
  [
    'a file of data by its URL',
    'same',
    { 'a.ts': f(`return run(new URL('./b.txt', import.meta.url))`), 'b.txt': '1' },
    { 'b.txt': '2' },
  ],
  [
    'a class that only a cast names',
    'same',
    { 'a.ts': `import type { Q } from './b'\n${f('return x as Q')}`, 'b.ts': 'export class Q { a = 1 }' },
    { 'b.ts': 'export class Q { a = 2 }' },
  ],
])

const cjs = (one: string, body = 'q.h(x)', others: Files = {}): Files => ({
  'a.ts': `import q from './c.cjs'\n${f(`return ${body}`)}`,
  'c.cjs': one,
  ...others,
})

testEdits('CommonJS, and what has no exports to tell apart', [
  [
    'module.exports',
    'other',
    cjs('const k = 1; module.exports = { h: () => k }'),
    { 'c.cjs': 'const k = 2; module.exports = { h: () => k }' },
  ],
  [
    'exports.h',
    'other',
    { 'a.ts': `import { h } from './c.cjs'\n${f('return h(x)')}`, 'c.cjs': 'exports.h = () => 1' },
    { 'c.cjs': 'exports.h = () => 2' },
  ],
  [
    'a require in it',
    'other',
    cjs(`const d = require('./d.cjs'); exports.h = () => d.z`, 'q.h(x)', { 'd.cjs': 'exports.z = 1' }),
    { 'd.cjs': 'exports.z = 2' },
  ],
  [
    'a require that a module makes for itself',
    'other',
    {
      'a.ts': f(
        'return h(x)',
        `import { createRequire } from 'node:module'\nconst load = createRequire(import.meta.url)\nconst { h } = load('./c.cjs')`,
      ),
      'c.cjs': 'exports.h = () => 1',
    },
    { 'c.cjs': 'exports.h = () => 2' },
  ],
  [
    'a require that a module makes and calls at once',
    'other',
    {
      'a.ts': f(
        'return h(x)',
        `import module from 'node:module'\nconst { h } = module.createRequire(import.meta.url)('./c.cjs')`,
      ),
      'c.cjs': 'exports.h = () => 1',
    },
    { 'c.cjs': 'exports.h = () => 2' },
  ],
  ['a comment in it', 'same', cjs('exports.h = () => 1'), { 'c.cjs': '// one\nexports.h = () => 1' }],
  [
    'a tagged function in a CommonJS file',
    'other',
    { 'a.cjs': `const k = 1\n${TAG}function f(x) { return k }\nmodule.exports = { f }` },
    { 'a.cjs': `const k = 2\n${TAG}function f(x) { return k }\nmodule.exports = { f }` },
  ],
])
