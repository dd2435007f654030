import { childrenOf } from '../../source/node.js'
import type { ModuleScopes, Node, SourceModule } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { isMutator } from '../variables/classify-use.js'
import { KnownObjects } from './known-objects.js'

const known = new WeakMap<SourceModule, ForeignValues>()

/**
 * Objects that other code has handed to a file, which keeps them: `use(state) { this.state = state }`. What the file writes into such an
 * object may be read anywhere, by a name that the file doesn't know.
 */
export class ForeignValues {
  /** Names of variables and members that hold such an object, or a list of them. */
  private readonly names = new Set<string>()

  static of(module: SourceModule): ForeignValues {
    let found = known.get(module)
    if (!found) known.set(module, (found = new ForeignValues(module)))
    return found
  }

  private readonly scopes: ModuleScopes

  private readonly objects: KnownObjects

  private constructor(module: SourceModule) {
    const { ast, scopes } = module
    this.scopes = scopes
    this.objects = KnownObjects.of(module)
    const work: Node[] = [ast]
    for (const node of work) {
      this.note(node)
      work.push(...childrenOf(node))
    }
  }

  /** Whether code may write into such an object. */
  isChanged(target: Node): boolean {
    if (this.names.size === 0) return false
    let node = unwrap(target)
    if (node.type === 'MemberExpression' && this.isOwn(unwrap(node.object))) return false
    while (node.type === 'MemberExpression') {
      node = unwrap(node.object)
      const name = node.type === 'MemberExpression' ? staticName(node) : node.type === 'Identifier' ? node.name : undefined
      if (name !== undefined && this.names.has(name)) return true
    }
    if (node.type !== 'Identifier') return node.type !== 'ThisExpression' && node.type !== 'Super'
    const variable = this.scopes.variableOf(node)
    return variable !== undefined && variable.scope !== this.scopes.top
  }

  /** An object that a function has made itself. */
  private isOwn(object: Node): boolean {
    const variable = object.type === 'Identifier' ? this.scopes.variableOf(object) : undefined
    return variable !== undefined && variable.scope !== this.scopes.top && this.objects.isNew(object, variable.scope.block)
  }

  private note(node: Node): void {
    if (node.type === 'TSParameterProperty') {
      const name = node.parameter.type === 'AssignmentPattern' ? node.parameter.left : node.parameter
      if (name.type === 'Identifier' && !isPlainType(name)) this.names.add(name.name)
    } else if (node.type === 'AssignmentExpression') {
      if (this.isForeign(node.right)) this.add(node.left)
    } else if (node.type === 'CallExpression') {
      const callee = unwrap(node.callee)
      if (callee.type !== 'MemberExpression' || !isMutator(staticName(callee))) return
      if (node.arguments.some((argument) => this.isForeign(argument))) this.add(callee.object)
    }
  }

  private add(target: Node): void {
    let node = unwrap(target)
    while (node.type === 'MemberExpression' && staticName(node) === undefined) node = unwrap(node.object)
    const name = node.type === 'MemberExpression' ? staticName(node) : node.type === 'Identifier' ? node.name : undefined
    if (name !== undefined) this.names.add(name)
  }

  /** A parameter that may be an object, or something that has one in it. */
  private isForeign(wrapped: Node): boolean {
    const node = unwrap(wrapped)
    switch (node.type) {
      case 'Identifier': {
        const definition = this.scopes.variableOf(node)?.defs[0]
        return definition?.type === 'Parameter' && !isPlainType(definition.name)
      }
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'Property':
      case 'SpreadElement':
      case 'LogicalExpression':
      case 'ConditionalExpression':
        return childrenOf(node).some((child) => this.isForeign(child))
      default:
        return false
    }
  }
}

const isPlainType = (name: Node): boolean =>
  name.type === 'Identifier' && /^TS(String|Number|Boolean|BigInt|Literal)/.test(name.typeAnnotation?.typeAnnotation.type ?? '')
