import { describe, expect, it } from 'vitest'
import { mayReturnPromise } from '../../src/describe/returns-promise.js'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { parseModule } from '../../src/source/source-module.js'

function mayBePromise(source: string): boolean {
  const module = parseModule('/a.tsx', source)
  return mayReturnPromise(module, findTaggedFunctions(module).tagged[0]!.node)
}

const result = (expression: string) => `/** @cache */ function f(a, b) { return ${expression} }`

describe('never a promise', () => {
  it.each([
    '1',
    '`t${a}`',
    'a + b',
    'a < b',
    'typeof a',
    '!a',
    '[a]',
    '{ a }',
    '{ a, b: g() }',
    '() => a',
    'class {}',
    'new Map(a)',
    'new Date()',
    'a ? 1 : 2',
    'a > 1 && b > 1',
    'undefined',
    '(a, 1)',
    '1 as unknown',
    '<div />',
    'f(1)',
    'a ? f(a) + 1 : f(b)',
    '(a += 1)',
  ])('%s', (expression) => {
    expect(mayBePromise(result(expression))).toBe(false)
  })

  it.each([
    '/** @cache */ function f(a) {}',
    '/** @cache */ function f(a) { const x = [1]; return x }',
    '/** @cache */ function f(a) { let n = 0; for (const x of a) n += x; return n }',
    "/** @cache */ function f(a) { let s = ''; if (a) s = 'a'; else s = `b${a}`; return s }",
    '/** @cache */ function f(a) { let n = 0; n++; return n }',
    '/** @cache */ function f(a) { function g() {} return g }',
    '/** @cache */ function f(a): number { return g() }',
    '/** @cache */ function f(a): string[] | undefined { return g() }',
    '/** @cache */ function f(a): readonly [number, string] | null { return g() }',
    '/** @cache */ const f = (a): a is string => g()',
    '/** @cache */ const f = (n: number) => n * 2',
    '/** @cache */ const f = (n: number) => n',
    '/** @cache */ function f(s: string = g(), b?: boolean) { return b ? s : s.length > 1 }',
    '/** @cache */ function f(a) { const n: number | undefined = g(a); return n }',
    '/** @cache */ const f = (n) => n < 2 ? 1 : n * f(n - 1)',
    '/** @cache */ function f(a) { return [1].map(() => { return g() }).length + 1 }',
  ])('%s', (source) => {
    expect(mayBePromise(source)).toBe(false)
  })
})

describe('perhaps a promise', () => {
  it.each([
    'a',
    'g()',
    // A parameter, not the function whose node declares it.
    'a()',
    'a.b',
    'new Promise(g)',
    'new Report()',
    'a ? 1 : b',
    'a && 1',
    '{ then: g }',
    '{ ...a }',
    '{ [a]: 1 }',
    '(a, b)',
    'import("x")',
    '(a = b)',
    '(a ??= 1)',
    'g`x`',
    'a?.b',
    'h',
  ])('%s', (expression) => {
    expect(mayBePromise(`${result(expression)}\nlet h = g()`)).toBe(true)
  })

  it.each([
    '/** @cache */ function f(a) { let x = 1; x = g(); return x }',
    '/** @cache */ function f(a) { const { x } = a; return x }',
    '/** @cache */ function f(a) { for (const x of a) return x }',
    '/** @cache */ function f(a): Promise<number> { return g() }',
    '/** @cache */ function f(a): unknown { return g() }',
    '/** @cache */ function f(a): Report { return g() }',
    '/** @cache */ function f(a): number | PromiseLike<number> { return g() }',
    'const Map = Promise; /** @cache */ function f(a) { return new Map(a) }',
    '/** @cache */ function f(a) { const f = g; return f(a) }',
    '/** @cache */ let f = (a) => a ? 1 : f(a); f = g',
  ])('%s', (source) => {
    expect(mayBePromise(source)).toBe(true)
  })

  it('a plain return type decides, regardless of the expressions', () => {
    expect(mayBePromise('/** @cache */ function f(a): Promise<number> | number { return 1 }')).toBe(false)
  })
})
