import { describe, expect, it } from 'vitest'
import { mayHoldTag } from '../src/filter.js'
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
