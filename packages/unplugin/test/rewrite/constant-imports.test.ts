import path from 'node:path'
import { expect, test } from 'vitest'
import { rewriteUntagged } from '../../src/transform.js'
import { withProject, type Files } from '../identity/edited-project.js'

const rewritten = (files: Files) =>
  withProject(files, (root) => {
    const { code, watchFiles } = rewriteUntagged(files['a.ts'] as string, path.join(root, 'a.ts'), { root })!
    return { code, watched: [...watchFiles].map((file) => path.basename(file)) }
  })

/** A key is evaluated again for the name of the function, if nobody can notice. */
test.each<[what: string, isAgain: boolean, key: string, imported: string, other: string]>([
  ['an enum', true, 'K.A', '{ K }', `export enum K { A = 'a' }`],
  ['an enum of a namespace', true, 'k.K.A', '* as k', `export enum K { A = 'a' }`],
  ['an enum by another name', true, 'L.A', '{ K as L }', `enum K { A = 'a' }\nexport { K }`],
  ['a constant', true, 'A', '{ A }', `export const A = 'a'`],
  ['a constant of a namespace', true, 'k.A', '* as k', `export const A = 'a'`],
  ['a constant in a text', true, '`${A}!`', '{ A }', `export const A = 'a'`],
  ['a symbol', true, 'A', '{ A }', `export const A = Symbol('a')`],
  ['a table', true, 'T.A', '{ T }', `export const T = { A: 'a' } as const`],
  ['a frozen table', true, 'T.A', '{ T }', `export const T = Object.freeze({ A: 'a' })`],
  ['a table with an accessor', false, 'T.A', '{ T }', `export const T = { get A() { return 'a' } }`],
  ['a table with another accessor', false, 'T.A', '{ T }', `export const T = { A: 'a', get A() { return 'b' } }`],
  ['a table that is spread', false, 'T.A', '{ T }', `const U = { get A() { return 'a' } }\nexport const T = { A: 'a', ...U }`],
  ['a table of objects', false, 'T.A', '{ T }', `export const T = { A: { toString: () => 'a' } }`],
  ['a table in a table', false, 'T.in.A', '{ T }', `export const T = { in: { A: 'a' } }`],
  ['an object', false, 'A', '{ A }', `export const A: any = { toString: () => 'a' }`],
  ['a variable', false, 'A', '{ A }', `export let A = 'a'\nexport const set = (to: string) => { A = to }`],
  ['what a call gives', false, 'A', '{ A }', `const make = () => 'a'\nexport const A = make()`],
  ['a class', false, 'C.A', '{ C }', `export class C { static A = 'a' }`],
  ['nothing', false, 'A', '{ A }', ''],
])('%s of another file: %s', (_, isAgain, key, imported, other) => {
  const { code, watched } = rewritten({
    'a.ts': `import ${imported} from './k.js'\nexport const t = { [${key}]: (x: number) => x, a: (x: number) => x }`,
    'k.ts': other,
  })
  expect(code.split(`[${key}]`).length > 2).toBe(isAgain)
  if (other !== '') expect(watched).toContain('k.ts')
})

test('a package is not asked', () => {
  const { code } = rewritten({
    'a.ts': `import { A } from 'dep'\nexport const t = { [A]: (x: number) => x, a: (x: number) => x }`,
    'node_modules/dep/package.json': '{ "name": "dep", "version": "1.0.0", "main": "i.js" }',
    'node_modules/dep/i.js': `exports.A = 'a'`,
  })
  expect(code.split('[A]')).toHaveLength(2)
})
