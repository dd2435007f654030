import { describe, expect, test } from 'vitest'
import { f, type Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const ZONE = 'time zone'
const BOTH = [ZONE, 'default locale']

describe('a method of a date, number or text', () => {
  test.each<[what: string, body: string, above: string, inputs: string[]]>([
    ['by a computed name', 'return x[x.m]()', '', BOTH],
    ['by a computed name, with `call`', 'return x[x.m].call(x)', '', BOTH],
    ['by the name of a constant', 'return x[k]()', "const k = 'toLocaleString'", BOTH],
    ['by the name of another constant', 'return x[k]()', "const k = 'trim'", []],
    ['by a symbol', 'return x[Symbol.iterator]()', '', []],
    ['of a list of functions', 'return list[0]!(1)', 'const list = [(n: number) => n]', []],
    ['called by `call`', 'return String.prototype.localeCompare.call(x, "b")', '', BOTH],
    ['passed on', 'return x.map(x.apply, Date.prototype.getHours)', '', [ZONE]],
    ['taken by a pattern', 'const { toLocaleUpperCase: up } = String.prototype; return up.call(x)', '', BOTH],
    ['only printed', 'console.log(x.getHours()); return 1', '', []],
  ])('%s', (_, body, above, inputs) => expect(identityOf(f(body, above)).inputs.map(({ name }) => name)).toEqual(inputs))
})

describe('what a bundler makes of a file', () => {
  test.each<[what: string, files: Files, isCached: boolean]>([
    ['styles', { 'a.ts': f('return import("./a.css")'), 'a.css': '.a {}' }, false],
    ['a text', { 'a.ts': f('return import("./a.txt").then((m) => m.default)'), 'a.txt': 'a' }, false],
    [
      'styles, in another file',
      { 'a.ts': `import { g } from './b'\n${f('return g()')}`, 'b.ts': 'export const g = () => import("./a.css")', 'a.css': '' },
      false,
    ],
    ['a raw text', { 'a.ts': f('return import("./a.txt?raw")'), 'a.txt': 'a' }, true],
    ['JSON', { 'a.ts': f('return import("./a.json")'), 'a.json': '{}' }, true],
    ['code', { 'a.ts': f('return import("./b.js")'), 'b.js': 'export const b = 1' }, true],
    [
      'styles that are only loaded',
      { 'a.ts': '/** @cache */ export async function f() { await import("./a.css") }', 'a.css': '' },
      true,
    ],
  ])('%s, loaded by `import()`', (_, files, isCached) => expect(identityOf(files).uncached === undefined).toBe(isCached))

  test('the address of a file is an input', () => {
    const source = f('return new URL("./a.svg", import.meta.url).href')
    expect(identityOf(source).inputs).toContainEqual(
      expect.objectContaining({ name: 'new URL("./a.svg")', expression: 'new URL("./a.svg", import.meta.url).href' }),
    )
  })

  test('the address of a file beside another module has a path from this one', () => {
    const files = {
      'a.ts': `import { g } from './lib/b'\n${f('return g()')}`,
      'lib/b.ts': 'export const g = () => new URL("./a.svg", import.meta.url)',
    }
    expect(identityOf(files).inputs.map(({ expression }) => expression)).toContain('new URL("./lib/a.svg", import.meta.url).href')
  })
})
