import { describe, expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'

/** Whether a variable that fixed code makes on first use is an input: if it may show that it is unset, or which code made it. */
const ROWS: [what: string, body: string, above: string, isInput: boolean][] = [
  ['made in front', "m ??= 'x'; return m", '', false],
  ['the value of the assignment', "return (m ??= 'x')", '', false],
  ['made below a test', "if (!m) m = 'x'; return m", '', false],
  ['made below a comparison', "if (m === undefined) { m = 'x' } return m.length", '', false],
  ['made behind `||`', "return m || (m = 'x')", '', false],
  ['made by a function', 'return get()', "function get() { if (!m) { m = 'x' } return m }", false],
  ['made in a loop', "for (const y of x) { m ??= 'x'; y.push(m) } return x", '', false],
  ['read by code that is not reached', 'return get()', "const get = () => (m ??= 'x')\nexport const peek = () => m", false],
  [
    'made twice of the same code',
    'return get()',
    "const get = () => (m ??= 'x')\nexport const init = () => { m ??= 'x' }",
    false,
  ],
  ['made on one of two paths', "if (x) m ??= 'x'; return String(m)", '', true],
  ['read in front', "const was = m; m ??= 'x'; return was", '', true],
  ['read in front, in a list of expressions', "return (x.push(m), (m ??= 'x'))", '', true],
  ['read in a function that runs in front', "const was = g(); m ??= 'x'; return was; function g() { return m }", '', true],
  ['made behind another condition', "x && (m ??= 'x'); return String(m)", '', true],
  ['tested for something else', "if (m) x.push(1); m ??= 'x'; return x", '', true],
  ['kept under another name', "let n; n = m ?? 'y'; m ??= 'x'; return n", '', true],
  ['read by another function', 'return [peek(), get()]', "const get = () => (m ??= 'x')\nconst peek = () => m", true],
  [
    'made of other code elsewhere',
    'return get()',
    "const get = () => (m ??= 'x')\nexport const init = () => { m ??= 'y' }",
    true,
  ],
]

test.each(ROWS)('%s', (_, body, above, isInput) => {
  const { inputs } = identityOf(f(body, `let m: any\n${above}`))
  expect(inputs.map(({ name }) => name)).toEqual(isInput ? ['m'] : [])
})

describe('a value that is made of what a circle of modules may find unset is an input', () => {
  const filesOf = (made: string, first: string) => ({
    'a.ts': `import { get } from './h.js'\n/** @cache */\nexport const f = (x: any): any => x + get()`,
    'h.ts': `import { first } from './b.js'\nexport { first }\n${made}\nvar rate = 5`,
    'b.ts': `import { get } from './h.js'\nexport const first: any = ${first}`,
  })

  test.each<[what: string, made: string]>([
    ['a variable', 'let memo: any\nexport const get = () => (memo ??= `${rate}`)'],
    ['an object', 'let memo: any\nexport const get = () => { memo ??= { rate }; return memo.rate }'],
  ])('%s', (_what, made) => {
    expect(identityOf(filesOf(made, 'get()')).inputs.map(({ name }) => name)).toContain('memo')
    expect(identityOf(filesOf(made, '() => get')).inputs.map(({ name }) => name)).not.toContain('memo')
  })
})

test.each([
  ['files', "String(readFileSync('x'))", 'm,"??=","files","shop/a.ts#m"'],
  ['another process', "String(execSync('x'))", 'm,"??=",void 0,"shop/a.ts#m"'],
])('a variable that is made of %s counts once it is made', (_, made, given) => {
  const above = `import { readFileSync } from 'node:fs'\nimport { execSync } from 'node:child_process'\nlet m: any`
  expect(identityOf(f(`m ??= ${made}; return m`, above)).inputs.map(({ expression }) => expression)).toEqual([
    `\0lazily(${given})`,
  ])
})

test('a variable that is made of what changes counts as it is', () => {
  const above = 'let rate = 1; export const set = (r: any) => { rate = r }\nlet m: any'
  expect(identityOf(f('m ??= rate * 2; return m', above)).inputs.map(({ expression }) => expression)).toEqual(['rate', 'm'])
})

test('a variable that only other code makes is an input', () => {
  expect(identityOf(f('return m', "let m: any\nexport const set = () => { m ??= 'on' }")).inputs.map(({ name }) => name)).toEqual(
    ['m'],
  )
})

test.each([
  ['by its name', `import { m } from './b'`, 'return m'],
  ['in front of the code that makes it', `import { init, m } from './b'`, 'const was = m; init(); return was'],
  ['by a namespace', `import * as b from './b'`, 'const was = b.m; b.init(); return was'],
])('a variable that another file reads %s is an input', (_, imports, body) => {
  const b = `export let m: any\nexport const init = () => { m ??= 'on' }`
  expect(identityOf({ 'a.ts': `${imports}\n${f(body)}`, 'b.ts': b }).inputs.map(({ name }) => name)).toEqual(['m'])
})

test.each([
  ['api.f', `export const api = { /** @cache */ f() { const was = m; init(); return was } }`],
  ['make.f', `export function make() { /** @cache */ function f() { const was = m; init(); return was } return f }`],
])('a variable that %s shows, which is a part of other code, is an input', (name, source) =>
  expect(identityOf(`let m: any\nconst init = () => { m ??= 'x' }\n${source}`, name).inputs.map((input) => input.name)).toEqual([
    'm',
  ]),
)
