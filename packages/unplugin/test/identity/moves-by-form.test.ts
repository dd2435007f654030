import { f, testEdits } from './edited-project.js'

const TAG = '/** @cache */\n'

testEdits('the function’s own form', [
  [
    'the code of the option `inputs`',
    'other',
    '/** @cache { inputs: () => Math.min(1) } */\nexport const f = (x) => x',
    '/** @cache { inputs: () => Math.max(1) } */\nexport const f = (x) => x',
  ],
  [
    'the formatting of the option `inputs`',
    'same',
    "/** @cache { inputs: () => 'a' } */\nexport const f = (x) => x",
    '/** @cache { inputs: ( ) => "a" } */\nexport const f = (x) => x',
  ],
  ['quotes and a semicolon', 'same', f(`return 'a' + x`), f('return "a" + x;')],
  ['needless parentheses', 'same', f('return x + (1 * 2)'), f('return (x + 1 * 2)')],
  ['parentheses that matter', 'other', f('return (x + 1) * 2'), f('return x + 1 * 2')],
  ['a line break that ends the statement', 'other', f('return\nx'), f('return x')],
  ['a number in another base', 'same', f('return 0xFF'), f('return 255')],
  ['an escape in a string', 'same', f(String.raw`return "\u0041"`), f('return "A"')],
  ['an escape in a raw template', 'other', f('return String.raw`\\u0041`'), f('return String.raw`A`')],
  ['a quoted property', 'same', f('return { "a": x }'), f('return { a: x }')],
  ['a member in brackets', 'same', f('return x["a"]'), f('return x.a')],
  ['a shorthand property', 'same', f('return { x: x }'), f('return { x }')],
  [
    '`__proto__` as shorthand, which sets no prototype',
    'other',
    f('const __proto__ = x; return { __proto__: __proto__ }'),
    f('const __proto__ = x; return { __proto__ }'),
  ],
  ['an optional chain', 'other', f('return x?.a.b'), f('return x.a.b')],
  ['parentheses around an optional chain', 'other', f('return (x?.a).b'), f('return x?.a.b')],
  ['a trailing comma', 'same', f('return g(x,)', 'function g(y) {}'), f('return g(x)', 'function g(y) {}')],
  ['parentheses around an arrow’s parameter', 'same', f('return (y) => y'), f('return y => y')],
  ['an empty statement', 'same', f('return x;;'), f('return x')],
  ['minus zero', 'other', f('return 0'), f('return -0')],
  ['a BigInt', 'other', f('return 1n'), f('return 1')],
  ['a BigInt in another base', 'same', f('return 0x10n'), f('return 16n')],
  ['flags of a regular expression', 'other', f('return /a/g'), f('return /a/')],
  ['a directive', 'other', f('return x'), f('"use strict"; return x')],
  ['blanks in a template', 'other', f('return `a b`'), f('return `a  b`')],
  ['a hole in an array', 'other', f('return [1, , 2]'), f('return [1, 2]')],
  ['line ends, in a template too', 'same', f('\nreturn `a\nb`'), f('\r\nreturn `a\r\nb`')],
  ['a byte order mark', 'same', f('return 1'), `\uFEFF${f('return 1')}`],
  ['the star of a generator', 'other', `${TAG}export function* f() { yield 1 }`, `${TAG}export function f() { return 1 }`],
  ['`async`', 'other', f('return 1'), `${TAG}export async function f(x) { return 1 }`],
  [
    '`await`',
    'other',
    `${TAG}export async function f(x) { return [await x] }`,
    `${TAG}export async function f(x) { return [x] }`,
  ],
  ['an operator', 'other', f('return x + 1'), f('return x - 1')],
  ['the side of an increment', 'other', f('return x++'), f('return ++x')],
  ['an assignment operator', 'other', f('x ||= 1; return x'), f('x ??= 1; return x')],
  ['`let` for `const`', 'other', f('const y = [x]; return y'), f('let y = [x]; return y')],
  ['a label', 'other', f('a: for (;;) { for (;;) break a }'), f('a: for (;;) { for (;;) break }')],
  ['`using`', 'other', f('using q = x; return 1'), f('const q = x; return 1')],
  ['a default parameter', 'other', f('return x'), `${TAG}export function f(x = 1) { return x }`],
  [
    'the constant in a default parameter',
    'other',
    `const d = 1\n${TAG}export function f(x = d) { return x }`,
    `const d = 2\n${TAG}export function f(x = d) { return x }`,
  ],
  ['an option of the tag', 'same', f('return 1'), f('return 1').replace('@cache', "@cache { ttl: '1h' }")],
  ['emoji in a comment above', 'same', f('return "é😀" + x', '// é\n'), f('return "é😀" + x', '// 😀😀 \n')],
  ['a comment inside', 'same', f('return x + 1'), f('/* add */ return x /* one */ + 1 // done\n')],
])

testEdits('types', [
  [
    'annotations, assertions, generics, a `this` parameter',
    'same',
    `${TAG}export function f(x) { const y = x; return y }`,
    `type Q = string; interface R {}\n${TAG}export function f<T extends Q>(this: R, x?: T): T { const y: T = x! as T satisfies Q; return <any>y }`,
  ],
  [
    'overloads',
    'same',
    f('return x'),
    `${TAG}export function f(x: 1): 1;\nexport function f(x: 2): 2;\nexport function f(x) { return x }`,
  ],
  ['`!` in an optional chain', 'same', f('return x?.a.b'), f('return x?.a!.b')],
  [
    'an instantiation',
    'same',
    f('return g(x)', 'function g(x) { return x }'),
    f('return g<string>(x)', 'function g<T>(x: T) { return x }'),
  ],
  ['an exported type nearby', 'same', f('return 1'), `${f('return 1')}\nexport type X = 1`],
  ['an enum’s value', 'other', f('return E.A', 'enum E { A = 1 }'), f('return E.A', 'enum E { A = 2 }')],
  [
    'a merged enum',
    'other',
    f('return E.A', 'enum E { A = 1 }\nenum E { B = 2 }'),
    f('return E.A', 'enum E { A = 1 }\nenum E { B = 3 }'),
  ],
  ['a const enum', 'other', f('return E.A', 'const enum E { A = 1 }'), f('return E.A', 'const enum E { A = 2 }')],
  [
    'a constant in an enum',
    'other',
    f('return E.A', 'const k = 1; enum E { A = k }'),
    f('return E.A', 'const k = 2; enum E { A = k }'),
  ],
  [
    'a namespace’s inner constant',
    'other',
    f('return N.q()', 'namespace N { const k = 1; export const q = () => k }'),
    f('return N.q()', 'namespace N { const k = 2; export const q = () => k }'),
  ],
  [
    'a constant of a namespace with two names',
    'other',
    f('return N.M.q()', 'namespace N.M { const k = 1; export const q = () => k }'),
    f('return N.M.q()', 'namespace N.M { const k = 2; export const q = () => k }'),
  ],
  [
    'a namespace merged with a function',
    'other',
    f('return g.k', 'function g() {}\nnamespace g { export const k = 1 }'),
    f('return g.k', 'function g() {}\nnamespace g { export const k = 2 }'),
  ],
  [
    'a namespace of types alone',
    'same',
    f('return g()', 'function g() {}'),
    f('return g()', 'function g() {}\nnamespace g { export type K = 1 }'),
  ],
])

testEdits('classes', [
  [
    'a parameter property',
    'other',
    f('return new C(x)', 'class C { constructor(private a) {} }'),
    f('return new C(x)', 'class C { constructor(a) {} }'),
  ],
  [
    'the access of a parameter property',
    'same',
    f('return new C(x)', 'class C { constructor(private a) {} }'),
    f('return new C(x)', 'class C { constructor(public readonly a: string) {} }'),
  ],
  ['a declared field', 'same', f('return new C()', 'class C { }'), f('return new C()', 'class C { declare a: string }')],
  [
    'the decorator of a declared field',
    'other',
    f('return new C()', 'const d = (v) => (o, k) => { o[k] = v }\nclass C { @d(1) declare a: any }'),
    f('return new C()', 'const d = (v) => (o, k) => { o[k] = v }\nclass C { @d(2) declare a: any }'),
  ],
  ['a field without a value', 'other', f('return new C()', 'class C { }'), f('return new C()', 'class C { a: string }')],
  ['a field’s value', 'other', f('return new C()', 'class C { a = 1 }'), f('return new C()', 'class C { a = 2 }')],
  [
    'an abstract member',
    'same',
    f('return C', 'class C { b() {} }'),
    f('return C', 'abstract class C { abstract a(): void; b() {} }'),
  ],
  [
    '`implements` and an index signature',
    'same',
    f('return C', 'class C { }'),
    f('return C', 'interface I {}\nclass C implements I { [k: string]: any }'),
  ],
  ['`static`', 'other', f('return C', 'class C { static a() {} }'), f('return C', 'class C { a() {} }')],
  [
    'a method of the base',
    'other',
    f('return new C().m()', 'class B { m() { return 1 } }\nclass C extends B {}'),
    f('return new C().m()', 'class B { m() { return 2 } }\nclass C extends B {}'),
  ],
  [
    'a decorator',
    'other',
    f('return C', 'const d = (v) => v\nclass C { @d m() {} }'),
    f('return C', 'const d = (v) => null\nclass C { @d m() {} }'),
  ],
  ['an accessor', 'other', f('return C', 'class C { get a() { return 1 } }'), f('return C', 'class C { a() { return 1 } }')],
  ['a private name', 'other', f('return C', 'class C { #a = 1 }'), f('return C', 'class C { #b = 1 }')],
  [
    'an interface of the same name',
    'same',
    f('return new C()', 'class C { }'),
    f('return new C()', 'interface C { a: 1 }\nclass C { }'),
  ],
  [
    'a method set on the prototype',
    'other',
    f('return new C().m()', 'class C {}\nC.prototype.m = () => 1'),
    f('return new C().m()', 'class C {}\nC.prototype.m = () => 2'),
  ],
  [
    'the default cacher as a decorator',
    'same',
    f('return new C()', 'class C { m() { return 1 } }'),
    f('return new C()', `import { cache } from '@cachecache/runtime'\nclass C { @cache m() { return 1 } }`),
  ],
  [
    'the settings of a cacher that decorates',
    'same',
    f(
      'return C',
      `import { Cacher } from '@cachecache/runtime'\nconst reports = Cacher('x', 1)\nclass C { @reports m() { return 1 } }`,
    ),
    f(
      'return C',
      `import { Cacher } from '@cachecache/runtime'\nconst reports = Cacher('x', 2)\nclass C { @reports m() { return 1 } }`,
    ),
  ],
  [
    'a cacher of another file as a decorator',
    'same',
    {
      'a.ts': f('return C', 'class C { m() { return 1 } }'),
      'cachers.ts': `import { Cacher } from '@cachecache/runtime'\nexport const reports = Cacher('x', 1)`,
    },
    { 'a.ts': f('return C', `import { reports } from './cachers'\nclass C { @reports m() { return 1 } }`) },
  ],
  [
    'a decorator of another file',
    'other',
    { 'a.ts': f('return C', `import { d } from './d'\nclass C { @d m() {} }`), 'd.ts': 'export const d = (v) => v' },
    { 'd.ts': 'export const d = (v) => null' },
  ],
])

const jsx = (element: string, component = 'function C(p) { return p }') => ({
  'a.tsx': `${component}\n${TAG}export function f(x) { return ${element} }`,
})

testEdits('JSX', [
  ['lay-out', 'same', jsx('<C a="1">hi <b>{x}</b></C>'), jsx('(\n  <C a="1">\n    hi <b>{x}</b>\n  </C>\n)')],
  ['text', 'other', jsx('<C>hi</C>'), jsx('<C>ho</C>')],
  ['a comment', 'same', jsx('<C>{x}</C>'), jsx('<C>{/* c */}{x}</C>')],
  ['an attribute', 'other', jsx('<C a="1"/>'), jsx('<C b="1"/>')],
  ['the component', 'other', jsx('<C/>'), jsx('<C/>', 'function C(p) { return 1 }')],
  ['quotes of an attribute', 'same', jsx('<C a="1"/>'), jsx(`<C a='1'/>`)],
  ['quotes in an attribute’s braces', 'same', jsx('<C a={"1"}/>'), jsx(`<C a={'1'}/>`)],
])
