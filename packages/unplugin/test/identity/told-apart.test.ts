import { expect, test } from 'vitest'
import { f, versionOf, type Files } from './edited-project.js'

const C = { 'c.ts': `export const A = Symbol('s')`, 'd.ts': `export const A = Symbol('s')` }
const TABLE = { 'c.ts': `export const T = { A: Symbol() } as const`, 'd.ts': `export const T = { A: Symbol() } as const` }

/** Two symbols are different whatever creates them, and so are the namespaces of two modules. */
test.each<[what: string, before: Files, after: Files]>([
  [
    'another file',
    { ...C, 'a.ts': f('return x === A', `import { A } from './c'`) },
    { ...C, 'a.ts': f('return x === A', `import { A } from './d'`) },
  ],
  [
    'another name on the way',
    { 'a.ts': f('return x === A', `import { A } from './b'`), 'b.ts': `const A = Symbol(), B = Symbol()\nexport { A }` },
    { 'a.ts': f('return x === A', `import { A } from './b'`), 'b.ts': `const A = Symbol(), B = Symbol()\nexport { B as A }` },
  ],
  [
    'a table of another file',
    { ...TABLE, 'a.ts': f('return x === T.A', `import { T } from './c'`) },
    { ...TABLE, 'a.ts': f('return x === T.A', `import { T } from './d'`) },
  ],
  [
    'a namespace',
    { ...C, 'a.ts': f('return x === n', `import * as n from './c'`) },
    { ...C, 'a.ts': f('return x === n', `import * as n from './d'`) },
  ],
  [
    'a namespace in a list',
    { ...C, 'a.ts': f('return [n].includes(x)', `import * as n from './c'`) },
    { ...C, 'a.ts': f('return [n].includes(x)', `import * as n from './d'`) },
  ],
])('code that compares with that of %s has another version', (_, before, after) => {
  expect(versionOf(before)).not.toBe(versionOf(after))
})

test('a symbol of the registry has no place', () => {
  const files = (name: string) => ({
    'a.ts': f('return x === A', `import { A } from './${name}'`),
    [`${name}.ts`]: `export const A = Symbol.for('s')`,
  })
  expect(versionOf(files('c'))).toBe(versionOf(files('d')))
})
