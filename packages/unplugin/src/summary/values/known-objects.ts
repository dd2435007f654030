import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { CallNode, ModuleScopes, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'
import { classNamed, functionNamed, methodOf, type Builtin } from './builtins.js'
import { evaluate } from './evaluate.js'
import type { Shape } from './shapes.js'
import { isNothing } from './value-syntax.js'
import { globalName, onlyInitialiser } from './values-of-names.js'

type Kind = Shape['kind']

const known = new WeakMap<SourceModule, KnownObjects>()

const DEEPEST = 20

/** What the code of a file shows about its objects: of which kind they are, and whether a function has made one itself. */
export class KnownObjects {
  /** The kinds of all values that the file gives to members, by the member's name. */
  private members: Map<string, Set<Kind>> | undefined
  private readonly scopes: ModuleScopes

  static of(module: SourceModule): KnownObjects {
    let found = known.get(module)
    if (!found) known.set(module, (found = new KnownObjects(module)))
    return found
  }

  private constructor(private readonly module: SourceModule) {
    this.scopes = module.scopes
  }

  /** Of all values that an expression may have, as far as the file shows. */
  kindOf(wrapped: Node, depth = 0): Kind {
    const node = unwrap(wrapped)
    if (depth > DEEPEST) return 'unknown'
    const of = (child: Node): Kind => this.kindOf(child, depth + 1)
    switch (node.type) {
      case 'ChainExpression':
        return of(node.expression)
      case 'AssignmentExpression':
        return node.operator === '=' ? of(node.right) : only(of(node.left), of(node.right))
      case 'LogicalExpression':
        return only(of(node.left), of(node.right))
      case 'ConditionalExpression':
        return only(of(node.consequent), of(node.alternate))
      case 'Identifier': {
        const variable = this.scopes.variableOf(node)
        const init = variable && onlyInitialiser(variable)
        if (init || variable) return init ? of(init) : 'unknown'
        break
      }
      case 'MemberExpression':
        if (globalName(node, this.scopes) === undefined) return this.kindOfMember(node, depth)
        break
      case 'CallExpression': {
        const record = this.builtinOf(node, depth)
        return record ? kindOfResult(record, () => of(changedBy(node, this.scopes) ?? node)) : 'unknown'
      }
      case 'SequenceExpression':
      case 'AwaitExpression':
        return 'unknown'
    }
    return evaluate(node, this.scopes).shape.kind
  }

  /** The record of the built-in that a call calls for certain. */
  builtinOf(call: CallNode, depth = 0): Builtin | undefined {
    const callee = unwrap(call.callee)
    const name = globalName(callee, this.scopes)
    if (name !== undefined) return functionNamed(name)
    if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression') return undefined
    return methodOf(this.kindOf(callee.object, depth + 1), staticName(callee) ?? '')
  }

  /** Whether code that runs within a node may write a target, or change an object, without anyone else seeing it. */
  isOwn(wrapped: Node, within: Node): boolean {
    const target = unwrap(wrapped)
    switch (target.type) {
      case 'Identifier':
        return this.isVariableOf(this.scopes.variableOf(target), within)
      case 'MemberExpression':
        return this.isNew(target.object, within)
      case 'ObjectPattern':
      case 'ArrayPattern':
        return targetsIn(target).every((part) => this.isOwn(part, within))
      // `for (const x of list)`
      case 'VariableDeclaration':
        return true
      default:
        return false
    }
  }

  /** Whether an expression makes an object, or names one that code within a node has made and that has no other name. */
  isNew(wrapped: Node, within: Node): boolean {
    const node = unwrap(wrapped)
    switch (node.type) {
      case 'ArrayExpression':
      case 'ObjectExpression':
        return true
      case 'Literal':
        return 'regex' in node
      case 'ConditionalExpression':
        return this.isNew(node.consequent, within) && this.isNew(node.alternate, within)
      case 'Identifier': {
        const variable = this.scopes.variableOf(node)
        const init = variable && onlyInitialiser(variable)
        return !!init && this.isVariableOf(variable, within) && this.isNew(init, within)
      }
      case 'NewExpression': {
        const name = globalName(node.callee, this.scopes)
        const made = name === undefined ? undefined : classNamed(name)
        // A view shares the bytes, and `new Object(o)` is `o`.
        if (!made || name === 'Object') return false
        return made.kind !== 'bytes' || node.arguments.every((argument) => unwrap(argument).type === 'Literal')
      }
      case 'CallExpression': {
        const record = this.builtinOf(node)
        if (!record || record.iterator) return false
        if (record.result !== 'self') return /^(list|holder|holder of returned|pairs|iterated)$/.test(record.result)
        const changed = changedBy(node, this.scopes)
        return changed !== undefined && this.isNew(changed, within)
      }
      default:
        return false
    }
  }

  isVariableOf(variable: Variable | undefined, { start, end }: Node): boolean {
    return variable !== undefined && variable.scope.block.start >= start && variable.scope.block.end <= end
  }

  private kindOfMember(member: NodeOf<'MemberExpression'>, depth: number): Kind {
    const name = memberName(member)
    const kinds = name === undefined ? undefined : (this.members ??= this.findMembers(depth)).get(name)
    return kinds?.size === 1 ? [...kinds][0]! : 'unknown'
  }

  private findMembers(depth: number): Map<string, Set<Kind>> {
    const found = new Map<string, Set<Kind>>()
    // What a member is made of may be another member.
    this.members = found
    const note = (name: string | undefined, value: Node | null | undefined): void => {
      if (name === undefined || value === null || (value && isNothing(unwrap(value)))) return
      const kinds = found.get(name) ?? new Set<Kind>()
      found.set(name, kinds.add(value === undefined ? 'unknown' : this.kindOf(value, depth + 1)))
    }
    const visit = (node: Node): void => {
      if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty') note(keyOf(node), node.value)
      else if (node.type === 'MethodDefinition') note(keyOf(node), undefined)
      else if (node.type === 'Property') note(plainKey(node), node.kind === 'init' ? node.value : undefined)
      else if (node.type === 'TSParameterProperty') note(parameterName(node.parameter), undefined)
      else if (node.type === 'AssignmentExpression') {
        const left = unwrap(node.left)
        if (left.type === 'MemberExpression')
          note(memberName(left), /^(=|\?\?=|\|\|=|&&=)$/.test(node.operator) ? node.right : undefined)
        else for (const target of targetsIn(left)) if (target.type === 'MemberExpression') note(memberName(target), undefined)
      }
      for (const child of childrenOf(node)) visit(child)
    }
    visit(this.module.ast)
    return found
  }
}

/** The object that a built-in changes. */
export function changedBy(call: CallNode, scopes: ModuleScopes): Node | undefined {
  const callee = unwrap(call.callee)
  if (globalName(callee, scopes) !== undefined) return call.arguments[0]
  return callee.type === 'MemberExpression' ? callee.object : undefined
}

/** The names and members that a pattern writes. */
export function targetsIn(pattern: Node | null): Node[] {
  const node = pattern && unwrap(pattern)
  switch (node?.type) {
    case 'ObjectPattern':
      return node.properties.flatMap((property) => targetsIn(property.type === 'RestElement' ? property : property.value))
    case 'ArrayPattern':
      return node.elements.flatMap(targetsIn)
    case 'AssignmentPattern':
      return targetsIn(node.left)
    case 'RestElement':
      return targetsIn(node.argument)
    default:
      return node ? [node] : []
  }
}

/** What a node writes itself, without what it contains. */
export function writtenBy(node: Node): Node | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left
    case 'UpdateExpression':
      return node.argument
    case 'UnaryExpression':
      return node.operator === 'delete' ? node.argument : undefined
    default:
      return undefined
  }
}

export type Member = NodeOf<'Property' | 'MethodDefinition' | 'PropertyDefinition' | 'AccessorProperty'>

/** The name of a member, `#name` of a private one. */
export const keyOf = (node: Member): string | undefined =>
  node.key.type === 'PrivateIdentifier' ? `#${node.key.name}` : plainKey(node)

export const memberName = (node: NodeOf<'MemberExpression'>): string | undefined =>
  node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : staticName(node)

const parameterName = (parameter: Node): string | undefined => {
  const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
  return name.type === 'Identifier' ? name.name : undefined
}

const only = (left: Kind, right: Kind): Kind => (left === right ? left : 'unknown')

function kindOfResult({ result, iterator }: Builtin, kindOfObject: () => Kind): Kind {
  if (iterator) return 'iterator'
  if (result === 'primitive') return 'primitive'
  if (result === 'self') return kindOfObject()
  return /^(list|holder|holder of returned|pairs|iterated)$/.test(result) ? 'array' : 'unknown'
}
