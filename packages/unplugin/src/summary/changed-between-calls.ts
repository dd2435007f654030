import { childrenOf, type Node, type SourceModule } from '../source/source-module.js'
import { isFunction, unwrap } from '../source/walk.js'
import { isMutator, OBJECT_CHANGERS } from './classify-use.js'
import type { FileSummary, Variable } from './file-summary.js'
import { staticName } from './render-code.js'

const CALLS = /^(CallExpression|NewExpression|TaggedTemplateExpression)$/

/** Statements that only declare. */
const RUNS_NOTHING = /^(ImportDeclaration|FunctionDeclaration|ClassDeclaration|TSInterfaceDeclaration|TSTypeAliasDeclaration)$/

const declarationOf = (statement: Node): Node => (statement['declaration'] as Node | null | undefined) ?? statement

/**
 * Marks the variables and static fields that a module changes after a call that may have read them: `f(); mode = 'b'; f()`. Until the first
 * such call, what the statements of a module do to a variable is its initialisation.
 */
export function markChangedBetweenCalls(module: SourceModule, summary: FileSummary): void {
  const names = new TopNames(module)
  const statements = (module.ast['body'] as Node[]).filter((statement) => !RUNS_NOTHING.test(declarationOf(statement).type))
  const changes = statements.map((statement) => names.changedBy(statement))
  // Most modules change nothing while they run.
  if (changes.every((made) => made.length === 0)) return
  const readers = readersIn(summary)
  const declared = new Map<string, number>()
  const called: Set<string>[] = []
  for (const [index, statement] of statements.entries()) {
    for (const name of names.declaredBy(statement)) declared.set(name, index)
    called.push(names.calledBy(statement))
    for (const { name, change, member } of changes[index]!) {
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

interface ChangeOfName {
  name: string
  change: keyof Pick<Variable, 'reassigned' | 'mutated'>
  member: string | undefined
}

class TopNames {
  constructor(private readonly module: SourceModule) {}

  declaredBy(statement: Node): string[] {
    const declaration = declarationOf(statement)
    if (declaration.type !== 'VariableDeclaration' || declaration['kind'] === 'var') return []
    return (declaration['declarations'] as Node[]).flatMap(({ id }) => (id.type === 'Identifier' ? [id['name'] as string] : []))
  }

  changedBy(statement: Node): ChangeOfName[] {
    const found: ChangeOfName[] = []
    this.collectChanges(statement, found)
    return found
  }

  private collectChanges(node: Node, into: ChangeOfName[]): void {
    if (isFunction(node) || node.type.startsWith('Class')) return
    const target = targetOf(node)
    let root = target && unwrap(target)
    if (root) {
      const change = root.type === 'Identifier' ? 'reassigned' : 'mutated'
      let member: string | undefined
      for (; root.type === 'MemberExpression'; root = unwrap(root['object'])) member = staticName(root)
      if (root.type === 'Identifier' && this.isTop(root)) into.push({ name: root['name'], change, member })
    }
    for (const child of childrenOf(node)) this.collectChanges(child, into)
  }

  /** What a statement calls, and what it hands to calls. */
  calledBy(statement: Node): Set<string> {
    const called = new Set<string>()
    this.collectCalled(statement, false, called)
    return called
  }

  private collectCalled(node: Node, within: boolean, into: Set<string>): void {
    if (!within && (isFunction(node) || node.type.startsWith('Class'))) return
    if (within && node.type === 'Identifier' && this.isTop(node)) into.add(node['name'])
    const calls = within || (CALLS.test(node.type) && !isQuiet(node))
    for (const child of childrenOf(node)) this.collectCalled(child, calls, into)
  }

  private isTop(identifier: Node): boolean {
    const { scopes } = this.module
    return scopes.variableOf(identifier)?.scope === scopes.top
  }
}

/** What a node writes. */
function targetOf(node: Node): Node | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
      return node['left'] as Node
    case 'UpdateExpression':
      return node['argument'] as Node
    case 'UnaryExpression':
      return node['operator'] === 'delete' ? (node['argument'] as Node) : undefined
    case 'CallExpression':
      return isQuiet(node) ? changedObject(node) : undefined
    default:
      return undefined
  }
}

/** `registry.set('a', f)`, `Object.assign(table, …)`: they fill an object and call nothing. */
function isQuiet(call: Node): boolean {
  if (call.type !== 'CallExpression') return false
  const callee = unwrap(call['callee'])
  const method = callee.type === 'MemberExpression' ? staticName(callee) : undefined
  return method !== undefined && (isMutator(method) || (isGlobalObject(callee) && OBJECT_CHANGERS.test(method)))
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
