import type { FunctionNode, Node } from '../source/source-module.js'
import { ownNodes, runningChildren } from '../source/walk.js'

const LOOP = /^(For|While|DoWhile)\w*Statement$/

/**
 * Whether a generator continues after its caller stops it with `return()`: a `finally` around a `yield` that itself yields,
 * returns, throws or jumps. A replay can't know what it would do.
 */
export function actsWhenStopped(fn: FunctionNode): boolean {
  if (!fn.generator) return false
  return ownNodes(fn.body, false).some(
    (node) =>
      node.type === 'TryStatement' &&
      !!node.finalizer &&
      [node.block, node.handler].some((part) => part && ownNodes(part, false).some(isYield)) &&
      interferes(node.finalizer, false, false),
  )
}

const isYield = ({ type }: Node) => type === 'YieldExpression'

/** `inLoop`, `inSwitch`: a jump without a label doesn't leave the `finally`. */
function interferes(node: Node, inLoop: boolean, inSwitch: boolean): boolean {
  if (/^(YieldExpression|ReturnStatement|ThrowStatement)$/.test(node.type)) return true
  if (node.type === 'BreakStatement') return !!node.label || !(inLoop || inSwitch)
  if (node.type === 'ContinueStatement') return !!node.label || !inLoop
  if (/Function|^Class/.test(node.type)) return false
  const loop = inLoop || LOOP.test(node.type)
  const inside = inSwitch || node.type === 'SwitchStatement'
  return runningChildren(node).some((child) => interferes(child, loop, inside))
}
