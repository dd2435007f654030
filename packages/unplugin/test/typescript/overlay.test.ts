import { describe, expect, test } from 'vitest'
import { overlayOf } from '../../src/typescript/overlay/overlay.js'

const short = (text: string) => text.replaceAll('import("@cachecache/runtime").', '')
const overlaid = (source: string, file = '/p/a.ts') => short(overlayOf(file, source)!.text)

const OPTIONS = 'options?: CacheOptions'

const PARAMETER: [string, string, string][] = [
  ['no parameter', '/** @cache */ function f() {}', `/** @cache */ function f(${OPTIONS}) {}`],
  [
    'a parenthesis in a comment',
    '/** @cache */ function f /* ( */ <T>() {}',
    `/** @cache */ function f /* ( */ <T>(${OPTIONS}) {}`,
  ],
  ['a default', '/** @cache */ function f(a = (1)) {}', `/** @cache */ function f(a = (1), ${OPTIONS}) {}`],
  ['a trailing comma', '/** @cache */ function f(a: A,) {}', `/** @cache */ function f(a: A, ${OPTIONS},) {}`],
  ['`this` only', '/** @cache */ function f(this: A) {}', `/** @cache */ function f(this: A, ${OPTIONS}) {}`],
  ['a pattern', '/** @cache */ function f({ a }: A) {}', `/** @cache */ function f({ a }: A, ${OPTIONS}) {}`],
  [
    'a default export',
    '/** @cache */ export default async function () {}',
    `/** @cache */ export default async function (${OPTIONS}) {}`,
  ],
  ['an arrow', '/** @cache */ const f = async (a: A) => a', `/** @cache */ const f = async (a: A, ${OPTIONS}) => a`],
  ['a bare arrow', '/** @cache */ const f = async a => a', `/** @cache */ const f = async (a, ${OPTIONS}) => a`],
  ['a function expression', '/** @cache */ const f = function g() {}', `/** @cache */ const f = function g(${OPTIONS}) {}`],
  [
    'a satisfied type',
    '/** @cache */ const f = ((a) => a) satisfies F',
    `/** @cache */ const f = ((a, ${OPTIONS}) => a) satisfies F`,
  ],
  [
    'a declared function type',
    '/** @cache */ const f: (a: A) => B = a => a',
    `/** @cache */ const f: (a: A, ${OPTIONS}) => B = (a, ${OPTIONS}) => a`,
  ],
  ['a method', 'class C { /** @cache */ m(a: A) {} }', `class C { /** @cache */ m(a: A, ${OPTIONS}) {} }`],
  [
    'a decorated method',
    "import { cache } from '@cachecache/runtime'; class C { @cache static async *m<T>() {} }",
    `import { cache } from '@cachecache/runtime'; class C { @cache static async *m<T>(${OPTIONS}) {} }`,
  ],
  ['a private method', 'class C { /** @cache */ #m() {} }', `class C { /** @cache */ #m(${OPTIONS}) {} }`],
  ['a field', 'class C { /** @cache */ m = (a: A) => a }', `class C { /** @cache */ m = (a: A, ${OPTIONS}) => a }`],
  ['an object method', 'const o = { /** @cache */ m(a: A) {} }', `const o = { /** @cache */ m(a: A, ${OPTIONS}) {} }`],
  ['a property', 'const o = { /** @cache */ m: () => 1 }', `const o = { /** @cache */ m: (${OPTIONS}) => 1 }`],
  [
    'a nested function',
    'function o() { /** @cache */ function f() {} }',
    `function o() { /** @cache */ function f(${OPTIONS}) {} }`,
  ],
  [
    'a body that means another `options`',
    '/** @cache */ function f(a: A) { return options }',
    '/** @cache */ function f(a: A, cacheOptions?: CacheOptions) { return options }',
  ],
  [
    'a parameter named `options`',
    '/** @cache */ function f(options: A) {}',
    '/** @cache */ function f(options: A, cacheOptions?: CacheOptions) {}',
  ],
  [
    '`arguments`',
    '/** @cache */ function f(a: A) { return arguments }',
    '/** @cache */ function f(a: A, options?: CacheOptionsArgument) { return arguments }',
  ],
  [
    'overloads, the shorter one filled up',
    '/** @cache */ function f(a: A): A; function f(b: B, c: C): B; function f(a: any, c?: any) {}',
    `/** @cache */ function f(a: A, c?: undefined, ${OPTIONS}): A; function f(b: B, c: C, ${OPTIONS}): B; function f(a: any, c?: any, ${OPTIONS}) {}`,
  ],
  [
    'overloads of a method, not those of its neighbour',
    'class C { m(a: A): A; static m(a: A): A; /** @cache */ static m(a: any) {} m(a: any) {} }',
    `class C { m(a: A): A; static m(a: A, ${OPTIONS}): A; /** @cache */ static m(a: any, ${OPTIONS}) {} m(a: any) {} }`,
  ],
]

describe('an options parameter after', () => {
  test.each(PARAMETER)('%s', (_, before, after) => expect(overlaid(before)).toBe(after))

  test('the parameters of JavaScript, as a comment', () => {
    expect(overlaid('/** @cache */ function f(a) {}', '/p/a.js')).toBe(
      '/** @cache */ function f(a, options = /** @type {CacheOptions | undefined} */ (undefined)) {}',
    )
  })
})

const REST: [string, string, string][] = [
  [
    'a declaration',
    '/** @cache */ export async function f<T>(a: A, b = 1, c?: C, ...d: T[]): Promise<T> {}',
    '/** @cache */ export function f<T>(a: A, b: (number) | undefined, c: (C) | undefined, ...args: [...d: T[], options: CacheOptionsArgument]): Promise<T>; ' +
      'export function f<T>(a: A, b?: number, c?: C, ...d: T[]): Promise<T>; export async function f<T>(a: A, b = 1, c?: C, ...d: T[]): Promise<T> {}',
  ],
  [
    'a decorated method',
    "import { cache } from '@cachecache/runtime'; class C { @cache static m(...d: D[]): E {} }",
    "import { cache } from '@cachecache/runtime'; class C { static m(...args: [...d: D[], options: CacheOptionsArgument]): E; static m(...d: D[]): E; @cache static m(...d: D[]): E {} }",
  ],
  [
    'overloads',
    '/** @cache */ function f(a: A): A; function f(...b: B[]): B; function f(...c: any[]) {}',
    '/** @cache */ function f(a: A, options: CacheOptionsArgument): A; function f(...args: [...b: B[], options: CacheOptionsArgument]): B; function f(a: A): A; function f(...b: B[]): B; function f(...c: any[]) {}',
  ],
  [
    'an arrow',
    '/** @cache */ const f = (...d: D[]) => d',
    '/** @cache */ const f = (null! as (<F extends (...args: any) => any>(fn: F) => Cached<F>))((...d: D[]) => d)',
  ],
  [
    'a generic arrow with a written result',
    '/** @cache */ const f = <T>(...d: T[]): T => d[0]!',
    '/** @cache */ const f = (null! as (<F extends (...args: any) => any>(fn: F) => F & (<T>(...args: [...d: T[], options: CacheOptionsArgument]) => T)))(<T>(...d: T[]): T => d[0]!)',
  ],
]

describe('an overload for the rest parameter of', () => {
  test.each(REST)('%s', (_, before, after) => expect(overlaid(before)).toBe(after))
})

const NOTHING: [string, string][] = [
  [
    'declares its options',
    "import type { CacheOptions } from '@cachecache/runtime'; /** @cache */ function f(o?: CacheOptions) {}",
  ],
  ['gets them from its cacher', "import { cache } from '@cachecache/runtime'; const f = cache((a: number) => a)"],
]

describe('nothing for a function that', () => {
  test.each(NOTHING)('%s', (_, source) => expect(overlayOf('/p/a.ts', source)!.text).toBe(source))
})

const UNEXPRESSED: [string, string, RegExp][] = [
  ['a declared type without options', '/** @cache */ const f: F = (a) => a', /callers see the type `F`/],
  ['rest and an inferred result', '/** @cache */ function f(...a: A[]) {}', /write the return type/],
  ['rest and an inferred parameter', '/** @cache */ function f(a = b, ...c: C[]): void {}', /write that type/],
  ['rest in an object literal', 'const o = { /** @cache */ f(...a: A[]): void {} }', /arrow function/],
]

describe('says what it cannot express:', () => {
  test.each(UNEXPRESSED)('%s', (_, source, reason) => {
    const overlay = overlayOf('/p/a.ts', source)!
    expect(overlay.text).toBe(source)
    expect(overlay.unexpressed.map((item) => item.reason)).toEqual([expect.stringMatching(reason)])
  })
})

describe('the version does not depend on', () => {
  test.each(['/p/a.d.ts', '/p/node_modules/x/a.ts', '/p/a.json'])('%s', (file) => {
    expect(overlayOf(file, '/** @cache */ export function f() {}')).toBeUndefined()
  })
  test('a module without a tagged function', () => expect(overlayOf('/p/a.ts', 'const a = "@cache"')).toBeUndefined())
})
