import { visitorKeys } from 'oxc-parser'
import { TYPE_BINDERS } from './bind-types.js'
import { BINDERS } from './bind-values.js'
import { NO_DEFAULTS, PatternWalk, type OnName } from './pattern-walk.js'
import { READ, Reference, Scope, TYPE, VALUE, WRITE, type Definition, type ScopeType } from './scopes.js'
import { isNode, type Node } from './source-module.js'

/** What a file's names mean. */
export interface BoundNames {
  /** The module's own scope; of a script the global one. */
  top: Scope
  /** By node, the innermost scope that it opens. */
  scopes: ReadonlyMap<Node, Scope>
  /** By identifier. */
  references: ReadonlyMap<Node, Reference>
  /** In the order in which they begin. */
  all: readonly Scope[]
}

/**
 * Binds the names of a file: which declaration each of them means. The result is that of `@typescript-eslint/scope-manager`,
 * which a test compares it with; a build pays for one walk, and loads no more than this.
 */
export function bindNames(program: Node, isModule: boolean): BoundNames {
  const binder = new NameBinder()
  const global = binder.open('global', program)
  // The `const` of `as const`.
  global.declare('const').meaning = TYPE
  const top = isModule ? binder.open('module', program) : global
  binder.visitChildren(program)
  const references = new Map<Node, Reference>()
  for (const reference of binder.references) {
    reference.resolve()
    if (reference.isValueReference || !references.has(reference.identifier)) references.set(reference.identifier, reference)
  }
  return { top, scopes: binder.scopes, references, all: binder.all }
}

/** One walk; what it does at a node is in `BINDERS` and `TYPE_BINDERS`, by type. */
export class NameBinder {
  readonly references: Reference[] = []
  readonly scopes = new Map<Node, Scope>()
  readonly all: Scope[] = []
  scope!: Scope

  open(type: ScopeType, block: Node): Scope {
    this.scope = new Scope(type, block, this.scope ?? null)
    this.scopes.set(block, this.scope)
    this.all.push(this.scope)
    return this.scope
  }

  close(): void {
    this.scope = this.scope.upper!
  }

  define(scope: Scope, name: Node, type: Definition['type'], node: Node, parent: Node | null = null): void {
    const variable = scope.declare((name['name'] ?? name['value']) as string)
    const meaning = MEANINGS[type]
    variable.meaning = variable.defs.length === 0 ? meaning : variable.meaning | meaning
    variable.defs.push({ type, name, node, parent })
  }

  read(identifier: Node, meaning = VALUE): void {
    this.references.push(new Reference(identifier, this.scope, READ, meaning, false, null))
  }

  write(identifier: Node, access: number, init: boolean, value: Node | null): void {
    this.references.push(new Reference(identifier, this.scope, access, VALUE, init, value))
  }

  writeDefaults(identifier: Node, defaults: readonly Node[], init: boolean): void {
    for (const { right } of defaults as readonly (Node & { right: Node })[]) this.write(identifier, WRITE, init, right)
  }

  visit(node: Node | null | undefined): void {
    if (!node) return
    const bind = BINDERS[node.type]
    if (bind === undefined) this.visitChildren(node)
    else bind(this, node)
  }

  visitAll(nodes: readonly (Node | null)[] | null | undefined): void {
    if (nodes) for (const node of nodes) this.visit(node)
  }

  visitChildren(node: Node): void {
    for (const key of visitorKeys[node.type] ?? Object.keys(node)) {
      const child = node[key] as unknown
      if (typeof child !== 'object' || child === null) continue
      if (Array.isArray(child)) {
        for (const item of child) if (isNode(item)) this.visit(item)
      } else if (isNode(child)) this.visit(child)
    }
  }

  visitType(node: Node | null | undefined): void {
    if (!node) return
    const bind = TYPE_BINDERS[node.type]
    if (bind === undefined) this.visitTypeChildren(node)
    else bind(this, node)
  }

  visitTypeChildren(node: Node, except?: string): void {
    for (const key of visitorKeys[node.type] ?? Object.keys(node)) {
      const child = key === except ? undefined : (node[key] as unknown)
      if (typeof child !== 'object' || child === null) continue
      if (Array.isArray(child)) {
        for (const item of child) if (isNode(item)) this.visitType(item)
      } else if (isNode(child)) this.visitType(child)
    }
  }

  /** Calls `onName` for each name that a pattern binds or writes, then visits what the pattern computes. */
  pattern(node: Node, onName: OnName, computed = true): void {
    if (node.type === 'Identifier') return onName(node, NO_DEFAULTS)
    const walk = new PatternWalk(onName)
    walk.visit(node)
    if (computed) this.visitAll(walk.computed)
  }
}

const MEANINGS: Record<Definition['type'], number> = {
  CatchClause: VALUE,
  ClassName: VALUE | TYPE,
  FunctionName: VALUE,
  ImportBinding: VALUE | TYPE,
  Parameter: VALUE,
  TSEnumName: VALUE | TYPE,
  TSEnumMemberName: VALUE | TYPE,
  TSModuleName: VALUE | TYPE,
  Type: TYPE,
  Variable: VALUE,
}
