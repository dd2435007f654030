import type { FunctionNode, Node } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'

/** Whether a node runs only after the module is initialised. */
export function isLate(node: Node, ancestors: readonly Node[]): boolean {
  return ancestors.some((ancestor, index) => {
    if (isFunction(ancestor)) return !runsOnTheSpot(ancestor, ancestors[index - 1])
    // An instance field's initialiser runs when an instance is created.
    if (ancestor.type !== 'PropertyDefinition' && ancestor.type !== 'AccessorProperty') return false
    return !ancestor.static && ancestor.value === (ancestors[index + 1] ?? node)
  })
}

const ITERATIONS = /^(forEach|map|filter|reduce|reduceRight|flatMap|some|every|find|findIndex)$/

/** `(() => { … })()` and `names.forEach((name) => { … })` call the function immediately. */
export function runsOnTheSpot(fn: FunctionNode, parent: Node | undefined): boolean {
  if (parent?.type !== 'CallExpression' || fn.async || fn.generator) return false
  const callee = unwrap(parent.callee)
  if (callee.type !== 'MemberExpression') return callee === fn
  const isItself = unwrap(callee.object) === fn
  return !isItself && ITERATIONS.test(staticName(callee) ?? '')
}
