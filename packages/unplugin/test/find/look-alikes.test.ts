import { describe, expect, it } from 'vitest'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { parseModule } from '../../src/source/source-module.js'
import { transform } from '../../src/transform.js'
import { ownTextProject } from '../support/own-text-project.js'

const given = { root: '/project', project: ownTextProject() }
const diagnosticsOf = (source: string) => transform(source, '/project/src/a.ts', given)?.diagnostics ?? []

/** In each source `▸` stands before the place that the warning must name. */
const warned: [code: string, source: string][] = [
  ['looks-like-a-tag', '// ▸@cache\nfunction f() {}'],
  ['looks-like-a-tag', "  // ▸@cache { ttl: '1h' }\n  export const f = async () => 1"],
  ['looks-like-a-tag', '// ▸@cache\n// Computes much.\nexport default function f() {}'],
  ['looks-like-a-tag', '/// ▸@cache\r\nfunction f() {}'],
  ['looks-like-a-tag', '/* ▸@cache */ function f() {}'],
  ['looks-like-a-tag', '/*\n * Computes much.\n * ▸@cache\n */\nfunction f() {}'],
  ['looks-like-a-tag', '/** ▸@cached */ function f() {}'],
  ['looks-like-a-tag', '/** ▸@Cache */ function f() {}'],
  [
    'looks-like-a-tag',
    '/**\n * Computes much.\n * ▸@CACHED for an hour\n */ class A {}\n/** ▸@Cached */ const f = () => 1'.replace('▸', ''),
  ],
  ['looks-like-a-tag', 'class A {\n  // ▸@cache\n  m() {}\n}'],
  ['looks-like-a-tag', 'class A {\n  /** ▸@Cache */\n  static async m() {}\n}'],
  ['looks-like-a-tag', 'const o = {\n  // ▸@cache\n  f: () => 1,\n}'],
  ['looks-like-a-tag', 'class A { ▸@Cache m() {} }'],
  ['looks-like-a-tag', 'class A {\n  ▸@cached\n  m() {}\n}'],
  ['not-a-function', 'function f() { /** ▸@cache */ }'],
  ['not-a-function', '/** ▸@cache */'],
  ['not-a-function', '/** ▸@cache */ if (a) {}'],
  ['not-a-function', '/** ▸@cache */ run()'],
  ['not-a-function', '/** ▸@cache */ import a from "a"'],
  ['not-a-function', '/** ▸@cache */ const limit = 5'],
  ['not-a-function', '/** ▸@cache */ let table'],
  ['not-a-function', '/** ▸@cache */ export const defaults = { size: 1 }'],
  ['not-a-function', '/** ▸@cache */ interface Entry { name: string }'],
  ['not-a-function', '/** ▸@cache */ export type Entry = string'],
  ['not-a-function', 'interface A { /** ▸@cache */ m(): void }'],
  ['not-a-function', 'class A { /** ▸@cache */ size = 5 }'],
  ['not-a-function', 'class A { /** ▸@cache */ x = memoize(load); }'],
  ['not-a-function', '/** ▸@cache */ class A {}'],
  ['not-a-function', '/** ▸@cache */ export default class {}'],
  ['not-a-function', '/** ▸@cache */ const f = debounce(() => 1)'],
  ['not-a-function', 'const o = { /** ▸@cache */ x: memoize(load) }'],
  ['not-a-function', 'const o = { /** ▸@cache */ x }'],
  ['not-a-function', 'run(/** ▸@cache */ a)'],
  ['not-a-function', 'function f(/** ▸@cache */ a) {}'],
  ['not-a-function', '({ m() {}, /** ▸@cache */ })'],
]

describe.each(warned)('%s: %s', (code, marked) => {
  const before = marked.slice(0, marked.indexOf('▸'))
  const source = marked.replace('▸', '')
  const line = before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')

  it('is a warning at its place, with advice', () => {
    const result = transform(source, '/project/src/a.ts', given)
    expect(result?.diagnostics).toMatchObject([
      { code, severity: 'warning', line, column, message: expect.stringMatching(/\.$/) },
    ])
    expect(result).toMatchObject({ code: source, functions: [] })
  })

  it('is an error in strict builds', () => {
    expect(transform(source, '/project/src/a.ts', { ...given, strict: true })?.diagnostics).toMatchObject([{ severity: 'error' }])
  })

  it('can be silenced', () => {
    const lines = source.split('\n')
    lines.splice(source.startsWith('/*\n') ? 0 : line - 1, 0, `// cachecache-ignore: ${code}`)
    expect(diagnosticsOf(lines.join('\n'))).toEqual([])
  })
})

it.each([
  'const a = 1 // @cache\nfunction f() {}',
  '// @cache tags need a plugin.\nfunction f() {}',
  '// see @cache\nfunction f() {}',
  '// @cache\nconst limit = 5',
  '// @cache',
  '// @cache-like\nfunction f() {}',
  '/** @cacheable */ function f() {}',
  '/** Says @cached in prose. */ function f() {}',
  '/**\n * ```ts\n * @cached\n * ```\n */ function f() {}',
  "import { Cached } from 'elsewhere'\nclass A { @Cached m() {} }",
  'const cached = (f) => f\nclass A { @cached m() {} }',
  "const s = '// @cache'\nfunction f() {}",
  'const s = `\n// @cache\nfunction f() {}`',
])('nothing is said of %s', (source) => {
  expect(diagnosticsOf(source)).toEqual([])
})

// Where each split of the blanks is tried, this takes minutes.
it('looks at a long comment once', () => {
  const blank = ' '.repeat(200_000)
  expect(diagnosticsOf(`/**${blank}x\n@cacheable${blank}y */\n//${blank}z\nfunction f() {}`)).toEqual([])
})

it('a called cacher adds nothing to a function that is tagged as well', () => {
  const result = transform('// @cache\n/** @cache */\nfunction f() {}', '/project/src/a.ts', given)
  expect(result).toMatchObject({ diagnostics: [], functions: [{ id: 'fixture/a.ts#f' }] })
})

it('rewrites the tagged functions beside it', () => {
  const result = transform('// @cache\nfunction f() {}\n/** @cache */ function g() {}', '/project/src/a.ts', given)
  expect(result?.functions).toMatchObject([{ id: 'fixture/a.ts#g' }])
  expect(result?.diagnostics).toMatchObject([{ code: 'looks-like-a-tag' }])
})

describe('names in the options of a tag', () => {
  const undeclared = (source: string, isDeclared?: (name: string) => boolean) =>
    findTaggedFunctions(parseModule('/a.ts', source), isDeclared && { isDeclared }).diagnostics.map(({ message }) => message)

  it.each([
    "import { reports } from './a'\n/** @cache { cacher: reports } */ function f() {}",
    "import * as stores from './a'\n/** @cache { cacher: stores.reports } */ function f() {}",
    '/** @cache { cacher: reports } */ function f() {}\nconst reports = make()',
    "const { reports } = require('./a')\n/** @cache { cacher: reports } */ function f() {}",
    'declare const reports: Cacher\n/** @cache { cacher: reports } */ function f() {}',
    'class A { static store = 1; /** @cache { cacher: A.store } */ m() {} }',
    '/** @cache { cacher: globalThis.reports, cachePath: process.env.PLACE, ttl: Math.max(1, 2) } */ function f() {}',
    "/** @cache { cacher: require('./a').reports } */ function f() {}",
    "/** @cache { cachePath: ((name) => name + '/x')('a') } */ function f() {}",
    "/** @cache { ttl: '2 days' } */ function f() {}",
    '/** @cache { ttl: 5e3 } */ function f() {}',
  ])('%s', (source) => {
    expect(undeclared(source)).toEqual([])
  })

  it('suggest the one that was meant, and how to import ours', () => {
    expect(undeclared('const reports = 1\n/** @cache { cacher: reprots } */ function f() {}')[0]).toContain(
      'Did you mean `reports`?',
    )
    expect(undeclared('/** @cache { cacher: cache } */ function f() {}')[0]).toContain(
      "import { cache } from '@cachecache/runtime'",
    )
  })

  it('may come from the build', () => {
    const source = '/** @cache { cacher: reports } */ function f() {}'
    expect(undeclared(source, (name) => name === 'reports')).toEqual([])
    for (const settings of [
      { inject: ['/shims.js'] },
      { provide: { reports: { from: './a', name: 'reports' } } },
      { plugins: ['unplugin-auto-import'] },
    ])
      expect(transform(source, '/project/src/a.ts', { ...given, settings })?.diagnostics).toEqual([])
    expect(transform(source, '/project/src/a.ts', { ...given, settings: { plugins: ['vue'] } })?.diagnostics).toHaveLength(1)
  })
})
