import type { Variable } from '../../source/scopes.js'
import type { FunctionNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { isFunction, unwrap, userOf } from '../../source/walk.js'
import { methodOf } from './builtins.js'
import { CallsWithValue, isGivenAsKnown, type ValueFlow } from './calls-with-value.js'
import { plainKey, staticName } from '../render-code.js'
import { functionOf, variableNamed } from './values-of-names.js'
import { contentsOf, elementOf, holderOf, isFinal, memberOf, PRIMITIVE, type Shape } from './shapes.js'
import { readsPosition, resetsFirst } from '../rewritten/reset-first.js'
import { declared, isOfType, isReadToo, isTarget, keyOf, selvesOf } from './value-syntax.js'

export interface TrackContext {
  scopes: ModuleScopes
  /** Module-level names that other files can import. */
  isExported(variable: Variable): boolean
}

/**
 * Whether a file's code only reads an object. Follows the value through local names, callbacks and functions of the file. Any
 * syntax or call that isn't listed here may mutate the object or let it escape.
 */
export function isOnlyRead(variable: Variable, shape: Shape, context: TrackContext): boolean {
  // Data in members of a function is read where they are read.
  if (shape.kind === 'code') return true
  const tracker = new Tracker(context)
  return tracker.reads(variable, shape) && !(tracker.movesPosition && tracker.readsPosition)
}

/** An element by its place, unless code may have changed the places. */
function positionOf(shape: Shape, index: number): Shape {
  const { fresh, positions } = shape
  return fresh || !positions ? elementOf(shape) : { ...(positions[index] ?? PRIMITIVE), fresh: false }
}

/** The longest chain of names through which a value is followed. */
const MOST_STEPS = 400

class Tracker implements ValueFlow {
  private readonly seen = new Map<Variable, Set<string>>()
  private steps = 0
  /** Of a regular expression. */
  movesPosition = false
  readsPosition = false
  private readonly calls: CallsWithValue

  constructor(private readonly context: TrackContext) {
    this.calls = new CallsWithValue(this, context.scopes)
  }

  /** Checks all reads of a variable that holds the value or a part of it. */
  reads(variable: Variable, shape: Shape): boolean {
    if (isFinal(shape)) return true
    if (shape.kind === 'iterator' || this.context.isExported(variable)) return false
    const known = this.seen.get(variable) ?? new Set()
    if (/^(regexp|sticky)$/.test(shape.kind) && !shape.fresh && resetsFirst(variable, this.context.scopes))
      return (this.movesPosition = true)
    // This value has already been checked.
    const key = keyOf(shape)
    if (known.has(key)) return true
    known.add(key)
    this.seen.set(variable, known)
    if (this.steps++ > MOST_STEPS) return false
    return variable.references.every((reference) => {
      if (!reference.isValueReference) return true
      const { identifier } = reference
      // `memo ??= make()` also evaluates to the value.
      if (reference.isWrite())
        return !isReadToo(identifier, this.context.scopes) || this.flows(this.context.scopes.parentOf(identifier)!, shape)
      return this.flows(identifier, shape)
    })
  }

  /** Whether everything that an expression's value flows into only reads it. */
  flows(node: Node, shape: Shape): boolean {
    if (isFinal(shape)) return true
    const around = userOf(node, this.context.scopes)
    if (!around || this.steps++ > MOST_STEPS) return false
    const { parent, child } = around
    this.readsPosition ||= /^(regexp|sticky)$/.test(shape.kind) && readsPosition(parent)
    switch (parent.type) {
      case 'ExpressionStatement':
      case 'BinaryExpression':
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'SwitchStatement':
      case 'SwitchCase':
        return true
      case 'ForInStatement':
        return parent.left !== child
      case 'TemplateLiteral':
        // A tag function receives the values themselves.
        return userOf(parent, this.context.scopes)?.parent.type !== 'TaggedTemplateExpression'
      case 'UnaryExpression':
        return parent.operator !== 'delete'
      case 'MemberExpression':
        return parent.object !== child || this.member(parent, shape)
      case 'ChainExpression':
      case 'AwaitExpression':
      case 'LogicalExpression':
        return this.flows(parent, shape)
      case 'ConditionalExpression':
        return parent.test === child || this.flows(parent, shape)
      case 'SequenceExpression':
        return parent.expressions.at(-1) !== child || this.flows(parent, shape)
      case 'ForOfStatement':
        return parent.right === child && this.binds(declared(parent.left), elementOf(shape))
      case 'VariableDeclarator':
        return parent.init === child && this.binds(parent.id, shape)
      case 'AssignmentPattern':
        // `constructor(public rows = table)` also stores it in a field.
        return (
          parent.right === child &&
          userOf(parent, this.context.scopes)?.parent.type !== 'TSParameterProperty' &&
          this.binds(parent.left, shape)
        )
      case 'AssignmentExpression':
        return this.assignment(parent, child, shape)
      case 'SpreadElement':
        return this.spread(parent, shape)
      case 'ArrayExpression':
        return this.flows(parent, holderOf('array', shape))
      case 'Property':
        return parent.value === child && !parent.computed && this.property(parent, shape)
      case 'CallExpression':
        return parent.callee === child ? shape.kind === 'code' : this.calls.argument(parent, child, shape)
      case 'NewExpression':
        return parent.callee === child && shape.kind === 'code'
      case 'TaggedTemplateExpression':
        return parent.tag === child && shape.kind === 'code'
      case 'ReturnStatement':
        return this.returned(parent, shape)
      case 'ArrowFunctionExpression':
        return parent.body === child && this.returned(child, shape)
      case 'TSEnumMember':
      case 'TSTypeQuery':
        return true
      case 'TSQualifiedName':
        return isOfType(parent, this.context.scopes)
      default:
        return false
    }
  }

  private member(node: NodeOf<'MemberExpression'>, shape: Shape): boolean {
    const name = staticName(node)
    // `#x` on an object literal doesn't exist.
    if (!node.computed && name === undefined) return false
    const around = userOf(node, this.context.scopes)
    if (!around) return false
    const { parent, child } = around
    if (isTarget(parent, child, this.context.scopes)) return shape.fresh && shape.kind !== 'unknown'
    const call = parent.type === 'ChainExpression' ? userOf(parent, this.context.scopes)?.parent : parent
    const isCallee = call?.type === 'CallExpression' && unwrap(call.callee) === child
    if (isCallee) return this.method(call, name, shape)
    return this.flows(node, { ...memberOf(shape, name), fresh: false })
  }

  private method(call: NodeOf<'CallExpression'>, name: string | undefined, shape: Shape): boolean {
    if (shape.kind === 'code')
      return name !== undefined && (/^(call|apply|bind)$/.test(name) || methodOf('object', name) !== undefined)
    const own = name === undefined ? undefined : shape.kind === 'object' ? shape.members?.get(name) : undefined
    if (own) return this.ownMethod(own, shape)
    const record = name === undefined ? undefined : methodOf(shape.kind, name)
    if (!record || (shape.kind === 'object' && shape.members?.has('*'))) return false
    if ((record.mutates && !shape.fresh) || !isGivenAsKnown(record, call.arguments)) return false
    return this.calls.apply(record, call, call.arguments, shape)
  }

  /** The object's own function, called with the object as `this`. */
  private ownMethod(own: Shape, shape: Shape): boolean {
    const { node } = own
    if (own.kind !== 'code' || !node || !isFunction(node)) return false
    if (node.type === 'ArrowFunctionExpression') return true
    return this.selfReads(node, shape)
  }

  private selfReads(fn: FunctionNode, shape: Shape): boolean {
    const key = `this ${fn.start} ${keyOf(shape)}`
    if (this.done.has(key)) return true
    this.done.add(key)
    return selvesOf(fn.body).every((self) => self.type !== 'Super' && this.flows(self, shape))
  }

  private readonly done = new Set<string>()

  private assignment(node: NodeOf<'AssignmentExpression'>, child: Node, shape: Shape): boolean {
    if (node.left === child) return false
    const { operator } = node
    if (!/^(=|\?\?=|\|\|=|&&=)$/.test(operator)) return true
    const target = unwrap(node.left)
    if (target.type === 'MemberExpression') return false
    return this.binds(target, shape) && this.flows(node, shape)
  }

  private spread(node: NodeOf<'SpreadElement'>, shape: Shape): boolean {
    const around = userOf(node, this.context.scopes)
    if (!around) return false
    const element = elementOf(shape)
    if (isFinal(contentsOf(shape))) return true
    switch (around.parent.type) {
      case 'ArrayExpression':
        return this.flows(around.parent, holderOf('array', element))
      case 'ObjectExpression':
        return this.flows(around.parent, { kind: 'object', fresh: true, ...(shape.members ? { members: shape.members } : {}) })
      default:
        return false
    }
  }

  private property(node: NodeOf<'Property'>, shape: Shape): boolean {
    const name = plainKey(node)
    const literal = userOf(node, this.context.scopes)?.parent
    if (name === undefined || literal?.type !== 'ObjectExpression') return false
    return this.flows(literal, { kind: 'object', fresh: true, members: new Map([[name, shape]]) })
  }

  /** Binds a value to the names of a pattern. */
  binds(pattern: Node | null, shape: Shape): boolean {
    if (!pattern) return true
    const node = unwrap(pattern)
    if (isFinal(shape)) return true
    switch (node.type) {
      case 'Identifier': {
        const variable = variableNamed(node, this.context.scopes)
        return variable !== undefined && this.reads(variable, shape)
      }
      case 'AssignmentPattern':
        return this.binds(node.left, shape)
      case 'RestElement':
        return this.binds(node.argument, { ...shape, fresh: true })
      case 'ArrayPattern':
        return node.elements.every((element, index) =>
          element?.type === 'RestElement'
            ? this.binds(element.argument, holderOf('array', elementOf(shape)))
            : this.binds(element, positionOf(shape, index)),
        )
      case 'ObjectPattern':
        return node.properties.every((property) =>
          property.type === 'RestElement'
            ? this.binds(property, shape)
            : this.binds(property.value, {
                ...memberOf(shape, property.computed ? undefined : plainKey(property)),
                fresh: false,
              }),
        )
      default:
        return false
    }
  }

  /** Continues at the calls of a function in the file, if it is only called. */
  private returned(node: Node, shape: Shape): boolean {
    let fn: Node | undefined = node
    while (fn && !isFunction(fn)) fn = this.context.scopes.parentOf(fn)
    if (!fn || fn.generator) return false
    const around = userOf(fn, this.context.scopes)
    if (!around) return false
    const { parent, child } = around
    if (parent.type === 'CallExpression') {
      if (unwrap(parent.callee) === child) return this.flows(parent, shape)
      return this.calls.returnedByCallback(parent, child, fn, shape)
    }
    const name = fn.type === 'FunctionDeclaration' ? fn.id : parent.type === 'VariableDeclarator' ? parent.id : undefined
    const variable = name?.type === 'Identifier' ? variableNamed(name, this.context.scopes) : undefined
    if (!variable || functionOf(variable) !== fn || this.context.isExported(variable)) return false
    return variable.references.every((reference) => {
      if (reference.init) return true
      const call = userOf(reference.identifier, this.context.scopes)
      return call?.parent.type === 'CallExpression' && unwrap(call.parent.callee) === call.child && this.flows(call.parent, shape)
    })
  }
}
