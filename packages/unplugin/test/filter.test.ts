import { describe, expect, it } from 'vitest'
import { findImportedCalls } from '../src/find/imported-calls.js'
import { CALL_PATTERN, mayHoldTag } from '../src/filter.js'
import { transform } from '../src/transform.js'
import { ownTextProject } from './support/own-text-project.js'

describe('a module that may hold a tag', () => {
  it.each([
    '/** @cache */ function f() {}',
    "import { cache } from '@cachecache/runtime'",
    'class A {\n  @reports m() {}\n}',
    'class A { @reports m() {} }',
    'class A { a = 1; @reports m() {} }',
    'class A { m() {}\t@reports n() {} }',
    "import { reports } from './cachers.js'",
    "import {\n  pageCache,\n} from './places.js'",
    "import reports from '../lib/Cachers'",
    "const { reports } = require('./cacher.cjs')",
    "const { reports } = await import('./my-cache')",
    'class A { /** says much */ @reports m() {} }',
    'class A {\r\n  @größe m() {}\r\n}',
  ])('%j', (source) => {
    expect(mayHoldTag(source)).toBe(true)
  })
})

describe('a module that holds none', () => {
  it.each([
    '',
    'export const a = 1',
    "const mail = 'me@example.com'",
    '/** @param a */ function f(a) {}',
    "import a from '@scope/a'\nexport const cached = new Map()",
    "import a from './a.js'; const text = 'cache'",
  ])('%j', (source) => {
    expect(mayHoldTag(source)).toBe(false)
  })

  it('is never parsed', () => {
    const parsed: string[] = []
    const project = ownTextProject()
    const watching = { ...project, module: (file: string, text?: string) => (parsed.push(file), project.module(file, text)) }
    expect(transform('export const a = <<<', '/a.ts', { root: '/', project: watching })).toBeUndefined()
    expect(parsed).toEqual([])
    transform('// @cache', '/a.ts', { root: '/', project: watching })
    expect(parsed).toEqual(['/a.ts'])
  })
})

describe('a call that may be one of an imported cacher', () => {
  it.each([
    "import { reports } from './stores.js'\nexport const load = reports(async () => 1)",
    "import * as stores from './stores.js'\nconst other = await import('./other.js')\nexport const load = stores.reports(async () => 1)",
    "import * as stores from './stores.js'\nimport * as others from './others.js'\nexport const load = stores.reports(() => 1)",
    "import * as stores from './stores.js'\nexport const load = stores.reports(() => 1)\nimport * as others from './others.js'",
    'export const load = reports<Row[], Map<string, (row: Row) => void>>(() => [])',
  ])('%j', (source) => {
    expect(CALL_PATTERN.test(source)).toBe(true)
  })

  // Where each place of a text tries all that follows, these take minutes.
  const lines = (line: (n: number) => string) => Array.from({ length: 40_000 }, (_, n) => line(n)).join('\n')
  it.each([
    ['comparisons without a semicolon', lines((n) => `const a${n} = b${n} < c${n} ? (d) => e : f`)],
    ['namespaces', lines((n) => `import * as n${n} from './m${n}.js'\nexport const q${n} = n${n}.foo(1, 2)`)],
    ['one line', `a=[${lines((n) => `f(${n}<g,x=>y,1)`).replaceAll('\n', ',')}]`],
  ])('a long module is looked at once: %s', (_, source) => {
    expect(CALL_PATTERN.test(source)).toBe(false)
  })

  it('and so are its calls', () => {
    const imports = Array.from({ length: 2_000 }, (_, n) => `import { h${n} } from './m${n}.js'`).join('\n')
    const calls = lines((n) => `const a${n} = h${n % 2_000}(b${n}, c)\nif (a${n}>(b)) g()`)
    expect(findImportedCalls(`${imports}\n${calls}`)).toEqual(new Set())
  })
})
