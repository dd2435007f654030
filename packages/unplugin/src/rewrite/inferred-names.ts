import type { Class } from 'oxc-parser'
import { holderOf } from '../find/tag-targets.js'
import type { FunctionNode, Node } from '../source/source-module.js'
import { isWrapper } from '../source/walk.js'
import { nameOfKey } from './computed-keys.js'
import type { RewriteContext } from './context.js'

/** The name that a function would lose inside a call, as an expression; `null` if it is known only at run time. */
export function restoredName(context: RewriteContext, node: FunctionNode | Class): string | null | undefined {
  const holder = node.id ? undefined : holderOf(context.module, node)
  const name = inferredName(holder, node)
  if (name === null && holder && 'computed' in holder && 'key' in holder) return nameOfKey(context, holder) ?? null
  return typeof name === 'string' ? JSON.stringify(name) : name
}

/** The name that JavaScript gives an anonymous function here; `null` if it is known only at run time. */
function inferredName(holder: Node | undefined, node: Node): string | null | undefined {
  switch (holder?.type) {
    case 'VariableDeclarator':
      return nameOf(holder.id)
    case 'AssignmentPattern':
    case 'AssignmentExpression':
      return nameOf(holder.left)
    case 'Property':
    case 'PropertyDefinition':
      return holder.value && (holder.value === node || isWrapper(holder.value))
        ? holder.computed
          ? null
          : nameOf(holder.key)
        : undefined
    case 'ExportDefaultDeclaration':
      return 'default'
    default:
      return undefined
  }
}

/** The name that a key or a target is written as. */
export function nameOf(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' ? String(key.value) : undefined
}
