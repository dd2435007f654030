import { realpathSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../../src/identity/project.js'
import { digestOfContent } from '../../src/surroundings/made-texts.js'
import { entryOf, f, withProject } from './edited-project.js'
import { identify } from './identity-of.js'

type Texts = Record<string, string>

/** The identity if other plugins make other texts of some files. */
const made = (files: Texts, texts: Texts) =>
  withProject(files, (root) => {
    const records = Object.entries(texts).map(([name, text]) => {
      return { file: `${realpathSync(root)}/${name}`, of: digestOfContent(files[name]!), text }
    })
    const { version, uncached } = identify(createProject({ root, settings: { made: records } }), path.join(root, entryOf(files)))
    return { version, uncached }
  })

const plain = (files: Texts) => made(files, {})

/** Of the module that is rewritten, what plugins make of its text later. */
describe('a tagged file', () => {
  const source = `import { g, h } from './b'
type T = number
const rate = '{{RATE}}', list = ['a', 1]
export class C<X> { v: T = 1; m(u: X) { return u! } }
${f('let y = 2; return [rate, list, g(x), MODE, process.env.KEY, typeof MODE, y]')}
export const other = () => h`
  const files = { 'a.ts': source, 'b.ts': 'export const g = (x: number) => x\nexport const h = 1' }
  const change = (from: string, to: string): string => {
    expect(source).toContain(from)
    return source.replaceAll(from, to)
  }

  test.each<[what: string, change: () => string]>([
    ['comments', () => `// a comment\n${source.replaceAll('\n', '\n/* another */')}`],
    ['layout', () => change(', ', ',\n  ')],
    ['types', () => change('type T = number\n', '').replaceAll('<X>', '').replace(': T', '').replace(': X', '').replace('!', '')],
    ['unused imports', () => `import { unused } from './c'\n${source}`],
  ])('keeps the version if only %s differ', (_, text) => {
    expect(made(files, { 'a.ts': text() })).toEqual(plain(files))
  })

  test.each<[what: string, change: () => string]>([
    ['a text', () => change('{{RATE}}', '5')],
    ['a number in place of a text', () => change("'{{RATE}}'", '5')],
    ['a value in place of a global', () => change('MODE', '"fast"')],
    ['a value in place of a variable of the environment', () => change('process.env.KEY', '"k"')],
    ['a value of a list', () => change("['a', 1]", "['b', 2]")],
    ['a value of another function', () => change('() => h', '() => h').replace('let y = 2', 'let y = 3')],
  ])('has another version if %s differs', (_, text) => {
    const { version, uncached } = made(files, { 'a.ts': text() })
    expect(uncached).toBeUndefined()
    expect(version).not.toBe(plain(files).version)
  })

  test.each<[what: string, change: () => string]>([
    ['an import', () => `import { k } from './c'\n${change('g(x)', 'k(x)')}`],
    ['another export of an import', () => change('{ g, h }', '{ g as g2, h as g }').replace('() => h', '() => g2')],
    ['another file', () => change("'./b'", "'./c'")],
    ['another global', () => change('typeof MODE', 'typeof OTHER')],
    ['another variable of the environment', () => change('process.env.KEY', 'process.env.OTHER')],
    ['a variable in place of another one', () => change('typeof MODE, y', 'typeof MODE, rate')],
    ['a call', () => change("'{{RATE}}'", 'g(1)')],
    ['a statement', () => `${source}\nlist.push(2)`],
    ['what is written', () => `${source}\nglobalThis.a = 1`],
    ['what cannot be parsed', () => `${source}\nconst = 1`],
  ])('runs uncached if %s differs', (_, text) => {
    const { uncached } = made(files, { 'a.ts': text() })
    expect(uncached).toContain('in which a plugin that runs after cachecache changes more than values')
  })
})

test('a helper is analysed by its made text, as if it were the file’s', () => {
  const helper = (text: string) => ({
    'a.ts': f('return g()', "import { g } from './b'"),
    'b.ts': text,
    'c.ts': 'export const k = 1',
  })
  const own = 'export const g = () => 1'
  for (const text of [
    'export const g = () => 2',
    "import { k } from './c'\nexport const g = () => k",
    'export const g = () => process.env.A',
    'let n = 1\nexport const g = () => n++',
  ])
    expect(made(helper(own), { 'b.ts': text })).toEqual(plain(helper(text)))
  // Of another content, it doesn't count.
  const edited = helper('export const g = () => 3')
  expect(
    withProject(edited, (root) => {
      const record = { file: `${realpathSync(root)}/b.ts`, of: digestOfContent(own), text: 'export const g = () => 2' }
      return identify(createProject({ root, settings: { made: [record] } }), path.join(root, 'a.ts')).version
    }),
  ).toBe(plain(edited).version)
})
