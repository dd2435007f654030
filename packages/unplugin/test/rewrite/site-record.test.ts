import { expect, it } from 'vitest'
import type { Identity } from '../../src/stages.js'
import { transform } from '../../src/transform.js'
import { ownTextProject } from '../support/own-text-project.js'

/** The last lines: sites, then imports. */
function emitted(source: string, identity: Partial<Identity> = {}, file = '/a.js'): string {
  const project = ownTextProject()
  const { code } = transform(source, file, {
    root: '/',
    project: { ...project, identify: (fn) => ({ ...project.identify(fn), id: 'a#f', version: 'v', ...identity }) },
  })!
  return code.slice(code.lastIndexOf('\n;var $k1') + 2)
}

const input = (specifier: string, name: string, local: string) => ({
  name: local,
  kind: 'value' as const,
  expression: local,
  import: { specifier, name, local },
  constant: false,
})

it('is hoisted and lazy', () => {
  expect(emitted('/** @cache */ function f(a, { b }) { return [a] }').trim()).toBe(
    'var $k1_cc;function $s1_cc(){return $k1_cc??=$site_cc({id:"a#f",version:"v",kind:"sync",params:["a","b"],slot:2,declared:2},$l1_cc)}',
  )
})

it('is there for a function in the computed name of a field without a value', () => {
  expect(emitted('class C { [/** @cache */ () => 1] }')).toContain('id:"a#f"')
})

it('names the arguments of a function that is wrapped by name, even if a minifier renames them', () => {
  const record = (parameters: string) =>
    emitted(`import { cache } from '@cachecache/runtime'\ncache(f)\nfunction f(${parameters}) {}`, {}, '/a.ts')
  expect(record('this: A, a = 1, { b, c }, [d], ...e')).toContain('params:["a","argument 2","argument 3"],slot:-1,declared:3')
  expect(record('{ a, b }, options?: CacheOptions')).toContain('params:["argument 1"],slot:1,declared:2')
})

it('holds what identify found, as thunks', () => {
  const record = emitted('function g(x) { /** @cache */ const f = (a) => this.k + a + x }', {
    captured: ['x'],
    uncached: '`f` reads `process.env[…]`.',
    classes: [{ expression: 'Money', digest: 'd1' }],
    inputs: [
      { name: 'rate', kind: 'value', expression: 'rate', constant: false },
      { name: 'process.env.X', kind: 'env', expression: 'process.env.X', constant: false },
      { name: 'table', kind: 'value', expression: 'table', constant: true },
      { name: 'FLAG', kind: 'env', expression: 'FLAG', by: 'need', constant: false },
      { name: 'time zone', kind: 'env', expression: '', by: 'zone', constant: false },
      { name: 'mode', kind: 'value', expression: '\0stateOf("shop/b.ts","mode")', constant: false },
    ],
  })
  expect(record).toContain('usesThis:true')
  expect(record).toContain('uncached:"`f` reads')
  expect(record).toContain('constants(){return [table]}')
  expect(record).toContain('inputs(){return [rate,process.env.X,$need_cc(()=>FLAG),$zone_cc(),$stateOf_cc("shop/b.ts","mode")]}')
  expect(record).toContain('classes(){return [[Money,"d1"]]}')
  expect(record).toContain('captures:true')
})

it('tells the arguments where the tag has `inputs` and the values are others', () => {
  const args = (parameters: string) =>
    /args\(\$o_cc\)\{return (.*?)\}\}(?:,\$l1_cc)?\)\}$/.exec(
      emitted(`/** @cache { inputs: g } */ function f(${parameters}) {}\nfunction g() {}`).trim(),
    )?.[1]
  expect(args('a, b = 1')).toBeUndefined()
  expect(args('{ a, "b-c": [d, , e], ...f }, g')).toBe(
    '[{["a"]:$o_cc[0],["b-c"]:[$o_cc[1],void 0,$o_cc[2]],...$o_cc[3]},$o_cc[4]]',
  )
  expect(args('{ a } = {}, ...b')).toBe('[{["a"]:$o_cc[0]},...$o_cc[1]]')
})

it('passes captured values as a thunk', () => {
  const { code } = transform('function g(x) { /** @cache */ const f = (a) => [a, x] }', '/a.js', {
    root: '/',
    project: ownTextProject({ captured: ['x'] }),
  })!
  expect(code).toContain('$enter_cc($s1_cc(),[a],$o_cc,void 0,()=>[x])')
})

it.each([
  ['/a.js', 'import {rate as $i1} from "./rates.js";import * as $i2 from "./all.js";import {"a b" as $i3} from "./odd.js";'],
  ['/a.cjs', 'var {rate:$i1}=require("./rates.js");var $i2=require("./all.js");var {"a b":$i3}=require("./odd.js");'],
])('imports what its inputs need, last in %s and once', (file, imports) => {
  const rates = input('./rates.js', 'rate', '$i1')
  const inputs = [rates, rates, input('./all.js', '*', '$i2'), input('./odd.js', 'a b', '$i3')]
  expect(emitted('/** @cache */ function f() {}', { inputs }, file).endsWith(`\n${imports}`)).toBe(true)
})

it('evaluates the options of a tag in module scope', () => {
  expect(emitted("/** @cache { ttl: '1h',\n *  cacher: reports } */ function f() {}\nconst reports = make()")).toContain(
    "options(){return ({ ttl: '1h',\n    cacher: reports })}",
  )
  expect(emitted('class A { /** @cache { ttl: 1 } */ @cache f() {} }')).toContain('options(){return ({ ttl: 1 })}')
})

it('names the cacher of a decorator, but not the default one', () => {
  const runtime = "import { cache as keep, Cacher } from '@cachecache/runtime'\nconst reports = Cacher('x')\n"
  expect(emitted(`${runtime}class A { @reports f() {} }`)).toContain('cacher(){return (reports)}')
  expect(emitted(`${runtime}class A { @Cacher('y') f() {} }`)).toContain("cacher(){return (Cacher('y'))}")
  expect(emitted(`${runtime}class A { @keep f() {} }`)).not.toContain('cacher(')
})

it('has no name that the module holds', () => {
  const { code } = transform('const x_cc = 1, y_cc1 = 2\n/** @cache */ function f() {}', '/a.js', {
    root: '/',
    project: ownTextProject(),
  })!
  expect(code).toContain('$s1_cc2()')
  expect(code).not.toMatch(/\$\w+_cc1?\b/)
})

it('observes no files where the tag says so, whatever is reached', () => {
  const record = (tag: string) => emitted(`/** @cache ${tag} */ function f() {}`, { readsFiles: true })
  expect(record('')).toContain('files:true')
  expect(record('{ files: false }')).not.toContain('files:true')
})
