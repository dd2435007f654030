import { childrenOf } from '../../source/node.js'
import type { CallNode, FunctionNode, ModuleScopes, Node, SourceModule } from '../../source/source-module.js'
import type { Variable } from '../../source/scopes.js'
import { isFunction, returnsOf, unwrap } from '../../source/walk.js'
import { isMutator } from '../variables/classify-use.js'
import { staticName } from '../render-code.js'
import { callbackOf, classNamed, functionNamed, isHarmless, takesAny } from './builtins.js'
import { evaluate } from './evaluate.js'
import { ForeignValues } from './foreign-values.js'
import { keyOf, KnownObjects, writtenBy } from './known-objects.js'
import { areLiterals, checksArguments, isOutput, isOfTexts } from './output-calls.js'
import { isNothing } from './value-syntax.js'
import { functionOf, globalName } from './values-of-names.js'

/**
 * Names by which loggers are called. Such a call counts as output even if it hands the text to code that only run time knows:
 * to the transports that a program has registered.
 */
export const isLogging = (name: string): boolean => /^(debug|error|info|log|notice|trace|verbose|warn|warning)$/i.test(name)

/**
 * Whether code of a file can be called for its effect alone: it throws nothing, changes no global, and calls only built-ins, its own
 * functions, and names of the module, which the caller of this function follows.
 * @param name a top-level name of the file
 * @param method the member that is called, if it isn't the name itself
 * @param anyCall calls of unknown code are accepted
 */
export function isContained(module: SourceModule, name: string, method: string | undefined, anyCall: boolean): boolean {
  const code = codeNamed(module, name)
  if (code.length === 0) return false
  const members = method === undefined ? [] : code.flatMap((node) => membersNamed(node, method))
  // A getter may give any function.
  if (method !== undefined && !anyCall && code.some((node) => hasGetter(node, method))) return false
  const check = new Containment(module, code, anyCall)
  return (members.length > 0 ? members : code).every((node) => check.isContained(node) && !handsOutChange(node, module))
}

/**
 * Whether a function changes something and also returns a value: `() => ++n`, or a parser that sets its text. What it changes is likely to
 * be part of other results, so a hit must not skip it in silence.
 */
function handsOutChange(code: Node, module: SourceModule): boolean {
  const value = unwrap(code.type === 'VariableDeclarator' ? (code.init ?? code) : code)
  return isFunction(value) && returnsValue(value) && changesOthers(value.body, value, module)
}

function returnsValue(fn: FunctionNode): boolean {
  if (fn.body.type === 'BlockStatement')
    return returnsOf(fn.body).some(({ argument }) => argument && !isSelf(unwrap(argument)) && !isNothing(unwrap(argument)))
  const body = unwrap(fn.body)
  // Its value is what it happens to be: `(text) => list.push(text)`.
  return !(body.type === 'AssignmentExpression' || body.type === 'CallExpression' || isNothing(body))
}

/** Whether code writes anything but the function's own variables and the objects that it makes. */
function changesOthers(node: Node, fn: FunctionNode, module: SourceModule): boolean {
  const objects = KnownObjects.of(module)
  const written = writtenBy(node)
  const changed = changedIn(node, module.scopes)
  if ((written && !objects.isOwn(written, fn)) || (changed && !objects.isNew(changed, fn))) return true
  return childrenOf(node).some((child) => changesOthers(child, fn, module))
}

/** The object that a call changes. */
function changedIn(node: Node, scopes: ModuleScopes): Node | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined
  if (/^(Object|Reflect)\.(assign|define|delete|set)/.test(globalName(callee, scopes) ?? '')) return node.arguments[0]
  return isMutator(staticName(callee)) ? callee.object : undefined
}

function codeNamed({ scopes, ast }: SourceModule, name: string): Node[] {
  const variable = scopes.top.set.get(name)
  if (variable) return variable.defs.map(({ node }) => node)
  if (name !== 'default' || ast.type !== 'Program') return []
  return ast.body.flatMap((statement) => (statement.type === 'ExportDefaultDeclaration' ? [statement.declaration] : []))
}

/** The members of that name in all objects and classes of the code. */
function membersNamed(code: Node, name: string): Node[] {
  const found: Node[] = []
  const work: Node[] = [code]
  for (const node of work) {
    if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') {
      if (keyOf(node) === name && node.value) found.push(node.value)
    }
    work.push(...childrenOf(node))
  }
  return found
}

/** Whether code has members of that name, so that no other code that it names has to have them. */
export const hasMember = (module: SourceModule, name: string, method: string): boolean =>
  codeNamed(module, name).some((node) => membersNamed(node, method).length > 0)

const hasGetter = (node: Node, name: string): boolean =>
  ((node.type === 'Property' || node.type === 'MethodDefinition') && node.kind === 'get' && keyOf(node) === name) ||
  childrenOf(node).some((child) => hasGetter(child, name))

class Containment {
  private readonly seen = new Set<Node>()
  private readonly scopes: ModuleScopes
  private readonly foreign: ForeignValues
  private readonly objects: KnownObjects

  /** @param anyCall calls of unknown code are accepted */
  constructor(
    module: SourceModule,
    private readonly code: readonly Node[],
    private readonly anyCall: boolean,
  ) {
    this.scopes = module.scopes
    this.foreign = ForeignValues.of(module)
    this.objects = KnownObjects.of(module)
  }

  isContained(node: Node): boolean {
    if (this.seen.has(node)) return true
    this.seen.add(node)
    switch (node.type) {
      case 'ThrowStatement':
      case 'YieldExpression':
      case 'ImportExpression':
      case 'TaggedTemplateExpression':
      case 'WithStatement':
        return false
      case 'AssignmentExpression':
        if (this.isUnknown(node.left)) return false
        break
      case 'ForInStatement':
      case 'ForOfStatement':
        if (this.isUnknown(node.left)) return false
        break
      case 'UpdateExpression':
        if (this.isUnknown(node.argument)) return false
        break
      case 'UnaryExpression':
        if (node.operator === 'delete' && this.isUnknown(node.argument)) return false
        break
      case 'CallExpression':
      case 'NewExpression':
        if (!this.isKnownCall(node)) return false
    }
    return childrenOf(node).every((child) => this.isContained(child))
  }

  /** A target that other code may know by another name. */
  private isUnknown(target: Node): boolean {
    return this.isGlobal(target) || (unwrap(target).type === 'MemberExpression' && this.foreign.isChanged(target))
  }

  /** A global, a member of one, or of a name for one, or a pattern with such a target. */
  private isGlobal(target: Node): boolean {
    let node = unwrap(target)
    if (/Pattern$|^(Property|RestElement)$/.test(node.type)) return childrenOf(node).some((child) => this.isGlobal(child))
    const isMember = node.type === 'MemberExpression'
    while (node.type === 'MemberExpression') node = unwrap(node.object)
    if (node.type !== 'Identifier' || this.scopes.referenceOf(node) === undefined) return false
    const variable = this.scopes.variableOf(node)
    return variable === undefined || (isMember && this.isNameOfGlobal(variable))
  }

  /** `const g = globalThis`, `const { env } = process` */
  private isNameOfGlobal({ defs }: Variable): boolean {
    return defs.some(
      ({ node }) => node.type === 'VariableDeclarator' && node.init && globalName(unwrap(node.init), this.scopes) !== undefined,
    )
  }

  private isKnownCall(call: CallNode): boolean {
    const callee = unwrap(call.callee)
    const name = globalName(callee, this.scopes)
    if (name !== undefined) {
      const isKnown = isOutput(name) || isHarmless(name) || functionNamed(name) || classNamed(name)
      if (!isKnown || !(isOutput(name) || takesAny(name) || this.isSafe(call))) return false
      return this.isKnownCallback(call, callbackOf(name, functionNamed(name)))
    }
    if (isFunction(callee)) return true
    if (callee.type === 'Identifier') return this.isKnownFunction(callee)
    return callee.type === 'MemberExpression' && call.type === 'CallExpression'
      ? this.isKnownMethod(callee.object, staticName(callee), call)
      : this.anyCall
  }

  private isKnownFunction(name: Node): boolean {
    const variable = this.scopes.variableOf(name)
    if (!variable || variable.scope === this.scopes.top) return variable !== undefined
    const fn = functionOf(variable)
    return fn ? this.isContained(fn) : this.anyCall
  }

  private isKnownMethod(receiver: Node, method: string | undefined, call: CallNode): boolean {
    if (method === undefined) return this.anyCall
    const object = unwrap(receiver)
    if (isSelf(object)) {
      const own = this.code.flatMap((node) => membersNamed(node, method))
      return own.length > 0 ? own.every((node) => this.isContained(node)) : this.anyCall
    }
    if (checksArguments(method) && !this.isSafe(call)) return false
    if (isOfTexts(method)) return true
    if (object.type === 'Identifier' && this.scopes.variableOf(object)?.scope === this.scopes.top) return true
    const record = this.objects.builtinOf(call)
    return record ? this.isKnownCallback(call, callbackOf('', record)) : this.anyCall
  }

  /** A built-in that checks its arguments throws, depending on what the code has read: a check is called for its error alone. */
  private isSafe({ arguments: given }: CallNode): boolean {
    return this.anyCall || areLiterals(given)
  }

  /** Whether a function that a built-in calls stands here. */
  private isKnownCallback(call: CallNode, at: number | undefined): boolean {
    const argument = at === undefined ? undefined : call.arguments[at]
    if (!argument || isFunction(unwrap(argument))) return true
    const { kind, node } = evaluate(argument, this.scopes).shape
    if (kind === 'code') return node !== undefined && this.isContained(node)
    return kind !== 'unknown' || this.anyCall
  }
}

const isSelf = (node: Node): boolean => node.type === 'ThisExpression' || node.type === 'Super'
