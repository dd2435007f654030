import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { rewriteUntagged } from '../../src/transform.js'

const DEC = {
  'node_modules/dec/package.json': '{"name":"dec","version":"1.0.1","main":"index.js"}',
  'node_modules/dec/index.js': 'export class Dec {}; export class Vec {}; export const sum = () => 0',
}

/** What becomes of the first of the files, with digests as `"…"`. */
function know(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'know-module-'))
  for (const [file, text] of Object.entries({ 'package.json': '{"name":"app","type":"module"}', ...DEC, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const [file, text] = Object.entries(files)[0]!
  const result = rewriteUntagged(text, join(root, file), { root })
  if (!result) return ''
  expect(parseSync(file, result.code).errors).toEqual([])
  expect(rewriteUntagged(result.code, join(root, file), { root })).toBeUndefined()
  expect(result.code.split('\n').slice(0, text.split('\n').length)).toHaveLength(text.split('\n').length)
  return result.code.replace(/"[\w-]{22}"/g, '"…"')
}

describe('what a module tells of its code', () => {
  it.each([
    ['a function declaration, behind the imports', 'export function f() { return 1 }', '$know_cc([[()=>f,"…"]])'],
    [
      'what a function of the file with the name of a framework’s is handed',
      'function defineTag(o) { return o }\nexport const tag = defineTag({ f: (x) => x })',
      '$closure_cc((x) => x,"…",void 0,void 0,"f")',
    ],
    ['a default export with a name', 'export default function f() {}', '$know_cc([[()=>f,"…"]]);'],
    [
      'an arrow function, with its name',
      'export const f = (x) => x',
      '/* @__PURE__ */$closure_cc((x) => x,"…",void 0,void 0,"f")',
    ],
    ['a function expression that has a name', 'export const f = function g() {}', '$closure_cc(function g() {},"…")'],
    ['a class', 'export class A { m() {} }', 'class A { m() {} };$know_cc([[()=>A,"…"]]);'],
    [
      'a class expression',
      'export const A = class { m() {} }',
      '/* @__PURE__ */$known_cc(class { m() {} },"…",void 0,void 0,"A")',
    ],
    ['a class without a name', 'export default class { m() {} }', 'class {static{$know_cc([[()=>this,"…"]]);} m() {} }'],
    [
      'a function in a table',
      'export const t = { a: (x) => x }',
      '{ a: /* @__PURE__ */$closure_cc((x) => x,"…",void 0,void 0,"a") }',
    ],
    [
      'a method in a table',
      'export const t = { a(x) { return x } }',
      '$knowMembers_cc({ a(x) { return x } },$o_cc=>[[$o_cc["a"],"…"]])',
    ],
    [
      'a function under a computed key, with its name',
      "const A = 'a'\nexport const t = { [A]: (x) => x }",
      '[A]: /* @__PURE__ */$closure_cc((x) => x,"…",void 0,void 0,({[A](){}})[A].name)',
    ],
    [
      'a function under a key that is the same each time',
      'export const t = { [`a`]: (x) => x, [Symbol.iterator]: (x) => x }',
      '({[Symbol.iterator](){}})[Symbol.iterator].name)',
    ],
    [
      'a method under a computed key',
      "const A = 'a'\nexport const t = { b: 1, [A](x) { return x } }",
      ',($o_cc,$r_cc=["b",A].map((k)=>typeof k==="symbol"?k:`${k}`).map((k,i,all)=>all.indexOf(k)===all.lastIndexOf(k)?k:Symbol()))=>[[$o_cc[$r_cc[1]],"…"]]',
    ],
    [
      'a method before a computed key',
      'export const t = { next() {}, [Symbol.iterator]() { return this } }',
      '=>[[$o_cc[$r_cc[0]],"…"],[$o_cc[$r_cc[1]],"…"]]',
    ],
    ['a function that is handed over', 'register("a", (x) => x)', 'register("a", /* @__PURE__ */$closure_cc((x) => x,"…"))'],
    ['a bound function', 'list.push(a.b.bind(c, 1))', 'list.push($bindable_cc(a.b).bind(c, 1))'],
    [
      'a function that is bound where it is written',
      'register(function () {}.bind(1))',
      '$bindable_cc(/* @__PURE__ */$closure_cc(function () {},"…")).bind(1)',
    ],
    ['a bound function after a comma', 'list.push((a, b).bind(c))', 'list.push(($bindable_cc((a, b))).bind(c))'],
    ['a function that is used as a value', 'function f() {} list.push(f)', '$know_cc([[()=>f,"…"]])'],
    [
      'what a function reads',
      'let k = 1; export const s = () => { k = 2 }; export const g = () => k; export function f() { return k }',
      '[()=>f,"…",$i',
    ],
    ['a class of a package', "import { Dec } from 'dec'\nnew Dec()", '$know_cc([[()=>Dec,"package dec@1.0.1 index.js Dec"]])'],
    [
      'a class of a namespace',
      "import * as d from 'dec'\nnew d.Vec()",
      '$know_cc([[()=>d.Vec,"package dec@1.0.1 index.js *.Vec"]])',
    ],
    [
      'a private function with members',
      'function f() {}\nf.k = 1\nexport const g = () => f.k',
      '$state_cc("app/a.js",{f:()=>f})',
    ],
    [
      'a function of a package in a table',
      "import dec from 'dec'\nexport const t = { a: dec.sum }",
      '{ a: /* @__PURE__ */$known_cc(dec.sum,"package dec@1.0.1 index.js default.sum in app/a.js 1") }',
    ],
    [
      'a function of a package in a list of a class',
      "import * as d from 'dec'\nclass A { static all = [d.sum] }",
      '[/* @__PURE__ */$known_cc(d.sum,"package dec@1.0.1 index.js *.sum in app/a.js 1")]',
    ],
    [
      'a private variable that changes',
      'let k = 1; export const s = () => { k = 2 }; export const g = () => k',
      '$state_cc("app/a.js",{k:()=>k})',
    ],
  ])('%s', (_, source, expected) => {
    expect(know({ 'a.js': source })).toContain(expected)
  })

  it.each([
    [
      'a class in a function',
      'export const make = (k) => class { m() { return k } }',
      '$known_cc(class { m() { return k } },"…",void 0,()=>[k])',
    ],
    ['a mixin', 'export const mix = (B) => class extends B { m() {} }', '{ m() {} },"…",void 0,()=>[B])'],
    [
      'a function that a function returns',
      'export const make = (k) => (x) => x * k',
      '=> /* @__PURE__ */$closure_cc((x) => x * k,"…",void 0,()=>[k])',
    ],
    ['a method that a function returns', 'export const make = (k) => ({ m() { return k } })', '[$o_cc["m"],"…",void 0,()=>[k]]'],
    [
      'a function declaration in a function',
      'export function make(k) { function f() { return k } return f }',
      '{$closure_cc(f,"…",void 0,()=>[k]);',
    ],
    [
      'a function that a plugin registers',
      'export const plug = (app, k) => { app.on("end", () => k) }',
      'app.on("end", /* @__PURE__ */$closure_cc(() => k,"…",void 0,()=>[k]))',
    ],
    [
      'a function that a function hands over',
      'export const make = (k) => rule([{ a: (x) => x * k }])',
      'rule([{ a: /* @__PURE__ */$closure_cc((x) => x * k,"…",void 0,()=>[k],"a") }])',
    ],
    [
      'a callback of what a call gives',
      'export const make = (pipe, k) => pipe().map((x) => x * k)',
      'map(/* @__PURE__ */$closure_cc((x) => x * k,"…",void 0,()=>[k]))',
    ],
    ['a field of a class', 'export class A { k = 1; f = () => this.k }', '$closure_cc(() => this.k,"…",void 0,()=>[this],"f")'],
  ])('%s, with what it captures', (_, source, expected) => {
    expect(know({ 'a.js': source })).toContain(expected)
  })

  it('inputs are read in the scope of the module', () => {
    const code = know({
      'a.js':
        'let k = 1; export const s = () => { k = 2 }; export const g = () => k; const r = () => k; export const m = (k) => class { a() { return r() } }',
    })
    expect(code).toMatch(/\$known_cc\(class \{ a\(\) \{ return r\(\) \} \},"…",\$i\d_cc\)/)
    expect(code).toMatch(/function \$i\d_cc\(\)\{return\[k\]\}/)
  })
})

describe('private fields', () => {
  it.each([
    ['class { #a = 1; #b; m() {} }', 'static{$p1_cc=($o_cc)=>[$o_cc.#a,$o_cc.#b];}'],
    ['class { #m() {} a = 1 }', 'a = 1 };$know_cc([[()=>A,"…"]]);$reader_cc(A,()=>[]);'],
    ['class { static { } a = 1 }', undefined],
    ['class { static #s = 1 }', '$know_cc([[()=>this,"…",()=>[this.#s]]]);'],
    ['class { static accessor mode = 1 }', '()=>[this.mode]]]);'],
    ['class { static accessor mode = 1 }', '$reader_cc(this,()=>[]);'],
    ['class { @log static accessor mode = 1; #a = 1 }', undefined],
    ['class { accessor #a = 1 }', '};$know_cc([[()=>A,"…"]]);$reader_cc(A,$p1_cc);'],
    ['class { accessor a = 1 }', 'getOwnPropertyDescriptor(this.prototype,"a").get;$p1_cc=($o_cc)=>[$f_cc0.call($o_cc)];'],
    ['class { @log accessor a = 1; #b = 2 }', undefined],
    ['class { accessor [x] = 1 }', undefined],
  ])('%s', (source, expected) => {
    const code = know({ 'a.js': `export ${source.replace('class', 'class A')}` })
    if (expected === undefined) expect(code).not.toContain('$reader')
    else expect(code).toContain(expected)
  })

  it('are read in TypeScript by a function with types', () => {
    expect(know({ 'a.ts': 'export class A { #a = 1 }' })).toMatch(
      /static\{\$p1_cc=\(\$o_cc:any\)=>\[\$o_cc\.#a\];\}.*\n.*[^]*var \$p1_cc:any;/,
    )
  })
})

describe('what is left as it is', () => {
  it('a private function of which no member is read, and one that is exported', () => {
    expect(know({ 'a.js': 'function f() {}\nf.call(1)\nexport function g() {}\ng.k = 1\ng.k' })).not.toContain('state_cc')
  })

  it.each([
    ['that is called', 'const a = { b: dec.sum() }'],
    ['in a function', 'const f = () => [dec.sum]; f()'],
    ['as a name', 'const a = { [dec.sum]: 1 }'],
    ['that is assigned', 'dec.sum = [dec?.sum, dec[1]]'],
  ])('a member of a package %s', (_, source) => {
    expect(know({ 'a.js': `import dec from 'dec'\n${source}` })).not.toMatch(/(?:known|closure)_cc/)
  })

  it.each([
    ['a function that is only called', 'const f = () => 1; f()'],
    ['a callback in a function', 'const f = (list) => list.map((x) => x); f([])'],
    ['what is bound and called', 'const f = (g) => g.bind(1)(); f()'],
    ['what is bound if it is there', 'list.push(a?.b.bind(1), a.b?.bind(1), a.b.bind?.(1))'],
    ['another bind', 'list.push(a.bind`x`, new a.bind(1), a["bind"](1), bind(1))'],
    ['a callback of what a call of the language gives', 'const f = (o) => Object.keys(o).map((x) => x); f([])'],
    ['a callback of a promise', 'const f = () => new Promise((ok) => ok(1)); f()'],
    ['what a test expects', 'const f = () => { expect(() => 1).toThrow() }; f()'],
    ['what runs in a page', 'const f = (page) => { page.evaluate(() => { wrap(() => 1) }) }; f()'],
    ['what replaces a text', 'const f = (text) => text.replace("a", () => "b"); f("a")'],
    ['what a framework defines', "import { defineTag } from './tags'; defineTag({ f: (x) => x })"],
    ['a test', "test('a', () => {}); vi.mock('./x', () => ({}))"],
    ['a module of a server or client boundary', "'use server'\nexport const f = async () => {}"],
    ['a file that does not parse', 'export const f = ('],
    ['what a type alone names', "import { Dec } from 'dec'\nlet a: Dec"],
  ])('%s', (_, source) => {
    expect(know({ 'a.ts': source })).toBe('')
  })

  it.each(['f.toString()', 'String(f)', '`(${f})()`', "'(' + f + ')()'", 'page.evaluate(f)'])(
    'the text of a function: %s',
    (use) => {
      expect(know({ 'a.js': `function f() { wrap(() => 1) }\nrun(${use})` })).not.toContain('closure_cc')
    },
  )

  it('a function that reads what only its caller has', () => {
    expect(know({ 'a.js': 'export function f() { return () => arguments }' })).not.toContain('$closure')
  })
})

it('a CommonJS module gets a require', () => {
  const code = know({ 'a.cjs': "'use strict'\nexports.f = (x) => x" })
  expect(code).toContain(`'use strict';var {closure:$closure_cc}=require("@cachecache/runtime/generated");`)
})

it('an input of another file is imported', () => {
  const code = know({
    'a.js': "import { f } from './b.js'\nexport class A { m() { return f() } }",
    'b.js': 'export let rate = 1; export const set = (r) => { rate = r }; export const f = () => rate',
  })
  expect(code).toMatch(/function \$i1_cc\(\)\{return\[\$input_rate_\w+\]\}/)
  expect(code).toMatch(/import \{rate as \$input_rate_\w+\} from "\.\/b\.js"/)
})

describe('a map', () => {
  const mapOf = (source: string) => rewriteUntagged(source, '/a/b.js', { root: '/a' })!.map

  it('is not made where every token stays in its place', () => {
    expect(mapOf("import a from 'a'\nexport function f() {\n}\nexport class A { // of the alphabet\n  m() {}\n}")).toBeUndefined()
  })

  it.each(['export const f = () => 1', 'export class A { #a }', "import a from 'a'; export function f() {}"])(
    'is made of %s',
    (source) => expect(mapOf(source)?.mappings).toBeTruthy(),
  )
})
