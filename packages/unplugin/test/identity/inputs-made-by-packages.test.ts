import { describe, expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'

test('what a package made of the whole environment counts with all that it holds', () => {
  const made = (value: string) =>
    identityOf({
      'a.ts': `import { parse } from 'dep'\nconst env = parse(${value})\n${f('return env.get("RATE")')}`,
      'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
      'node_modules/dep/i.js': 'exports.parse = (env) => ({ get: (name) => env[name] })',
    }).inputs.filter(({ name }) => name === 'env')
  // Plain data of it, and nothing of anything else.
  expect(made('{}')).toMatchObject([{ by: 'outside' }])
  expect(made('process.env')).toEqual([expect.not.objectContaining({ by: expect.anything() })])
})

const DEP = {
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
  'node_modules/dep/i.js': 'exports.make = (name) => () => name',
}

test('what the project gave a package counts, though what the package made of it does not', () => {
  const { inputs } = identityOf({
    'a.ts': `import { scale } from './b'\n${f('return scale(x)')}`,
    'b.ts': `import { make } from 'dep'\nimport { readFileSync } from 'node:fs'\nconst factor = readFileSync('/r', 'utf8')\nexport const scale = make(factor)`,
    ...DEP,
  })
  expect(inputs.map(({ name, by }) => [name, by])).toEqual(
    expect.arrayContaining([
      ['scale', 'outside'],
      ['factor', undefined],
    ]),
  )
})

test.each([
  ['a member of a package', `import * as dep from 'dep'\nconst green = dep.green`, 'outside'],
  ['a member of a member', `import dep from 'dep'\nconst green = dep.colors.green`, 'outside'],
  ['a destructured member', `import dep from 'dep'\nconst { green } = dep`, 'outside'],
  ['one that is replaced', `import dep from 'dep'\nlet green = dep.green\nexport const set = (v) => { green = v }`, undefined],
  [
    'what a package made, replaced',
    `import { make } from 'dep'\nlet green = make(1)\nexport const set = (v) => { green = v }`,
    undefined,
  ],
  [
    'one of two',
    `import dep from 'dep'\nlet own\nexport const set = (v) => { own = v }\nconst green = dep.green ?? own`,
    undefined,
  ],
  [
    'a member of one’s own',
    `const own = { green: null }\nexport const set = (v) => { own.green = v }\nconst green = own.green`,
    undefined,
  ],
])('%s in a variable', (_what, above, by) => {
  const { inputs } = identityOf({ 'a.ts': `${above}\n${f('return green(x)')}`, ...DEP })
  const found = inputs.filter(({ name }) => name === 'green')
  expect(found.map((input) => input.by)).toEqual(by === undefined ? [undefined] : [by])
})

describe('what a package made through a function of the project', () => {
  const logOf = (maker: string, name = 'makeLog(name)') =>
    identityOf({
      'a.ts': `import { makeLog } from './log'\nimport { name } from './name'\nconst log = ${name}\n${f('log(x); return x')}`,
      'name.ts': 'export let name = "n"\nexport const rename = (n) => { name = n }',
      'log.ts': maker,
      ...DEP,
    }).inputs.map(({ name: of, by }) => `${by ?? 'value'} ${of}`)

  test.each([
    ['an arrow function', `import { make } from 'dep'\nexport const makeLog = (n) => make('app:' + n)`],
    ['a function', `import { make } from 'dep'\nexport function makeLog(n) { return make(n) }`],
    ['a method of the package', `import * as dep from 'dep'\nexport const makeLog = (n) => dep.make(n)`],
    ['two functions', `import { make } from 'dep'\nconst inner = (n) => make(n)\nexport const makeLog = (n) => inner(n)`],
  ])('by %s is outside, and what it was given counts', (_what, maker) =>
    expect(logOf(maker)).toEqual(expect.arrayContaining(['outside log', 'value name'])),
  )

  test.each([
    ['does more', `import { make } from 'dep'\nlet k = 0\nexport const makeLog = (n) => { k++; return make(n + k) }`],
    ['returns a value of its own', `import { make } from 'dep'\nlet k = 0\nexport const makeLog = (n) => () => k`],
    ['wraps it', `import { make } from 'dep'\nexport const makeLog = (n) => ({ made: make(n) })`],
    ['returns what it was given', `export const makeLog = (make) => make('n')`],
    [
      'is reassigned',
      `import { make } from 'dep'\nexport let makeLog = (n) => make(n)\nexport const set = (v) => { makeLog = v }`,
    ],
    ['is a generator', `import { make } from 'dep'\nexport function* makeLog(n) { return make(n) }`],
  ])('is a value like any other if the function %s', (_what, maker) => expect(logOf(maker)).not.toContain('outside log'))
})
