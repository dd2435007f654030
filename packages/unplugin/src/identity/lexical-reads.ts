import { childrenOf } from '../source/node.js'
import type { Node } from '../source/source-module.js'
import { isFunction } from '../source/walk.js'

/** `this`, `super`, `new.target` or `arguments` that an arrow function takes from its enclosing function. @param only what to look for */
export function lexicalRead(fn: Node, only?: string): string | undefined {
  if (fn.type !== 'ArrowFunctionExpression') return undefined
  const visit = (node: Node): string | undefined => {
    const name = lexicalName(node)
    if (name !== undefined && (only === undefined || name === only)) return name
    if (node.type === 'ClassBody' || (isFunction(node) && node.type !== 'ArrowFunctionExpression')) return undefined
    for (const child of childrenOf(node)) {
      const found = visit(child)
      if (found !== undefined) return found
    }
    return undefined
  }
  return visit(fn)
}

function lexicalName(node: Node): string | undefined {
  if (node.type === 'ThisExpression') return 'this'
  if (node.type === 'Super') return 'super'
  if (node.type === 'MetaProperty' && node.meta.name === 'new') return 'new.target'
  return node.type === 'Identifier' && node.name === 'arguments' ? 'arguments' : undefined
}

/** Whether code uses a `#private` name. */
export function hasPrivateName(root: Node): boolean {
  const work = [root]
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'PrivateIdentifier') return true
    work.push(...childrenOf(node))
  }
  return false
}
