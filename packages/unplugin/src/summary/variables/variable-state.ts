import type { Variable as ScopeVariable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import type { UseOfName } from './classify-use.js'
import type { Variable } from '../file-summary.js'
import { requiredBy } from '../imported-code.js'
import { isMemoTable } from '../memos/memo-table.js'
import { plainKey, staticName } from '../render-code.js'
import { evaluate, type Evaluation } from '../values/evaluate.js'
import { globalName, memberTaken } from '../values/values-of-names.js'
import { contentsOf, isImmutable, isKnown, join, memberOf, PRIMITIVE, UNKNOWN } from '../values/shapes.js'
import { ownSymbols } from './own-symbols.js'
import { isOnlyRead, type TrackContext } from '../values/track-value.js'

type Declarator = NodeOf<'VariableDeclarator'>

export interface StateContext extends TrackContext {
  module: SourceModule
  /** Contains code that can't be analysed: `eval` in its scope, or `with`. */
  opaqueCode: boolean
}

/** What is proven about a module-level variable. Anything unproven may change between two calls. */
export function describeVariable(
  variable: ScopeVariable,
  nodes: readonly Node[],
  uses: readonly { use: UseOfName; unit: string }[],
  context: StateContext,
): Variable {
  const [declaration] = nodes
  const declarator = declaration?.type === 'VariableDeclarator' ? declaration : undefined
  const init = declarator ? declarator.init : isExpression(declaration) ? declaration : undefined
  const evaluation = declaredValue(declarator, init, variable.name, context)
  // From here on, the variable holds the value, so the expression is no longer the only holder.
  const shape = { ...evaluation.shape, fresh: false }
  const writes = variable.references.filter(
    (reference) => reference.isWrite() && !isDeclaration(reference.identifier, nodes, context),
  )
  const lazyUses = uses.filter(({ use }) => use.change === 'lazyWrite' && use.late)
  const lazy = writes.length > 0 && lazyUses.length === writes.length
  const declaredOnce = nodes.filter(({ type }) => type === 'VariableDeclarator').length <= 1
  const made = init ? makerOf(init, context, declarator?.id.type === 'ObjectPattern') : undefined
  const part = partOf(declarator, variable.name)
  const environment = writes.length === 0 ? environmentOf(declarator, variable.name, context) : undefined
  const symbols = init && writes.length === 0 && declarator?.id.type === 'Identifier' ? ownSymbols(init, context.scopes) : []
  const found: Variable = {
    kind: shape.kind,
    fixed: evaluation.fixed,
    needs: evaluation.needs,
    known: isKnown(shape),
    written: writes.length > 0,
    sealed: false,
    lazy: false,
    writers: [],
    ...(made ? { madeBy: made } : {}),
    ...(part === undefined ? {} : { part }),
    ...(writes.length === 0 && init && isSymbol(init, context) ? { symbol: true as const } : {}),
    ...(symbols.length > 0 ? { symbols } : {}),
    ...(init && !holdsFunction(init) ? { madeAtLoad: true as const } : {}),
    ...(init && isGlobalObject(init, context) ? { globalObject: true as const } : {}),
    ...(environment ? { environment } : {}),
  }
  if (context.opaqueCode || !declaredOnce || (!init && nodes.length > 1)) return found
  if (writes.length === 0) {
    found.sealed = isOnlyRead(variable, shape, context)
    if (!found.sealed && isMemoTable(variable, shape, context)) found.memo = true
  } else if (lazy && (!init || isImmutable(shape))) {
    const values = writes.map((write) => (write.writeExpr ? evaluate(write.writeExpr, context.scopes).shape : UNKNOWN))
    const value = { ...values.reduce(join, PRIMITIVE), fresh: false }
    found.lazy = isOnlyRead(variable, value, context)
    if (!found.lazy && isMemoTable(variable, value, context)) found.memo = true
    found.madeOnUse = true
    found.kind = value.kind
    found.writers = [...new Set(lazyUses.map(({ unit }) => unit))]
  }
  return found
}

function partOf(declarator: Declarator | undefined, name: string): string | undefined {
  if (declarator && declarator.id.type !== 'Identifier') return memberTaken(declarator.id, name) ?? '*'
  const init = declarator?.init ? unwrap(declarator.init) : undefined
  if (init?.type !== 'MemberExpression') return undefined
  return requiredBy(unwrap(init.object)) === undefined ? '*' : (staticName(init) ?? '*')
}

/** `Symbol('name')`, `Symbol.for(name)`. */
function isSymbol(wrapped: Node, { scopes }: StateContext): boolean {
  const node = unwrap(wrapped)
  return node.type === 'CallExpression' && /^Symbol(\.for)?$/.test(globalName(unwrap(node.callee), scopes) ?? '')
}

const holdsFunction = (node: Node): boolean =>
  isFunction(node) || node.type.startsWith('Class') || childrenOf(node).some(holdsFunction)

const isExpression = (node: Node | undefined): node is Node => !!node && !/Statement$|Declaration$/.test(node.type)

/** The write made by a declaration itself. */
function isDeclaration(identifier: Node, nodes: readonly Node[], { scopes }: StateContext): boolean {
  for (let at: Node | undefined = identifier; at; at = scopes.parentOf(at)) {
    if (at.type === 'VariableDeclarator') return nodes.includes(at) && (identifier === at.id || isWithin(identifier, at.id))
    if (at.type.endsWith('Statement') || isFunction(at)) return false
  }
  return false
}

const isWithin = (inner: Node, outer: Node): boolean => inner.start >= outer.start && inner.end <= outer.end

/** The value that a declaration gives a name. */
export function declaredValue(
  declarator: Declarator | undefined,
  init: Node | null | undefined,
  name: string,
  context: StateContext,
): Evaluation {
  if (declarator && !init && !isLoopVariable(declarator, context)) return { shape: PRIMITIVE, fixed: true, needs: [] }
  if (!init) return { shape: UNKNOWN, fixed: false, needs: [] }
  const whole = evaluate(init, context.scopes)
  if (!declarator || declarator.id.type === 'Identifier') return whole
  const shape = shapeIn(declarator.id, whole.shape, name)
  // A default value or a getter may change the result.
  return shape ? { ...whole, shape } : { ...whole, shape: UNKNOWN, fixed: false }
}

const isLoopVariable = (declarator: Declarator, { scopes }: StateContext): boolean =>
  /^For(In|Of)Statement$/.test(scopes.parentOf(scopes.parentOf(declarator) ?? declarator)?.type ?? '')

/** The part that a pattern binds to a name, if there is no default and no computed key on the way. */
function shapeIn(pattern: Node | null | undefined, shape: Evaluation['shape'], name: string): Evaluation['shape'] | undefined {
  switch (pattern?.type) {
    case 'Identifier':
      return pattern.name === name ? shape : undefined
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement' || property.computed) continue
        const found = shapeIn(property.value, { ...memberOf(shape, plainKey(property)), fresh: false }, name)
        if (found) return found
      }
      return undefined
    case 'ArrayPattern':
      for (const element of pattern.elements) {
        const found = shapeIn(element, { ...contentsOf(shape), fresh: false }, name)
        if (found) return found
      }
      return undefined
    default:
      return undefined
  }
}

/**
 * The root name of the expression that creates the value: `pg` in `new pg.Pool()`, `z` in `z.object({}).parse(input)`, `colors` in
 * `colors.green`.
 */
export function makerOf(init: Node, { scopes }: Pick<StateContext, 'scopes'>, isMember = false): Variable['madeBy'] {
  let node = unwrap(init)
  if (node.type === 'LogicalExpression' || node.type === 'ConditionalExpression') return interopOf(node, { scopes })
  let how: 'new' | 'call' | 'member' | undefined = isMember ? 'member' : undefined
  const path: string[] = []
  for (;;) {
    if (node.type === 'AwaitExpression') node = unwrap(node.argument)
    else if (node.type === 'ChainExpression') node = unwrap(node.expression)
    else if (requiredBy(node) !== undefined) return how && { name: `require ${requiredBy(node)!}`, path, how }
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      if (how === undefined || how === 'member') how = node.type === 'NewExpression' ? 'new' : 'call'
      path.length = 0
      node = unwrap(node.callee)
    } else if (node.type === 'MemberExpression') {
      how ??= 'member'
      path.unshift(staticName(node) ?? '*')
      node = unwrap(node.object)
    } else break
  }
  if (node.type !== 'Identifier' || how === undefined) return undefined
  const isTop = scopes.variableOf(node)?.scope === scopes.top
  return isTop ? { name: node.name, path, how } : undefined
}

/** `traverse.default ?? traverse`: what a CommonJS package exports, in whatever way it was loaded. */
function interopOf(node: Node, context: Pick<StateContext, 'scopes'>): Variable['madeBy'] {
  const ways =
    node.type === 'LogicalExpression'
      ? [node.left, node.right]
      : node.type === 'ConditionalExpression'
        ? [node.consequent, node.alternate]
        : []
  const [member] = ways.flatMap((way) => makerOf(way, context) ?? [])
  const isSame = ways.every((way) => {
    const value = unwrap(way)
    return value.type === 'Identifier' ? value.name === member?.name : makerOf(way, context)?.name === member?.name
  })
  return isSame && member?.how === 'member' ? member : undefined
}

/** `globalThis`, `window as any`, `typeof window === 'undefined' ? global : window`. */
function isGlobalObject(wrapped: Node, context: StateContext): boolean {
  const node = unwrap(wrapped)
  if (node.type === 'ConditionalExpression')
    return isGlobalObject(node.consequent, context) && isGlobalObject(node.alternate, context)
  if (node.type === 'LogicalExpression') return isGlobalObject(node.left, context) && isGlobalObject(node.right, context)
  return /^(globalThis|window|global|self)$/.test(globalName(node, context.scopes) ?? '')
}

/** `const env = process.env`: its variables are tracked one by one, wherever the file uses the alias. */
function environmentOf(declarator: Declarator | undefined, name: string, { scopes }: StateContext): Variable['environment'] {
  if (!declarator?.init) return undefined
  const init = unwrap(declarator.init)
  const isIdentifier = declarator.id.type === 'Identifier'
  if (isIdentifier && init.type === 'MemberExpression' && unwrap(init.object).type === 'MetaProperty')
    return staticName(init) === 'env' ? 'import.meta.env' : undefined
  const isOfProcess = isIdentifier
    ? globalName(init, scopes) === 'process.env'
    : memberTaken(declarator.id, name) === 'env' && globalName(init, scopes) === 'process'
  return isOfProcess ? 'process.env' : undefined
}
