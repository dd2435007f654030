import type { Node } from '../source/source-module.js'
import { unwrap } from '../source/walk.js'
import { isStandardGlobal } from './values/builtins.js'

/** Code runs only if a name that no module declares is true, or false: `__DEV__`. */
export interface Condition {
  name: string
  is: boolean
}

/** A part of the code, from `start` to `end`, and what holds where it runs. */
interface Branch {
  start: number
  end: number
  when: readonly Condition[]
}

/** The branches that a walk has met, which come before the code in them. */
export class Branches {
  private readonly met: Branch[] = []

  enter(node: Node, isFree: (name: Node) => boolean): void {
    for (const branch of branchesOf(node, isFree)) this.met.push(branch)
  }

  /** `undefined` for code that always runs. */
  conditionsAt(offset: number): Condition[] | undefined {
    if (this.met.length === 0) return undefined
    const found = this.met.filter(({ start, end }) => start <= offset && offset < end).flatMap(({ when }) => when)
    return found.length > 0 ? found : undefined
  }
}

export const keyOfConditions = (when: Condition[] | undefined): string => (when ? `${JSON.stringify(when)}\0` : '')

/** The parts of a statement or an expression that run only under conditions. */
function branchesOf(node: Node, isFree: (name: Node) => boolean): Branch[] {
  const branch = (part: Node | null, test: Node, is: boolean): Branch[] => {
    const when = part ? conditionsOf(test, is, isFree) : []
    return part && when.length > 0 ? [{ start: part.start, end: part.end, when }] : []
  }
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [...branch(node.consequent, node.test, true), ...branch(node.alternate, node.test, false)]
    case 'LogicalExpression':
      return node.operator === '??' ? [] : branch(node.right, node.left, node.operator === '&&')
    default:
      return []
  }
}

function conditionsOf(wrapped: Node, is: boolean, isFree: (name: Node) => boolean): Condition[] {
  const test = unwrap(wrapped)
  if (test.type === 'Identifier') return isFree(test) && !isStandardGlobal(test.name) ? [{ name: test.name, is }] : []
  if (test.type === 'UnaryExpression' && test.operator === '!') return conditionsOf(test.argument, !is, isFree)
  const isAll = test.type === 'LogicalExpression' && test.operator === (is ? '&&' : '||')
  return isAll ? [test.left, test.right].flatMap((part) => conditionsOf(part, is, isFree)) : []
}
