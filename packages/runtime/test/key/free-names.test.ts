import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bindNames } from '../../../unplugin/src/source/bind-names.js'
import { childrenOf } from '../../../unplugin/src/source/node.js'
import { parseModule, type Node, type NodeOf } from '../../../unplugin/src/source/source-module.js'
import { isFunction } from '../../../unplugin/src/source/walk.js'
import { readTextFacts } from '../../src/key/functions/free-names.js'
import { standardGlobals } from '../../src/key/functions/standard-globals.js'

// The scan of a text against real scopes, over code of others. `CACHECACHE_FREE_NAMES=all` takes every file there is.
const packages = ['lodash', 'typescript-eslint', '@typescript-eslint', 'vite', 'vitest', 'zod', 'semver', 'keyv', 'msgpackr', 'acorn', 'magic-string', 'rollup', 'debug', 'react', 'undici', 'chai', 'yaml', 'minimatch', 'lru-cache'] // prettier-ignore
const all = process.env['CACHECACHE_FREE_NAMES'] === 'all'
const root = fileURLToPath(new URL('../../../../node_modules/', import.meta.url))

test('never is a function taken for closed that uses a name of its surroundings', { timeout: 600_000 }, () => {
  const counts = { functions: 0, closed: 0, careful: 0 }
  const missed: string[] = []
  const reasons = new Map<string, number>()
  for (const file of sourceFiles()) {
    for (const { text, free } of functionsOf(file)) {
      counts.functions++
      const facts = readTextFacts(text)
      if (free === undefined) counts.closed++
      if (free === undefined && facts.obstacle !== undefined) {
        counts.careful++
        const reason = facts.free ?? facts.obstacle
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        if (process.env['CACHECACHE_FREE_NAMES_SHOW'] === reason) console.log(`--- ${reason}\n${text.slice(0, 400)}`)
      }
      if (free !== undefined && facts.obstacle === undefined) missed.push(`${file}: ${free} in ${text.slice(0, 300)}`)
    }
  }
  const frequent = [...reasons].toSorted((a, b) => b[1] - a[1]).slice(0, 12)
  console.log(
    `${counts.functions} functions, ${counts.closed} of them closed, ${counts.careful} of these taken for open`,
    frequent,
  )
  expect(missed.slice(0, 5)).toEqual([])
  expect(counts.functions).toBeGreaterThan(2_000)
  expect(counts.careful / counts.closed).toBeLessThan(0.05)
})

function sourceFiles(): string[] {
  const names = all ? readdirSync(root) : packages
  return names.flatMap((name) => filesBelow(join(root, name), all ? 400 : 12))
}

function filesBelow(folder: string, most: number): string[] {
  let entries: string[]
  try {
    entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
  const files = entries.filter((entry) => /\.[cm]?js$/.test(entry) && statSync(join(folder, entry)).isFile()).toSorted()
  const step = Math.max(1, Math.floor(files.length / most))
  return files.filter((_, i) => i % step === 0).map((entry) => join(folder, entry))
}

interface Found {
  text: string
  /** A name that is not declared in it. */
  free: string | undefined
}

function functionsOf(file: string): Found[] {
  const text = readFileSync(file, 'utf8')
  if (text.length > 400_000) return []
  const module = parseModule(file, text)
  if (module.errors.length > 0) return []
  const isModule = module.record.hasModuleSyntax
  const { references } = bindNames(module.ast, isModule)
  const found: Found[] = []
  for (const { node, from } of functionNodes(module.ast)) {
    const free = [...references.values()].find(({ identifier, resolved }) => {
      if (
        identifier.start < from ||
        identifier.end > node.end ||
        (isClass(node) && node.superClass && inside(identifier, node.superClass))
      )
        return false
      const { name } = identifier
      if (name === 'arguments') return false
      const definition = resolved?.defs[0]?.name
      // A module that declares its own `Object` around a function: no text shows that.
      if (standardGlobals.has(name)) return false
      return definition === undefined || definition.start < from || definition.end > node.end
    })
    const lexical = node.type === 'ArrowFunctionExpression' && usesThis(node.body) ? 'this' : undefined
    found.push({ text: text.slice(from, node.end), free: free?.identifier.name ?? lexical })
  }
  return found
}

const inside = (inner: Node, outer: Node): boolean => inner.start >= outer.start && inner.end <= outer.end

function isClass(node: Node): node is NodeOf<'ClassDeclaration'> {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression'
}

function methodIn(node: Node): Node | undefined {
  if (node.type === 'MethodDefinition') return node.value
  return node.type === 'Property' && (node.method || node.kind !== 'init') ? node.value : undefined
}

/** Functions and classes; of a method from its name on, as `toString` gives it. */
function functionNodes(program: Node): { node: Node; from: number }[] {
  const found: { node: Node; from: number }[] = []
  const work: Node[] = [program]
  for (let node = work.pop(); node; node = work.pop()) {
    if (isFunction(node) || isClass(node)) found.push({ node, from: node.start })
    const method = methodIn(node)
    // A decorator or `static` is no part of a method's text.
    const isWhole = node.type !== 'MethodDefinition' || (!node.static && node.decorators.length === 0)
    if (method && isWhole) found.push({ node: method, from: node.start })
    for (const child of childrenOf(node)) work.push(...(child === method ? childrenOf(child) : [child]))
  }
  return found
}

function usesThis(node: Node): boolean {
  if (node.type === 'ThisExpression' || node.type === 'Super') return true
  if (/^(?:Function|Class)(?:Declaration|Expression)$/.test(node.type)) return false
  return childrenOf(node).some(usesThis)
}

const closed = [
  '(a) => a + 1',
  '(a, { b, c: [d = 1], ...e }) => [a, b, d, e]',
  'async (x) => { for (const y of x) { const z = y * 2; if (z) return z } }',
  'function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) }',
  'function f() { for (var i = 0; i < 3; i++) {} return i }',
  'class A { #x = 1; static s = 2; get x() { return this.#x } set(v) { this.#x = v } }',
  'class A extends Base { m() { return super.m() } }',
  'of => { const out = []; for (const x of of) out.push(`${x} and ${x.y}`); return out }',
  '(s) => s.replace(/["\'`]/g, (m) => `\\${m}`)',
  'handle({ a, b }) { return { a, b, c: a / b / 2, d() { return a } } }',
  '(o) => { outer: for (const k in o) { if (k) break outer } switch (o.t) { case 1: return o; default: return undefined } }',
]
test.each(closed)('closed: %s', (text) => {
  expect(readTextFacts(text).obstacle).toBeUndefined()
})

const open: [text: string, name: string | undefined][] = [
  ['() => rate', 'rate'],
  ['() => { { const k = 1 } return k }', 'k'],
  ['(a) => { if (a) { let b = 1 } return b }', 'b'],
  ['(f) => { let a = f\n b, c\n return c }', 'b'],
  ['(x) => [x].map((y) => y) + y', 'y'],
  ['(c) => c ? (y) => y : y', 'y'],
  ['(a) => { switch (a) { case 1, b: return 1 } }', 'b'],
  ['(x) => { foo(x)\n{ } }', 'foo'],
  ['(o) => { for (const x of of(o)) return x }', 'of'],
  ['function f(x) { return [{ if(x) { var y = x } }, y] }', 'y'],
  ['function f() { return class extends Base {} }', 'Base'],
  ['() => eval("x")', 'eval'],
  ['() => globalThis.rate', 'globalThis'],
  ['() => process.env.X', 'process'],
  ['() => this.x', undefined],
  ['() => arguments[0]', undefined],
  ['() => new.target', undefined],
  ['(k) => super.get(k)', undefined],
  ['() => import("x")', undefined],
  ['function f(o) { with (o) { return x } }', undefined],
  ['() => \\u0061', undefined],
  ['(a) => { if (a) /"/.test(rate("x")) }', 'rate'],
]
test.each(open)('open: %s', (text, name) => {
  const facts = readTextFacts(text)
  expect(facts.obstacle).toBeTypeOf('string')
  expect(facts.free).toBe(name)
})

test('super in a method is told apart', () => {
  expect(readTextFacts('m() { return super.m() }')).toEqual({ form: 'method', usesSuper: true })
})
