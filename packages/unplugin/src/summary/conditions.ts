import type { Scope } from '../source/scopes.js'
import type { Identifier, ModuleScopes, Node } from '../source/source-module.js'
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

  enter(node: Node, scopes: ModuleScopes): void {
    for (const branch of branchesOf(node, scopes)) this.met.push(branch)
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
function branchesOf(node: Node, scopes: ModuleScopes): Branch[] {
  const branch = (part: Node | null, test: Node, is: boolean): Branch[] => {
    const when = part ? conditionsOf(test, is, scopes) : []
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

function conditionsOf(wrapped: Node, is: boolean, scopes: ModuleScopes): Condition[] {
  const test = unwrap(wrapped)
  if (test.type === 'Identifier') return isUndeclared(test, scopes) ? [{ name: test.name, is }] : []
  if (test.type === 'UnaryExpression' && test.operator === '!') return conditionsOf(test.argument, !is, scopes)
  const isAll = test.type === 'LogicalExpression' && test.operator === (is ? '&&' : '||')
  return isAll ? [test.left, test.right].flatMap((part) => conditionsOf(part, is, scopes)) : []
}

function isUndeclared(name: Identifier, scopes: ModuleScopes): boolean {
  const reference = scopes.referenceOf(name)
  return !!reference && !scopes.variableOf(name) && !isStandardGlobal(name.name) && !mayDeclareMore(reference.from)
}

/** Another part of a namespace or an enum, or the object of a `with`, may have names that this scope doesn't show. */
const mayDeclareMore = (scope: Scope | null): boolean =>
  scope !== null && (/^(?:tsModule|tsEnum|with)$/.test(scope.type) || mayDeclareMore(scope.upper))
