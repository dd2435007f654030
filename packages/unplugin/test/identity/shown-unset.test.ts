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
