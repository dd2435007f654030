import visitorKeys from 'oxc-parser/src-js/generated/visit/keys.js'
import { fieldOf, isNode, type Identifier, type Node, type NodeOf } from './node.js'
import { NO_DEFAULTS, PatternWalk, type Default, type OnName } from './pattern-walk.js'
import { READ, Reference, Scope, TYPE, VALUE, WRITE } from './scopes.js'
import type { Definition, DefinitionOf, DefinitionType, ScopeType } from './scopes.js'

export type Bind<N extends Node = Node> = (binder: NameBinder, node: N) => void

/** The action for each node type. */
export type Binders = { readonly [T in Node['type']]?: Bind<NodeOf<T>> } & { readonly __proto__: null }

/** Binds the names of a file in one walk. */
export class NameBinder {
  readonly references: Reference[] = []
  readonly scopes = new Map<Node, Scope>()
  readonly all: Scope[] = []
  scope!: Scope

  constructor(
    private readonly binders: Binders,
    private readonly typeBinders: Binders,
  ) {}

  open(type: ScopeType, block: Node): Scope {
    this.scope = new Scope(type, block, this.scope ?? null)
    this.scopes.set(block, this.scope)
    this.all.push(this.scope)
    return this.scope
  }

  close(): void {
    this.scope = this.scope.upper!
  }

  define<T extends DefinitionType>(
    scope: Scope,
    name: Identifier | NodeOf<'Literal'>,
    type: T,
    node: DefinitionOf<T>['node'],
    parent: DefinitionOf<T>['parent'],
  ): void {
    const variable = scope.declare(name.type === 'Literal' ? String(name.value) : name.name)
    const meaning = MEANINGS[type]
    variable.meaning = variable.defs.length === 0 ? meaning : variable.meaning | meaning
    variable.defs.push({ type, name, node, parent } as Definition)
  }

  read(identifier: Reference['identifier'], meaning = VALUE): void {
    this.references.push(new Reference(identifier, this.scope, READ, meaning, false, null))
  }

  write(identifier: Reference['identifier'], access: number, init: boolean, value: Node | null): void {
    this.references.push(new Reference(identifier, this.scope, access, VALUE, init, value))
  }

  writeDefaults(identifier: Reference['identifier'], defaults: readonly Default[], init: boolean): void {
    for (const { right } of defaults) this.write(identifier, WRITE, init, right)
  }

  visit(node: Node | null | undefined): void {
    if (!node) return
    const bind = this.binders[node.type] as Bind | undefined
    if (bind === undefined) this.visitChildren(node)
    else bind(this, node)
  }

  visitAll(nodes: readonly (Node | null)[] | null | undefined): void {
    if (nodes) for (const node of nodes) this.visit(node)
  }

  visitChildren(node: Node): void {
    for (const key of visitorKeys[node.type] ?? Object.keys(node)) {
      const child = fieldOf(node, key)
      if (typeof child !== 'object' || child === null) continue
      if (Array.isArray(child)) {
        for (const item of child) if (isNode(item)) this.visit(item)
      } else if (isNode(child)) this.visit(child)
    }
  }

  visitType(node: Node | null | undefined): void {
    if (!node) return
    const bind = this.typeBinders[node.type] as Bind | undefined
    if (bind === undefined) this.visitTypeChildren(node)
    else bind(this, node)
  }

  visitTypeChildren(node: Node, except?: string): void {
    for (const key of visitorKeys[node.type] ?? Object.keys(node)) {
      const child = key === except ? undefined : fieldOf(node, key)
      if (typeof child !== 'object' || child === null) continue
      if (Array.isArray(child)) {
        for (const item of child) if (isNode(item)) this.visitType(item)
      } else if (isNode(child)) this.visitType(child)
    }
  }

  /** Calls `onName` for each name that a pattern binds or writes, then visits the expressions inside the pattern. */
  pattern(node: Node, onName: OnName, computed = true): void {
    if (node.type === 'Identifier') return onName(node, NO_DEFAULTS)
    const walk = new PatternWalk(onName)
    walk.visit(node)
    if (computed) this.visitAll(walk.computed)
  }
}

const MEANINGS: Record<DefinitionType, number> = {
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
