import { describe, expect, it } from 'vitest'
import { formatDiagnostic } from '../../src/format-diagnostic.js'
import { transform } from '../../src/transform.js'
import { ownTextProject } from '../support/own-text-project.js'

/** In each source `▸` stands before the place that the error must name. */
const refusals: [code: string, source: string, file?: string][] = [
  ['constructor', 'class A { /** ▸@cache */ constructor() {} }'],
  ['constructor', 'class A {\n  ▸@cache constructor() {}\n}'],
  ['accessor', 'class A { /** ▸@cache */ get x() { return 1 } }'],
  ['accessor', 'class A { ▸@cache set x(v) {} }'],
  ['accessor', 'class A { /** ▸@cache */ accessor x = 1 }'],
  ['accessor', 'class A { ▸@cache accessor x = () => 1 }'],
  ['accessor', 'const o = {\n  /** ▸@cache */\n  get x() { return 1 },\n}'],
  ['abstract', 'abstract class A { /** ▸@cache */ abstract m(): void }'],
  ['abstract', 'abstract class A { ▸@cache abstract m(): void }'],
  ['no-body', '/** ▸@cache */ declare function f(): void'],
  ['no-body', '/** ▸@cache */ export declare const f: () => void'],
  ['no-body', '/** ▸@cache */ function f(a: string): void'],
  ['no-body', 'class A { /** ▸@cache */ m(): void }'],
  ['super-call', 'class A extends B { constructor() { const f = /** ▸@cache */ () => super(); f() } }'],
  ['super-call', 'class A extends B { constructor() { const f = /** ▸@cache */ () => { if (1) (() => super())() }; f() } }'],
  ['several-declarators', '/** ▸@cache */ const f = () => 1, g = () => 2'],
  ['several-declarators', '/** ▸@cache */ export let f = () => 1, x = 2'],
  ['not-a-function', 'class A { ▸@cache x = 1; }'],
  ['decorator-on-function', '\n ▸@cache function f() {}'],
  ['decorator-on-function', '▸@cache export async function f() {}'],
  ['decorator-on-function', 'class A { m() { ▸@cache function g() {} } }'],
  ['decorator-on-function', '▸@cache export const f = () => 1'],
  ['decorator-on-class', '▸@cache class A {}'],
  [
    'decorator-on-class',
    "import { Cacher } from '@cachecache/runtime'\nconst reports = Cacher('x')\n▸@reports\nexport class A {}",
  ],
  ['decorator-options', "class A { ▸@cache({ ttl: '1h' }) m() {} }"],
  ['unknown-option', '/** @cache { ▸tll: 1 } */ function f() {}'],
  ['unknown-option', "/**\n * Remembers.\n * @cache { ttl: '1h',\n *   ▸cachePaht: 'x' }\n */ function f() {}"],
  ['bad-options', '/** @cache { ▸...more } */ function f() {}'],
  ['bad-options', "/** @cache { ▸['ttl']: 1 } */ function f() {}"],
  ['bad-options', '/** @cache ▸{ ttl: } */ function f() {}'],
  ['bad-options', '/** @cache▸({ ttl: 1 }) */ function f() {}'],
  ['bad-options', '/** @cache ▸ttl: 1 */ function f() {}'],
  ['bad-options', "/** @cache▸: { ttl: '1h' } */ function f() {}"],
  ['bad-options', "/** @cache ▸= { ttl: '1h' } */ function f() {}"],
  ['bad-options', "/** @cache { ▸ignore: 'log' } */ function f(log) {}"],
  ['bad-options', '/** @cache { ▸ignore: [log] } */ function f(log) {}'],
  ['bad-options', '/** @cache { ▸version: current } */ function f() {}'],
  ['bad-options', '/** @cache { ▸version: {} } */ function f() {}'],
  ['bad-options', '/** @cache { ▸ttl: true } */ function f() {}'],
  ['bad-options', '/** @cache { ▸ttl: null } */ function f() {}'],
  ['bad-options', '/** @cache { ▸ttl: 5n } */ function f() {}'],
  ['bad-options', '/** @cache { ▸ttl: { hours: 1 } } */ function f() {}'],
  ['bad-options', "/** @cache { ▸ttl: '1 fortnight' } */ function f() {}"],
  ['bad-options', "/** @cache { ▸ttl: '' } */ function f() {}"],
  ['bad-options', '/** @cache { ▸ttl: `soon` } */ function f() {}'],
  ['bad-options', '/** @cache { ▸ttl: 0 } */ function f() {}'],
  ['bad-options', '/** @cache { ▸ttl: -5 } */ function f() {}'],
  ['undeclared-name', '/** @cache { cacher: ▸reprots } */ function f() {}'],
  ['undeclared-name', '/** @cache { cacher: ▸cache } */ function f() {}'],
  ['undeclared-name', '/** @cache { cacher: ▸stores.reports } */ function f() {}'],
  ['undeclared-name', '/** @cache { version: 1, ttl: 2 * ▸HOUR } */ function f() {}'],
  ['undeclared-name', "import type { reports } from './a'\n/** @cache { cacher: ▸reports } */ function f() {}"],
  ['bad-options', "/** @cache { ▸again: 'yes' } */ function f() {}"],
  ['bad-options', '/** @cache { ▸cacheResults: 0 } */ function f() {}'],
  ['bad-options', '/** @cache { ttl: 1, ▸cachePath: 5 } */ function f() {}'],
  ['unknown-parameter', "/** @cache ▸{ ignore: ['lgo'] } */ function f(log) {}"],
  ['out-of-scope', 'function f(age) { /** @cache { ttl: ▸age } */ function g() {} }'],
  ['out-of-scope', '/** @cache { ttl: ▸age } */ function f(age) {}'],
  ['tagged-twice', '/** @cache\n * ▸@cache */ function f() {}'],
  ['tagged-twice', 'class A { @cache ▸@cache m() {} }'],
  ['name-declared-twice', '/** @cache */ ▸function* f(a) { var a, b; function b() {} yield arguments }'],
  ['name-declared-twice', 'const o = { /** @cache */ *f▸() { function b() {} function b() {} yield super.b } }'],
  ['syntax-error', '/** @cache */ function f() { return ▸} }}'],
]

describe.each(refusals)('%s: %s', (code, marked, file = '/project/src/a.ts') => {
  const source = marked.replace('▸', '')
  const before = marked.slice(0, marked.indexOf('▸'))
  const result = transform(source, file, { root: '/project', project: ownTextProject() })

  it('is an error at its place, and the code stays as it was', () => {
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    expect(result?.diagnostics).toMatchObject([
      code === 'syntax-error' ? { code } : { code, severity: 'error', file, line, column },
    ])
    expect(result?.code).toBe(source)
    expect(result?.functions).toEqual([])
  })

  it('shows a code frame and ends with what to do', () => {
    const [diagnostic] = result!.diagnostics
    const shown = formatDiagnostic(diagnostic!, source)
    expect(shown).toContain(`${file}:${diagnostic!.line}:${diagnostic!.column}`)
    expect(shown).toMatch(/^> +\d+ \|/m)
    expect(diagnostic!.message).toMatch(/\.$/)
  })
})

const message = (source: string) => transform(source, '/a.ts', { root: '/', project: ownTextProject() })!.diagnostics[0]!.message

it('suggests the nearest name', () => {
  expect(message('/** @cache { cachepath: 1 } */ function f() {}')).toContain('Did you mean `cachePath`?')
  expect(message("/** @cache { ignore: ['lgo'] } */ function f(a, log) {}")).toContain('Did you mean `log`?')
  expect(message('/** @cache { somethingElse: 1 } */ function f() {}')).not.toContain('Did you mean')
})

it('keeps the faulty function out and names the others', () => {
  const result = transform('/** @cache */ function f() {}\n/** @cache */ class A {}', '/a.ts', {
    root: '/',
    project: ownTextProject(),
  })
  expect(result?.functions.map(({ id }) => id)).toEqual(['fixture/a.ts#f'])
  expect(result?.diagnostics).toHaveLength(1)
})
