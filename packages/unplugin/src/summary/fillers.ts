import type { Variable as ScopeVariable } from '../source/scopes.js'
import type { Node } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'
import { DATA_METHODS } from './classify-use.js'
import type { FileSummary, Unit } from './file-summary.js'
import { isLate } from './late.js'
import { staticName } from './render-code.js'
import type { ScannedCode } from './scan-code.js'

/**
 * What a value may hold: `code` where functions or classes stand in it, `given` where it may come from the caller of the function
 * around it or from another file.
 */
export type Holds = 'code' | 'given' | undefined

export interface HandOver {
  /** The name that is called, or a member of which is. */
  callee: string
  /** The outermost node around the call. */
  statement: Node
  /** Classes and functions that are handed over by their names: `applyMixins(Shape, [Named])` may change them. */
  given: string[]
  /** More than one of the arguments holds code. */
  several: boolean
}

type BoundTo = (name: Node) => ScopeVariable | null | undefined

/** A call that hands functions, or what may be some, over while the module is initialised. */
export function handOversOf(call: Node, ancestors: readonly Node[], boundTo: BoundTo): HandOver[] {
  // Most calls stand in functions.
  const callee = isLate(call, ancestors) ? undefined : calleeOf(call)
  const args = call['arguments'] as Node[]
  if (!callee || heldBy(args, boundTo) === undefined) return NONE
  const code = args.filter((arg) => heldBy([arg], boundTo) === 'code').map(unwrap)
  const given = code.flatMap((arg) => (arg.type === 'Identifier' ? [arg['name'] as string] : []))
  return [{ callee: callee.name, statement: ancestors[0] ?? call, given, several: code.length > 1 }]
}

const NONE: HandOver[] = []

export function calleeOf(expression: Node): { name: string; path: string[] } | undefined {
  const path: string[] = []
  let node = expression.type === 'CallExpression' ? unwrap(expression['callee']) : expression
  for (; node.type === 'MemberExpression'; node = unwrap(node['object'])) path.unshift(staticName(node) ?? '*')
  return node.type === 'Identifier' ? { name: node['name'], path } : undefined
}

/** What is put into the object of a name by the change of it that `ancestors` end with. */
export function heldByChange(ancestors: readonly Node[], boundTo: BoundTo): Holds {
  const change = ancestors.findLast(({ type }) => type === 'AssignmentExpression' || type === 'CallExpression')
  if (change?.type !== 'CallExpression') return change && heldBy([change['right'] as Node], boundTo)
  const callee = unwrap(change['callee'])
  const args = change['arguments'] as Node[]
  // The first one of two is the key.
  const isSet = callee.type === 'MemberExpression' && staticName(callee) === 'set' && args.length === 2
  return heldBy(isSet ? args.slice(1) : args, boundTo)
}

function heldBy(values: readonly (Node | null)[], boundTo: BoundTo): Holds {
  const holds = (nodes: readonly (Node | null)[]) => heldBy(nodes, boundTo)
  let found: Holds
  for (const value of values) {
    const one = value && heldByOne(unwrap(value), holds, boundTo)
    if (one === 'code') return one
    found ??= one ?? undefined
  }
  return found
}

function heldByOne(node: Node, holds: (nodes: readonly (Node | null)[]) => Holds, boundTo: BoundTo): Holds {
  switch (node.type) {
    case 'ClassExpression':
      return 'code'
    case 'Identifier':
      return heldByName(boundTo(node))
    case 'ArrayExpression':
      return holds(node['elements'] as (Node | null)[])
    case 'ObjectExpression':
      return holds((node['properties'] as Node[]).map((property) => (property['value'] ?? property['argument']) as Node))
    case 'SpreadElement':
    case 'AwaitExpression':
      return holds([node['argument']])
    case 'ConditionalExpression':
      return holds([node['consequent'], node['alternate']])
    case 'LogicalExpression':
      return holds([node['left'], node['right']])
    case 'CallExpression':
    case 'NewExpression': {
      const callee = unwrap(node['callee'])
      // `rows.map((row) => …)` makes data.
      const isData = callee.type === 'MemberExpression' && DATA_METHODS.has(staticName(callee) ?? '')
      return isData || holds(node['arguments'] as Node[]) !== 'code' ? undefined : 'code'
    }
    default:
      return isFunction(node) ? 'code' : undefined
  }
}

function heldByName(variable: ScopeVariable | null | undefined): Holds {
  const [definition] = variable?.defs ?? []
  switch (definition?.type) {
    case 'FunctionName':
    case 'ClassName':
      return 'code'
    case 'Parameter':
    case 'ImportBinding':
      return 'given'
    case 'Variable': {
      const init = definition.node['init'] as Node | null
      const made = init && unwrap(init)
      return made && (isFunction(made) || made.type === 'ClassExpression') ? 'code' : undefined
    }
    default:
      return undefined
  }
}

/**
 * Finds by what code the functions come into the tables of a module, where that is no statement that writes them by their name:
 * `function register(name, fn) { table.set(name, fn) }` and `register('a', (x) => x + 1)`, a decorator that registers its class, a static block.
 * Functions can be part of no key, so the code that puts them there counts for who reads the table.
 */
export function addFillers(
  summary: FileSummary,
  scanned: readonly [Unit, ScannedCode][],
  unitOfStatement: (statement: Node) => Unit,
): void {
  const { units, effects, globals } = summary
  const ofModule = (unit: Unit) => unit === effects || unit === globals
  const puts = new Map<string, string[]>()
  summary.puts = puts
  const fill = (name: string, unit: Unit) => {
    const filled = units.get(name)
    if (filled && filled !== unit && !filled.fillers?.includes(unit)) (filled.fillers ??= []).push(unit)
  }
  for (const [unit, { uses }] of scanned) {
    for (const { name, use, holds } of uses) {
      if (!use.change || holds === undefined || !units.has(name) || ofModule(unit)) continue
      if (holds === 'code' || !use.late) fill(name, unit)
      if (use.late) puts.set(unit.name, [...(puts.get(unit.name) ?? []), name])
    }
  }
  const reach = new Map<string, string[]>()
  const changing = new Set(scanned.flatMap(([unit, { changesOthers }]) => (changesOthers ? [unit.name] : [])))
  for (const [unit, { handsOver }] of scanned) {
    for (const { callee, statement, given, several } of handsOver) {
      let reached = reach.get(callee)
      if (!reached) reach.set(callee, (reached = [...reachedFrom(callee, units)]))
      const tables = reached.flatMap((name) => puts.get(name) ?? [])
      // What another file's function does to two classes is likely to be more than keeping them.
      if (summary.imports.has(callee) ? several : reached.some((name) => changing.has(name))) tables.push(...given)
      if (unit === effects && summary.imports.has(callee)) summary.handOvers.push({ callee, unit: unitOfStatement(statement) })
      if (tables.length === 0) continue
      const filler = ofModule(unit) ? unitOfStatement(statement) : unit
      for (const name of tables) fill(name, filler)
    }
  }
}

/** Whether a name of a file reads a table into which calls of another one, or of its members, put what they are given. */
export function readsWhatIsPut({ units, puts }: FileSummary, reader: string, maker: string): boolean {
  const tables = [...reachedFrom(maker, units)].flatMap((name) => puts.get(name) ?? [])
  if (units.get(maker)?.variable) tables.push(maker)
  const read = tables.length > 0 ? reachedFrom(reader, units) : undefined
  return read !== undefined && tables.some((name) => read.has(name))
}

function reachedFrom(first: string, units: FileSummary['units']): Set<string> {
  const reached = new Set([first])
  for (const name of reached)
    for (const { via, name: next } of units.get(name)?.references ?? []) if (via === 'binding') reached.add(next)
  return reached
}
