import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rewriteUntagged } from '../../src/transform.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mark-creation-'))
  const files = {
    'package.json': '{"name":"app","type":"module"}',
    'node_modules/kit/package.json': '{"name":"kit","version":"1.0.1","main":"index.js","type":"module"}',
    'node_modules/kit/index.js': 'export class Pool {}; export const make = () => {}; export default { Pool, make }',
    'node_modules/kit/macro.js': 'export const style = () => {}',
    'own.js': 'export class Pool {}',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const IMPORTS = "import kit, { Pool, make } from 'kit';import * as k from 'kit';import { Pool as Own } from './own.js';"

/** What becomes of the code, behind the imports. */
function mark(text: string, platform?: 'browser'): string {
  const settings = platform && { platform }
  const result = rewriteUntagged(IMPORTS + text, join(root, 'a.js'), { root, ...(settings && { settings }) })
  const code = result?.code ?? ''
  expect(parseSync('a.js', code).errors).toEqual([])
  return code
    .replaceAll('kit@1.0.1 ', '')
    .replaceAll(/ [\w-]{22}",/g, '",')
    .replaceAll('_cc', '')
}

describe('what a package makes is marked', () => {
  it.each([
    ['a module variable', 'export const p = new Pool()', 'const p = $created($creation("new Pool",0),new Pool())'],
    [
      'a field, with its arguments',
      'class A { p = new Pool(o, 2) }',
      'p = $created($m1=$creation("new Pool",2),new Pool($m1.keep(o), $m1.keep(2)))',
    ],
    [
      'a return value',
      'export const f = (o) => new k.Pool(o)',
      '=> $created($m1=$creation("new *.Pool",1),new k.Pool($m1.keep(o)))',
    ],
    ['an argument', 'use(new kit.Pool())', 'use($created($creation("new default.Pool",0),new kit.Pool()))'],
    ['an argument of a package', 'use(make(new Pool()))', 'make($m1.keep($created($creation("new Pool",0),new Pool())))'],
    ['spread arguments', 'export const f = (a) => new Pool(...a)', 'new Pool(...$m1.keep(a))'],
    ['a sequence as an argument', 'export const p = new Pool((a, b))', 'new Pool(($m1.keep((a, b))))'],
    ['a call', 'export const p = make(1)', '$created($m1=$creation("make",1),make($m1.keep(1)))'],
    [
      'a chain of calls',
      'export const p = make(1).on("a", f)',
      '$created($m1=$creation("make().on",3),make($m1.keep(1)).on($m1.keep("a"), $m1.keep(f)))',
    ],
    [
      'what a promise gives',
      'export const p = await make(1)',
      'p = $created($m1=$creation("await make",1),await make($m1.keep(1)))',
    ],
    [
      'a variable that methods change',
      'function f() { const p = make(1); p.size(2); use(p) }',
      '$created($m1=$creation("changed make",1),',
    ],
    [
      'what a function returns and others change',
      'const open = () => make(1); class A { p = open(); f() { this.p.size(2) } }',
      '$created($m1=$creation("changed make",1),',
    ],
    ['a variable that is handed on', 'function f() { const p = new Pool(); use(p) }', '$created($creation("new Pool",0),'],
    ['one of two', 'export const p = x ? new Pool() : undefined', '$created($creation("new Pool",0),'],
    ['a default', 'function f(p = new Pool()) {}', 'p = $created($creation("new Pool",0),'],
    ['a property', 'this.p ??= new Pool()', '$created($creation("new Pool",0),'],
    [
      'what is marked as pure',
      'export const p = /* @__PURE__ */ new Pool()',
      '/* @__PURE__ */ /* @__PURE__ */$created($creation("new Pool",0),new Pool())',
    ],
  ])('%s', (_, source, expected) => {
    expect(mark(source)).toContain(expected)
  })

  it.each([
    ['a value that is dropped', 'make(1); new Pool()'],
    ['a part of it', 'export const { a } = make(1), b = new Pool().b'],
    ['a variable of which only methods are called', 'function f() { const p = new Pool(); return p.size() + 1 }'],
    ['a calculation', 'export const n = make(1) + 1, t = `${make(1)}`'],
    ['a class of the project', 'export const p = new Own()'],
    ['a name of its own', 'export const f = (Pool) => new Pool()'],
    ['an await in the arguments', 'export const p = new Pool(await x)'],
    ['a yield in the arguments', 'export function* g() { return new Pool(yield) }'],
    ['an import in the arguments', 'export const p = make(() => import("x"))'],
    ['an optional call', 'export const p = make?.(1), q = kit?.make(1)'],
    ['a name that is not written out', 'export const p = kit[x](1)'],
    ['an output', 'console.log(make(1))'],
    ['a hook', 'export const f = () => kit.useState(1)'],
    ['what a decorator is given', 'use(class { @a({ b: kit.make(1) }) c() {} })'],
    ['what a macro makes', 'import { style } from "kit/macro"; export const p = style(1)'],
    ['a base class', 'export class A extends Pool { constructor() { super(1) } }'],
  ])('but not %s', (_, source) => {
    expect(mark(source)).not.toContain('$created')
  })

  it('never for pages', () => {
    expect(mark('export const p = new Pool()', 'browser')).not.toContain('$created')
  })
})
