import { describe, expect, test } from 'vitest'
import { testEdits, type Edit, type Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const TAG = '/** @cache */ '
const method = (body: string, rest = ''): string =>
  `${rest}\nexport class C { ${TAG}f(x) { ${body} } other() { return 1 } n = 1 }`
const other = (source: string, to = 'return 2') => source.replace('return 1', to)

testEdits('methods', [
  ['the method', 'other', method('return x'), method('return -x')],
  ['without `this`: another method', 'same', method('return x'), other(method('return x'))],
  ['without `this`: a field', 'same', method('return x'), method('return x').replace('n = 1', 'n = 2')],
  [
    'without `this`: the base',
    'same',
    method('return x').replace('class C', 'class B {} class C extends B'),
    method('return x').replace('class C', 'class B { n = 1 } class C extends B'),
  ],
  ['with `this`: another method', 'other', method('return this.other()'), other(method('return this.other()'))],
  ['with `this` in an arrow', 'other', method('return () => this.other()'), other(method('return () => this.other()'))],
  [
    '`this` of an inner function is another',
    'same',
    method('return function () { return this }'),
    other(method('return function () { return this }')),
  ],
  ['with `this`: a field', 'other', method('return this.n'), method('return this.n').replace('n = 1', 'n = 2')],
  [
    'with `super`: the base',
    'other',
    `class B { m() { return 1 } }\nexport class C extends B { ${TAG}f(x) { return super.m() } }`,
    `class B { m() { return 2 } }\nexport class C extends B { ${TAG}f(x) { return super.m() } }`,
  ],
  [
    'with a private name: the class',
    'other',
    `export class C { #n = 1; ${TAG}f(x) { return x.#n } }`,
    `export class C { #n = 2; ${TAG}f(x) { return x.#n } }`,
  ],
  [
    'the class by its own name',
    'other',
    `export class C { static k = 1; ${TAG}f(x) { return C.k } }`,
    `export class C { static k = 2; ${TAG}f(x) { return C.k } }`,
  ],
  [
    'a base in another file',
    'other',
    {
      'a.ts': `import { B } from './b'\nexport class C extends B { ${TAG}f(x) { return this.m() } }`,
      'b.ts': 'export class B { m() { return 1 } }',
    },
    { 'b.ts': 'export class B { m() { return 2 } }' },
  ],
  [
    'a static method',
    'other',
    `export class C { static k = 1; ${TAG}static f(x) { return this.k } }`,
    `export class C { static k = 2; ${TAG}static f(x) { return this.k } }`,
  ],
  ['a class field', 'other', `export class C { ${TAG}f = (x) => x }`, `export class C { ${TAG}f = (x) => -x }`],
  [
    'a decorator of the method',
    'other',
    `const d = (v) => v\nexport class C { ${TAG}@d f(x) {} }`,
    `const d = (v) => null\nexport class C { ${TAG}@d f(x) {} }`,
  ],
  [
    'an object’s method without `this`',
    'same',
    `export const C = { ${TAG}f(x) { return x }, n: 1 }`,
    `export const C = { ${TAG}f(x) { return x }, n: 2 }`,
  ],
  [
    'an object’s method with `this`',
    'other',
    `export const C = { ${TAG}f(x) { return this.n }, n: 1 }`,
    `export const C = { ${TAG}f(x) { return this.n }, n: 2 }`,
  ],
  [
    'a class inside of a function',
    'other',
    `export function make() { class C { ${TAG}f(x) { return this.n } n = 1 } }`,
    `export function make() { class C { ${TAG}f(x) { return this.n } n = 2 } }`,
  ],
] satisfies Edit[])

const nested = (body: string, around: string) => ({
  'a.ts': `export function outer(k) { ${around}\n${TAG}function f(x) { ${body} }\nreturn f }`,
})
const versionAndCaptures = (files: Files) => {
  const { version, captured, diagnostics } = identityOf(files, 'outer.f')
  return { version, captured, codes: diagnostics.map(({ code }) => code) }
}

describe('captures', () => {
  test.each([
    ['a parameter', nested('return k', ''), ['k']],
    ['a constant', nested('return c', 'const c = k + 1'), ['c']],
    ['a variable that changes', nested('return c', 'let c = 1; c = k'), ['c']],
    [
      'a destructured parameter',
      { 'a.ts': `export function outer({ k, ...rest }) { ${TAG}function f(x) { return [k, rest] } return f }` },
      ['k', 'rest'],
    ],
    ['in a default parameter', { 'a.ts': `export function outer(k) { ${TAG}function f(x = k) { return x } return f }` }, ['k']],
    ['nothing of the module', { 'a.ts': `const m = 1\n${nested('return m', '')['a.ts']}` }, []],
    ['nothing that is shadowed', nested('const k = 1; return k', ''), []],
    ['what a captured function captures', nested('return g()', 'const c = k; const g = () => c'), ['c']],
    [
      'what a captured function captures at second hand',
      nested('return g()', 'const c = k; function h() { return c } const g = () => h()'),
      ['c'],
    ],
    ['nothing of itself', nested('return x ? f(x - 1) : 0', ''), []],
    ['a callback, which cannot be keyed', nested('return k(x)', ''), ['k']],
    [
      'a loop’s variable',
      { 'a.ts': `export function outer(list) { for (const k of list) { ${TAG}const f = (x) => k\nuse(f) } }` },
      ['k'],
    ],
    ['nothing that it only updates', nested('c++; return x', 'let c = 0'), []],
    ['what it makes on first use, once it is made', nested('return (c ??= 1)', 'let c'), ['\0lazily(c,"??=","captured")']],
    [
      'a variable of a namespace',
      { 'a.ts': `export namespace outer { const k = [1]\n${TAG}export function f(x) { return k } }` },
      ['k'],
    ],
  ] as [string, Files, string[]][])('%s', (_what, files, captured) =>
    expect(versionAndCaptures(files).captured).toEqual(captured),
  )

  test.each([
    ['a captured function’s code', 'const g = () => 1', 'const g = () => 2', true],
    ['a captured declaration’s code', 'function g() { return 1 }', 'function g() { return 2 }', true],
    ['a captured class', 'class g { m() { return 1 } }', 'class g { m() { return 2 } }', true],
    ['at second hand', 'const h = () => 1; const g = () => h()', 'const h = () => 2; const g = () => h()', true],
    ['a captured value, which is in the key', 'const g = 1', 'const g = 2', false],
    ['a neighbour', 'const g = () => 1; const n = () => 1', 'const g = () => 1; const n = () => 2', false],
  ])('%s', (_what, before, after, moves) => {
    expect(versionAndCaptures(nested('return g', before)).version !== versionAndCaptures(nested('return g', after)).version).toBe(
      moves,
    )
  })

  test('an update is skipped by a hit', () =>
    expect(versionAndCaptures(nested('c++; return x', 'let c = 0')).codes).toEqual(['skipped-update']))

  test('a captured function’s variable that the function itself hides', () => {
    expect(
      versionAndCaptures({
        'a.ts': `export function outer(k) { const g = () => k\n${TAG}function f(k) { return g() }\nreturn f }`,
      }),
    ).toMatchObject({
      captured: [],
      codes: ['shadowed-capture'],
    })
  })
})

testEdits('versions pinned by hand', [
  [
    'the pinned function',
    'same',
    `/** @cache { version: 3 } */\nexport function f(x) { return 1 }`,
    `/** @cache { version: 3 } */\nexport function f(x) { return 2 }`,
  ],
  [
    'the pin',
    'other',
    `/** @cache { version: 3 } */\nexport function f(x) { return 1 }`,
    `/** @cache { version: 4 } */\nexport function f(x) { return 1 }`,
  ],
  [
    'a pinned function that is called',
    'same',
    `/** @cache { version: 3 } */\nfunction g() { return 1 }\n${TAG}export function f(x) { return g() }`,
    `/** @cache { version: 3 } */\nfunction g() { return 2 }\n${TAG}export function f(x) { return g() }`,
  ],
  [
    'what that one reaches',
    'same',
    `const k = 1\n/** @cache { version: 3 } */\nconst g = () => k\n${TAG}export function f(x) { return g() }`,
    `const k = 2\n/** @cache { version: 3 } */\nconst g = () => k\n${TAG}export function f(x) { return g() }`,
  ],
  [
    'the pin of a function that is called',
    'other',
    `/** @cache { version: 3 } */\nfunction g() { return 1 }\n${TAG}export function f(x) { return g() }`,
    `/** @cache { version: 4 } */\nfunction g() { return 1 }\n${TAG}export function f(x) { return g() }`,
  ],
  [
    'a pinned method of a class that is used',
    'same',
    `class D { /** @cache { version: 3 } */ m() { return 1 } }\n${TAG}export function f(x) { return new D().m() }`,
    `class D { /** @cache { version: 3 } */ m() { return 2 } }\n${TAG}export function f(x) { return new D().m() }`,
  ],
  [
    'a pin beside a decorator',
    'same',
    `import { Cacher } from '@cachecache/runtime'\nconst c = Cacher('x')\nexport class C { /** @cache { version: 3 } */ @c f() { return 1 } }`,
    `import { Cacher } from '@cachecache/runtime'\nconst c = Cacher('x')\nexport class C { /** @cache { version: 3 } */ @c f() { return 2 } }`,
  ],
  [
    'a pin beside a decorator of a method that is called',
    'same',
    `import { cache } from '@cachecache/runtime'\nclass D { /** @cache { version: 3 } */ @cache m() { return 1 } }\n${TAG}export function f(x) { return new D().m() }`,
    `import { cache } from '@cachecache/runtime'\nclass D { /** @cache { version: 3 } */ @cache m() { return 2 } }\n${TAG}export function f(x) { return new D().m() }`,
  ],
  [
    'another method of that class',
    'other',
    `class D { /** @cache { version: 3 } */ m() {} n() { return 1 } }\n${TAG}export function f(x) { return new D().m() }`,
    `class D { /** @cache { version: 3 } */ m() {} n() { return 2 } }\n${TAG}export function f(x) { return new D().m() }`,
  ],
])

test('a number and the same text are two pinned versions', () => {
  const versions = ['3', `'3'`, `"3"`, `'"3"'`, `'3.0'`, '3.0', `'v3'`].map(
    (version) => identityOf(`/** @cache { version: ${version} } */\nexport function f(x) { return 1 }`).version,
  )
  expect(versions).toEqual(['3', '"3"', '"3"', String.raw`"\"3\""`, '3.0', '3', 'v3'])
})

test('a pin is the version, and inputs stay inputs', () => {
  const identity = identityOf('/** @cache { version: 3 } */\nexport function f() { return process.env.X }')
  expect(identity).toMatchObject({
    version: '3',
    inputs: [{ name: 'process.env.X' }],
    dependencies: [{ kind: 'env', name: 'process.env.X' }],
  })
})

test('inputs of a pinned function are inputs of its callers', () => {
  const { inputs } = identityOf(
    `/** @cache { version: 3 } */\nfunction g() { return process.env.X }\n${TAG}export function f() { return g() }`,
  )
  expect(inputs.map(({ name }) => name)).toEqual(['process.env.X'])
})

testEdits('functions behind a cacher', [
  [
    'the function',
    'other',
    `import { cache } from '@cachecache/runtime'\nexport const f = cache((x) => 1)`,
    `import { cache } from '@cachecache/runtime'\nexport const f = cache((x) => 2)`,
  ],
  [
    'the cacher’s settings',
    'same',
    `import { Cacher } from '@cachecache/runtime'\nconst c = Cacher('x', 1)\nexport const f = c((x) => 1)`,
    `import { Cacher } from '@cachecache/runtime'\nconst c = Cacher('x', 2)\nexport const f = c((x) => 1)`,
  ],
  [
    'a cacher of another file',
    'same',
    {
      'a.ts': `import '@cachecache/runtime'\nimport { c } from './c'\nexport const f = c((x) => 1)`,
      'c.ts': `import { Cacher } from '@cachecache/runtime'\nexport const c = Cacher('x', 1)`,
    },
    { 'c.ts': `import { Cacher } from '@cachecache/runtime'\nexport const c = Cacher('x', 2)` },
  ],
  [
    'what a called one reaches',
    'other',
    `import { cache } from '@cachecache/runtime'\nconst g = cache(() => 1)\n${TAG}export function f(x) { return g() }`,
    `import { cache } from '@cachecache/runtime'\nconst g = cache(() => 2)\n${TAG}export function f(x) { return g() }`,
  ],
])

test('a tree deeper than the stack does not stop the build', () => {
  const sum = Array.from({ length: 4_000 }, (_, index) => `'${index}'`).join(' + ')
  const version = (end: string) =>
    identityOf({
      'a.ts': `import { text } from './b'\n${TAG}export function f() { return text }`,
      'b.ts': `export const text = ${sum} + '${end}'`,
    }).version
  expect(version('a')).not.toBe(version('b'))
})
