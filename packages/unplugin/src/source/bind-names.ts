import { TYPE_BINDERS } from './bind-types.js'
import { BINDERS } from './bind-values.js'
import { NameBinder } from './name-binder.js'
import type { Node } from './node.js'
import { TYPE, type Reference, type Scope } from './scopes.js'

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
  const binder = new NameBinder(BINDERS, TYPE_BINDERS)
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
