import { describe, expect, it } from 'vitest'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { parseModule } from '../../src/source/source-module.js'

/** `form name` of each tagged function. */
function found(source: string, file = '/project/a.ts', isCacher = () => false): string[] {
  const { tagged, diagnostics } = findTaggedFunctions(parseModule(file, source), { isCacher })
  expect(diagnostics).toEqual([])
  return tagged.map(({ tag, qualifiedName }) => `${tag.form} ${qualifiedName}`)
}

describe('comment tags', () => {
  it.each([
    ['/** @cache */ function f() {}', 'f'],
    ['/** @cache */\nexport async function f() {}', 'f'],
    ['/** @cache */ export default function () {}', 'default'],
    ['/** @cache */ export default function named() {}', 'named'],
    ['/** @cache */ export default async () => {}', 'default'],
    ['/** @cache */ export default ((a) => a) as F', 'default'],
    ['/** @cache */ const f = () => 1', 'f'],
    ['const /** @cache */ f = () => 1', 'f'],
    ['const f = /** @cache */ (a) => a', 'f'],
    ['const f = /** @cache */ a => a', 'f'],
    ['const f = /** @cache */ ((a) => a)', 'f'],
    ['/** @cache */ const f = (<T,>(a: T) => a) satisfies F as F', 'f'],
    ['const f = /** @cache */ function g() {}', 'f'],
    ['class A { /** @cache */ m() {} }', 'A.m'],
    ['class A { /** @cache */ static async *m() {} }', 'A.m'],
    ['class A { /** @cache */ #m() {} }', 'A.#m'],
    ['class A { /** @cache */ f = () => 1 }', 'A.f'],
    ['class A { /** @cache */ private static readonly f = async () => 1 }', 'A.f'],
    ["class A { /** @cache */ 'quoted name'() {} }", 'A.quoted name'],
    ['const A = class { /** @cache */ m() {} }', 'A.m'],
    ['export default class { /** @cache */ m() {} }', 'default.m'],
    ['const o = { /** @cache */ m() {} }', 'o.m'],
    ['const o = { inner: { /** @cache */ f: () => 1 } }', 'o.inner.f'],
    ['export default { /** @cache */ m() {} }', 'default.m'],
    ['/** @cache */ exports.f = () => 1', 'f'],
    ['/** @cache */ module.exports = () => 1', 'default'],
    ['/** @cache */ Reader.prototype.read = function () {}', 'Reader.read'],
    ['function outer() { /** @cache */ function inner() {} }', 'outer.inner'],
    ['const outer = () => { /** @cache */ return (a) => a }', 'outer.anonymous'],
    ['const f = (a) => /** @cache */ (b) => b', 'f.anonymous'],
    ['const f = debounce(/** @cache */ (a) => a)', 'f'],
    ['namespace N { /** @cache */ export function f() {} }', 'N.f'],
    ['namespace N.M { /** @cache */ export function f() {} }', 'N.M.f'],
    ['class A { static { /** @cache */ function f() {} } }', 'A.f'],
    ['/** @cache */ export = function () {}', 'default'],
    ['run(/** @cache */ () => 1)', 'anonymous'],
  ])('%s', (source, name) => {
    expect(found(source)).toEqual([`comment ${name}`])
  })

  it('a tag may precede any signature of overloads', () => {
    const signatures = [
      'export function f(a: string): string',
      'export function f(a: number): number',
      'export function f(a: any) { return a }',
    ]
    for (const tagged of signatures.keys()) {
      const source = signatures
        .map((signature, index) => (index === tagged ? `/** @cache */ ${signature}` : signature))
        .join('\n')
      expect(found(source)).toEqual(['comment f'])
    }
    expect(found('class A { /** @cache */ m(a: string): void; m(a: any) {} }')).toEqual(['comment A.m'])
    expect(found('/** @cache */ export default function (a: 1): 1\nexport default function (a: any) { return a }')).toEqual([
      'comment default',
    ])
  })

  it('begins a line of the comment', () => {
    expect(found('/**\n * Says much.\n * @cache\n * @param a\n */\nfunction f(a) {}')).toEqual(['comment f'])
    expect(found('/**\r\n\t* @cache\r\n */ function f() {}')).toEqual(['comment f'])
    expect(found('/**\n   @cache { ttl: 1 }\n*/ function f() {}')).toEqual(['comment f'])
  })

  it('may have other comments and decorators between itself and the function', () => {
    expect(found('/** @cache */ // a\n/* b */ /** c */ function f() {}')).toEqual(['comment f'])
    expect(found('class A { /** @cache */ @log /* x */ @other() async m() {} }')).toEqual(['comment A.m'])
  })

  it('is found in the script of a component in any language', () => {
    const scripts = [
      'function f(a: number) {}',
      'const f = <A>(a: A) => <A>a',
      'const f = (a: number) => <b>{a}</b>',
      'const f = () => <b />',
    ]
    for (const script of scripts) expect(found(`/** @cache */ ${script}`, '/project/Page.vue')).toEqual(['comment f'])
  })

  it('is not searched for in files that are not code', () => {
    expect(found('/** @cache */ a { b: c }\n@media print {}', '/project/a.css')).toEqual([])
  })

  it.each([
    "const s = '/** @cache */ function f() {}'",
    'const s = `/** @cache */`',
    '/** see @cache for details */ const t = 1',
    '/** @cache-like */ function f() {}',
    '/**\n * ```ts\n * @cache\n * ```\n */ function f() {}',
  ])('is none in %s', (source) => {
    expect(found(`${source}\n`)).toEqual([])
  })

  it('keeps functions of one name apart', () => {
    expect(found('{ /** @cache */ function f() {} }\n{ /** @cache */ function f() {} }')).toEqual(['comment f', 'comment f~2'])
  })
})

describe('decorators', () => {
  const runtime =
    "import { cache, cache as keep, Cacher, distributedCacher } from '@cachecache/runtime'\nimport * as cc from '@cachecache/runtime'\n"

  it.each([
    'class A { @cache m() {} }',
    `${runtime}class A { @keep m() {} }`,
    `${runtime}class A { @cc.cache m() {} }`,
    `${runtime}const reports = Cacher('x')\nclass A { @reports m() {} }`,
    `${runtime}const reports = new Cacher('x') as Cacher\nclass A { @reports m() {} }`,
    `${runtime}const reports = cc.distributedCacher({})\nconst mine = reports\nclass A { @mine m() {} }`,
    `${runtime}class A { @Cacher('x') m() {} }`,
    'const { cache: keep } = require("@cachecache/runtime")\nclass A { @keep m() {} }',
    'const cc = require("@cachecache/runtime")\nclass A { @cc.cache m() {} }',
    'import cc = require("@cachecache/runtime")\nclass A { @cc.cache m() {} }',
    'import cc = require("@cachecache/runtime")\nimport keep = cc.cache\nclass A { @keep m() {} }',
    'import cc = require("@cachecache/runtime")\nconst reports = new cc.Cacher("x")\nclass A { @reports m() {} }',
    'class A { @log @cache private static async m() {} }',
    'class A { @cache m = () => 1 }',
  ])('%s', (source) => {
    expect(found(source)).toEqual(['decorator A.m'])
  })

  it.each([
    "import { cache } from 'another-library'\nclass A { @cache m() {} }",
    'import other = require("another-library")\nimport cache = other.cache\nclass A { @cache m() {} @other.cache n() {} }',
    'const cache = (f) => f\nclass A { @cache m() {} }',
    'class A { @reports m() {} }',
    `${runtime}class A { @log m() {} @cc.other n() {} }`,
  ])('is none in %s', (source) => {
    expect(found(source)).toEqual([])
  })

  it('asks the project about cachers of other files', () => {
    const source = "import { reports } from './cachers.js'\nclass A { @reports m() {} }"
    expect(found(source, '/project/a.ts', () => true)).toEqual(['decorator A.m'])
    expect(found(source)).toEqual([])
  })

  it('may stand beside a comment tag with options', () => {
    const { tagged } = findTaggedFunctions(parseModule('/a.ts', "class A { /** @cache { ttl: '1h' } */ @cache m() {} }"))
    expect(tagged.map(({ tag }) => tag)).toMatchObject([{ form: 'decorator', options: { text: "{ ttl: '1h' }" } }])
  })
})

describe('calls of cachers', () => {
  const runtime = "import { cache, Cacher, distributedCacher } from '@cachecache/runtime'\nconst reports = Cacher('x')\n"

  it.each([
    ['const f = reports((a) => a)', 'f'],
    ['export const f = cache(async function g(a) {})', 'f'],
    ["const f = Cacher('x')((a) => a)", 'f'],
    ["const f = distributedCacher({ datapathArg: 'a' })((a) => a)", 'f'],
    ['const f = reports(load)\nfunction load() {}', 'load'],
    ['const f = reports(load)\nconst load = () => 1', 'load'],
    ['export default reports(() => 1)', 'default'],
  ])('%s', (source, name) => {
    expect(found(runtime + source)).toEqual([`call ${name}`])
  })

  it.each(['reports(1)', 'reports(load)', 'reports(() => 1, 2)', 'other(() => 1)', "new Cacher('x')"])(
    'is none in %s',
    (source) => {
      expect(found(runtime + source)).toEqual([])
    },
  )

  // The parameter's declaration is the function around it.
  it.each([
    'export function keep(load) { return reports(load) }',
    'function keep(load = () => 1) { return cache(load) }',
    'const o = { keep: function keep(load) { return reports(load) } }',
  ])('is none of a parameter, which is another function at each call: %s', (source) => {
    expect(found(runtime + source)).toEqual([])
  })

  it('leaves a function alone that is tagged itself', () => {
    expect(found(`${runtime}/** @cache */ function load() {}\nconst f = reports(load)`)).toEqual(['comment load'])
  })
})
