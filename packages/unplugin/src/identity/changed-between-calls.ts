import { childrenOf, type Node, type SourceModule } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'
import { MUTATORS, OBJECT_CHANGERS } from './classify-use.js'
import type { FileSummary, Variable } from './file-summary.js'
import { staticName } from './render-code.js'

const CALLS = /^(CallExpression|NewExpression|TaggedTemplateExpression)$/

/** Statements that only declare. */
const RUNS_NOTHING = /^(ImportDeclaration|FunctionDeclaration|ClassDeclaration|TSInterfaceDeclaration|TSTypeAliasDeclaration)$/
const NO_CALLS: Set<string> = new Set()

/**
 * Marks the variables and static fields that a module changes after a call that may have read them: `f(); mode = 'b'; f()`. Until the first
 * such call, what the statements of a module do to a variable is its initialisation.
 */
export function markChangedBetweenCalls(module: SourceModule, summary: FileSummary): void {
  const names = new TopNames(module)
  const readers = readersIn(summary)
  const declared = new Map<string, number>()
  const called: Set<string>[] = []
  for (const [index, statement] of (module.ast['body'] as Node[]).entries()) {
    if (RUNS_NOTHING.test(((statement['declaration'] as Node | null | undefined) ?? statement).type)) {
      called.push(NO_CALLS)
      continue
    }
    for (const name of names.declaredBy(statement)) declared.set(name, index)
    const calls = new Set<string>()
    names.collectCalled(statement, calls)
    called.push(calls)
    for (const { name, change, member } of names.changedBy(statement)) {
      const unit = summary.units.get(name)
      const field = unit?.class?.statics?.find((item) => item.name === member)
      if (field ? field.changed : !unit?.variable || unit.variable[change]) continue
      const since = called.slice(declared.get(name) ?? 0)
      const reading = since.some((set) => set.size > 0) ? readers(name) : undefined
      if (!reading || !since.some((set) => [...set].some((other) => reading.has(other)))) continue
      if (field) field.changed = true
      else unit!.variable![change] = true
    }
  }
}

type Change = keyof Pick<Variable, 'reassigned' | 'mutated'>

class TopNames {
  constructor(private readonly module: SourceModule) {}

  declaredBy(statement: Node): string[] {
    const declaration = (statement['declaration'] as Node | null | undefined) ?? statement
    if (declaration.type !== 'VariableDeclaration' || declaration['kind'] === 'var') return []
    return (declaration['declarations'] as Node[]).flatMap(({ id }) => (id.type === 'Identifier' ? [id['name'] as string] : []))
  }

  changedBy(statement: Node): { name: string; change: Change; member?: string | undefined }[] {
    const found: { name: string; change: Change; member?: string | undefined }[] = []
    const add = (target: Node | null | undefined) => {
      let node = target ? unwrap(target) : undefined
      const direct = node?.type === 'Identifier'
      let member: string | undefined
      for (; node?.type === 'MemberExpression'; node = unwrap(node['object'])) member = staticName(node)
      if (node?.type === 'Identifier' && this.isTop(node))
        found.push({ name: node['name'], change: direct ? 'reassigned' : 'mutated', member })
    }
    const visit = (node: Node): void => {
      if (isFunction(node) || node.type.startsWith('Class')) return
      if (node.type === 'AssignmentExpression') add(node['left'])
      else if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node['operator'] === 'delete'))
        add(node['argument'])
      else if (isQuiet(node)) add(changedObject(node))
      for (const child of childrenOf(node)) visit(child)
    }
    visit(statement)
    return found
  }

  /** What a statement calls, and what it hands to calls. */
  collectCalled(statement: Node, into: Set<string>): void {
    const visit = (node: Node, within: boolean): void => {
      if (!within && (isFunction(node) || node.type.startsWith('Class'))) return
      if (within && node.type === 'Identifier' && this.isTop(node)) into.add(node['name'])
      const calls = within || (CALLS.test(node.type) && !isQuiet(node))
      for (const child of childrenOf(node)) visit(child, calls)
    }
    visit(statement, false)
  }

  private isTop(identifier: Node): boolean {
    const { scopes } = this.module
    const reference = scopes.referenceOf(identifier)
    const variable = reference && (reference.resolved ?? scopes.top.set.get(identifier['name']))
    return variable?.scope === scopes.top
  }
}

/** `registry.set('a', f)`, `Object.assign(table, …)`: they fill an object and call nothing. */
function isQuiet(call: Node): boolean {
  if (call.type !== 'CallExpression') return false
  const callee = unwrap(call['callee'])
  const method = callee.type === 'MemberExpression' ? staticName(callee) : undefined
  return method !== undefined && (MUTATORS.has(method) || (isGlobalObject(callee) && OBJECT_CHANGERS.test(method)))
}

const isGlobalObject = (callee: Node) => /^(Object|Reflect)$/.test(unwrap(callee['object'])['name'] ?? '')

function changedObject(call: Node): Node | undefined {
  const callee = unwrap(call['callee'])
  return isGlobalObject(callee) ? (call['arguments'] as Node[])[0] : (callee['object'] as Node)
}

/** By variable or class, what in its file reads it, by way of others and of parameters' types too. */
function readersIn(summary: FileSummary): (name: string) => Set<string> {
  const users = new Map<string, string[]>()
  for (const [user, { references }] of summary.units) {
    for (const { via, name } of references) if (via !== 'import') users.set(name, [...(users.get(name) ?? []), user])
  }
  return (name) => {
    const found = new Set<string>()
    const pending = [name]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const user of users.get(at) ?? []) {
        if (user === name || found.has(user)) continue
        found.add(user)
        pending.push(user)
      }
    }
    return found
  }
}
