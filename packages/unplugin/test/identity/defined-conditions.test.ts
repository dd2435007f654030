import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../../src/identity/project.js'
import type { BuildSettings } from '../../src/surroundings/build-settings.js'
import { f, withProject, type Files } from './edited-project.js'
import { identify } from './identity-of.js'

const IMPORTS = `import { g } from './b'`
const HELPER: Files = { 'b.ts': 'export const g = () => 1' }
const EDITED: Files = { 'b.ts': 'export const g = () => 2' }

const identityOf = (files: Files, settings: BuildSettings) =>
  withProject(files, (root) => identify(createProject({ root, settings }), path.join(root, 'a.ts')))

/** Whether an edit of the helper moves the version of a function that calls it under conditions. */
function moves(body: string, settings: BuildSettings, imports = IMPORTS): boolean {
  const files = { 'a.ts': f(body, imports), ...HELPER }
  return identityOf(files, settings).version !== identityOf({ ...files, ...EDITED }, settings).version
}

const off: BuildSettings = { define: { __DEV__: 'false' } }
const on: BuildSettings = { define: { __DEV__: 'true' } }

/** Code that a build drops, since it replaces a name by a value, is not reached. */
describe('names that a build defines', () => {
  const ifDev: [form: string, body: string][] = [
    ['a statement', 'if (__DEV__) return g(); return 0'],
    ['a block', 'if (__DEV__) { const r = [1].map(() => g()); return r }'],
    ['an expression', 'return __DEV__ ? g() : 0'],
    ['`&&`', 'return __DEV__ && g()'],
    ['the other side of `||`', 'return !__DEV__ || g()'],
    ['`!!`', 'return !!__DEV__ ? g() : 0'],
    ['both of two', 'return __DEV__ && x ? g() : 0'],
    ['both of two, in the other order', 'return x && __DEV__ && g()'],
    ['neither of two', 'return !__DEV__ || x ? 0 : g()'],
    ['a condition in a condition', 'if (x) { if (__DEV__) { if (x > 1) return g() } }'],
    ['`else`', 'if (!__DEV__) return 0; else return g()'],
    ['a type assertion', 'return (__DEV__ as boolean) ? g() : 0'],
  ]
  test.each(ifDev)('false drops %s', (_, body) => expect(moves(body, off)).toBe(false))
  test.each(ifDev)('true keeps %s', (_, body) => expect(moves(body, on)).toBe(true))
  test.each(ifDev)('no value keeps %s', (_, body) => expect(moves(body, {})).toBe(true))
  test.each(ifDev)('a host that runs for long keeps %s', (_, body) => expect(moves(body, { ...off, reloads: true })).toBe(true))

  test.each<[form: string, body: string, imports?: string]>([
    ['a test', 'return __DEV__ || g()'],
    ['`else`', 'if (__DEV__) return 0; else return g()'],
    ['what follows', 'if (__DEV__) return 0; return g()'],
    ['one of two', 'return __DEV__ || x ? g() : 0'],
    ['the test itself', 'return g() && __DEV__'],
    ['`??`', 'return __DEV__ ?? g()'],
    ['both places', 'return __DEV__ ? g() : g()'],
    ['the other place, which comes first', 'const r = g(); return __DEV__ ? g() : r'],
    ['a parameter of the name', 'return ((__DEV__) => (__DEV__ ? g() : 0))(x)'],
    ['a variable of the name', 'return __DEV__ ? g() : 0', `${IMPORTS}\nconst __DEV__ = [].length < 1`],
    ['an import of the name', 'return __DEV__ ? g() : 0', `${IMPORTS}\nimport { __DEV__ } from './c'`],
    [
      'a name of a merged namespace',
      'return N.h()',
      `${IMPORTS}\nnamespace N { export const __DEV__ = [].length < 1 }\nnamespace N { export const h = () => (__DEV__ ? g() : 0) }`,
    ],
    ['a member of an enum', 'return E.B ? 1 : 0', `${IMPORTS}\nenum E { __DEV__ = 1 }\nenum E { B = __DEV__ ? g() : 0 }`],
    ['a member', 'return x.__DEV__ ? g() : 0'],
    ['an assignment', 'return (globalThis.__DEV__ = x) ? g() : 0'],
    ['a comparison', 'return __DEV__ === x ? g() : 0'],
  ])('false keeps %s', (_, body, imports) => expect(moves(body, off, imports)).toBe(true))

  test('a file with a namespace drops what is outside of it', () => {
    expect(moves('return __DEV__ ? g() : 0', off, `${IMPORTS}\nnamespace N { export const n = 1 }`)).toBe(false)
  })

  test.each(['false', 'null', 'undefined', 'void 0', ' false '])('%s is false', (value) => {
    const define = { __DEV__: value }
    expect([moves('return __DEV__ && g()', { define }), moves('return __DEV__ || g()', { define })]).toEqual([false, true])
  })
  test.each(['true', ' true '])('%s is true', (value) => {
    const define = { __DEV__: value }
    expect([moves('return __DEV__ && g()', { define }), moves('return __DEV__ || g()', { define })]).toEqual([true, false])
  })
  test.each(['other', 'a.b', '{}', '0', '1', '""', '"a"', '0.5', '"\\n"', '1n', '!0', 'false || x'])('%s is unknown', (value) => {
    const define = { __DEV__: value }
    expect([moves('return __DEV__ && g()', { define }), moves('return __DEV__ || g()', { define })]).toEqual([true, true])
  })

  test('code of another package of the workspace stays, since a bundler may leave that package out', () => {
    const files = {
      'other/package.json': '{ "name": "other" }',
      'other/b.ts': `import { g } from './c'\nexport const dev = () => (__DEV__ ? g() : 0)`,
      'other/c.ts': 'export const g = () => 1',
    }
    const inside = Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.json')))
    const isMoved = (all: Files) => {
      const within = (more: Files) => ({ ...all, ...more, 'a.ts': f('return dev()', `import { dev } from './other/b'`) })
      return identityOf(within({}), off).version !== identityOf(within({ 'other/c.ts': 'export const g = () => 2' }), off).version
    }
    expect([isMoved(inside), isMoved(files)]).toEqual([false, true])
  })

  test('what dropped code reads is no input', () => {
    const files = { 'a.ts': f('return [__DEV__ ? process.env.STAGE : 0, __DEV__ && Date.now()]') }
    const { inputs } = identityOf(files, off)
    expect(inputs.map(({ name }) => name)).toEqual(['__DEV__'])
    expect(identityOf(files, on).inputs.map(({ name }) => name)).toContain('process.env.STAGE')
  })

  test('another value of the name is another version', () => {
    const files = { 'a.ts': f('return __DEV__ ? g() : 0', IMPORTS), ...HELPER }
    expect(identityOf(files, off).version).not.toBe(identityOf(files, on).version)
  })
})
