import { describe, expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

// Each line of the program calls a tagged function with code that arrives as a value. `changed` has the state that moves between calls.
const FILES = {
  'node_modules/money/package.json': '{ "name": "money", "version": "1.0.0", "main": "index.js" }',
  'node_modules/money/index.js': `const scale = 100
class Money { constructor(amount) { this.amount = amount } total() { return this.amount * scale } }
exports.Money = Money`,
  'node_modules/ratio/package.json': '{ "name": "ratio", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/ratio/index.js': `const half = 2
export default class { constructor(amount) { this.amount = amount } total() { return this.amount / half } }`,
  'node_modules/round/package.json': '{ "name": "round", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/round/index.js': `const step = 10
export const up = (n) => Math.ceil(n / step) * step
export const down = (n) => Math.floor(n / step) * step
const round = {}
for (const [name, rule] of Object.entries({ up, down }))
  Object.defineProperty(round, name, { get: () => Object.setPrototypeOf((n) => rule(n), round), enumerable: true })
export default round`,
  'src/rounded.ts': `import round, { up } from 'round'
import * as all from 'round'
export const rules: any = { up: round.up, down: round.down, first: up, all }
/** @cache */
export function rounded(amount: number, rule: string) { console.log('ran rounded'); return (rules[rule] ?? rules.all.down)(amount) }`,
  'src/total.ts': `export interface Priced { total(): number }
/** @cache */
export function total(one: Priced) { console.log('ran total'); return one.total() }`,
  'src/taxed.ts': `export class Taxed {
  static #rate = 2
  static setRate(rate: number) { Taxed.#rate = rate }
  constructor(readonly amount: number) {}
  total() { return this.amount * Taxed.#rate }
}`,
  'src/through.ts': `import { Taxed } from './taxed.js'
/** @cache */
export function through(amount: number) { console.log('ran through'); return new Taxed(amount).total() }`,
  'src/gross.ts': `import { Money } from 'money'
export class Gross extends Money { total() { return super.total() + 1 } }`,
  'src/main.ts': `import { Money } from 'money'
import Ratio from 'ratio'
import { total } from './total.js'
import { through } from './through.js'
import { Taxed } from './taxed.js'
import { Gross } from './gross.js'
import { rounded, rules } from './rounded.js'
const results = [total(new Money(1)), total(new Money(2)), total(new Ratio(4)), total(new Gross(1)), total(new Taxed(3)), through(3)]
Taxed.setRate(5)
results.push(total(new Taxed(3)), through(3), rounded(14, 'up'), rounded(14, 'first'), rounded(14, 'other'))
rules.up = rules.down
results.push(rounded(14, 'up'))
console.log('result ' + JSON.stringify(results))`,
}

describe.each(bundlers)('$name', ({ build }) => {
  test('classes and functions of packages, and private static fields, are known and count', async () => {
    const project = await scratchProject({ 'package.json': '{ "name": "met", "type": "module" }', ...FILES })
    const { file } = await build(project.folder, { root: project.folder })
    const first = await runNode(project, [file])
    expect(first.result).toEqual([100, 200, 2, 101, 6, 6, 15, 15, 20, 20, 10, 10])
    expect(first.ran).toHaveLength(12)
    const second = await runNode(project, [file])
    expect(second.result).toEqual(first.result)
    expect(second.ran).toEqual([])
  })
})

// A namespace object is an argument, a part of one, a captured value and a field. One of its variables changes.
const NAMESPACES = {
  'src/more.ts': `export const sub = (a: number, b: number) => a - b`,
  'src/ops.ts': `export const add = (a: number, b: number) => a + b
export let rate = 2
export function setRate(next: number) { rate = next }
export const times = (a: number, b: number) => a * b * rate
export { sub } from './more.js'
export * as more from './more.js'`,
  'src/run.ts': `/** @cache */
export function run(ops: any, name: string) { console.log('ran run'); return ops[name](6, 4) }
/** @cache */
export function runPart({ ops }: any, name: string) { console.log('ran part'); return ops[name](6, 4) }
export function runner(ops: any) {
  /** @cache */
  return function inner(name: string) { console.log('ran inner'); return ops[name](6, 4) }
}
export class Runner {
  constructor(readonly ops: any) {}
  /** @cache */
  run(name: string) { console.log('ran method'); return this.ops[name](6, 4) }
}`,
  'src/one.ts': 'export const n = 1',
  'src/two.ts': 'export const n = 1',
  'src/which.ts': `import * as one from './one.js'
import * as two from './two.js'
/** @cache */
export function which(x: any) { console.log('ran which'); return x === one ? 1 : x === two ? 2 : 0 }`,
  'src/main.ts': `import * as ops from './ops.js'
import * as one from './one.js'
import * as two from './two.js'
import { which } from './which.js'
import { run, runPart, runner, Runner } from './run.js'
const all = () => [run(ops, 'times'), runPart({ ops }, 'times'), runner(ops)('times'), new Runner(ops).run('times')]
const results = [which(one), which(two), run(ops, 'add'), run(ops, 'sub'), run(ops.more, 'sub'), ...all()]
ops.setRate(3)
console.log('result ' + JSON.stringify([...results, ...all()]))`,
}

describe.each(bundlers)('$name', ({ build }) => {
  test('a namespace object counts by what its module exports at the call', async () => {
    const project = await scratchProject({ 'package.json': '{ "name": "met", "type": "module" }', ...NAMESPACES })
    const { file } = await build(project.folder, { root: project.folder })
    const first = await runNode(project, [file])
    expect(first.result).toEqual([1, 2, 10, 2, 2, 48, 48, 48, 48, 72, 72, 72, 72])
    expect(first.ran).toHaveLength(13)
    const second = await runNode(project, [file])
    expect(second.result).toEqual(first.result)
    expect(second.ran).toEqual([])
  })
})
