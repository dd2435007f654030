import type { Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap } from '../../source/walk.js'
import { exportedNames, readModuleLinks } from '../module-links.js'
import { memberName } from '../values/known-objects.js'
import { isNothing } from '../values/value-syntax.js'

/**
 * What code makes on first use, and of what. A key may be the first to read it, also for a call that doesn't. Then it is made at another
 * time, which shows if it is made of what changes.
 */
export class FirstUses {
  /** The variables and members that hold what is made: `.#made` for `this.#made ??= 1`. */
  private readonly holders = new Set<string>()
  private readonly changing = new Set<string>()

  constructor(private readonly module: SourceModule) {}

  isOne(node: Node, within: Node): boolean {
    if (!isFirstUse(node, this.module, within)) return false
    const holder = holderOf(node)!
    return this.adds(holder.type === 'Identifier' ? holder.name : `.${memberName(holder as NodeOf<'MemberExpression'>)}`)
  }

  adds(holder: string): true {
    this.holders.add(holder)
    return true
  }

  /** Notes what may change, besides variables of the module. */
  reads(what: string): true {
    this.changing.add(what)
    return true
  }

  /** Those of the names that must be constant; none if it is made of something else that changes. */
  constantsAmong(names: ReadonlySet<string>): Set<string> | undefined {
    const { holders, changing } = this
    if (holders.size === 0) return new Set()
    if ([...changing].some((what) => !holders.has(what))) return undefined
    return new Set([...names].filter((name) => !holders.has(name)))
  }
}

/**
 * Whether a node makes a value only where it is still missing: `this.#a ??= make()`, `if (!this.#a) this.#a = make()`,
 * `if (t.has(k)) return t.get(k); t.set(k, make())`. Doing that again changes nothing, and no other code sees whether it has been made.
 * @param within the function in which it stands
 */
function isFirstUse(node: Node, module: SourceModule, within: Node): boolean {
  const { scopes, text } = module
  const textOf = ({ start, end }: Node): string => text.slice(start, end)
  const slots = slotsOf(node, textOf)
  if (slots.length === 0 || isSeenElsewhere(holderOf(node)!, module, within)) return false
  if (node.type === 'AssignmentExpression' && /^(\?\?|\|\|)=$/.test(node.operator)) return true
  const isSlot = (wrapped: Node): boolean => slots.includes(textOf(unwrap(wrapped)))
  let child = node
  for (let at = scopes.parentOf(child); at && child !== within && !isFunction(child); child = at, at = scopes.parentOf(at)) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') {
      if (at.consequent === child && isAbsent(at.test, isSlot)) return true
      if (at.alternate === child && isPresent(at.test, isSlot)) return true
    }
    if (at.type === 'LogicalExpression' && at.right === child) {
      if (at.operator === '&&' ? isAbsent(at.left, isSlot) : isSlot(at.left)) return true
    }
    // `if (this.a) return this.a`
    const before = at.type === 'BlockStatement' ? at.body.filter(({ end }) => end <= child.start) : []
    if (before.some((statement) => returnsIf(statement, (test) => isPresent(test, isSlot)))) return true
  }
  return node.type === 'AssignmentExpression' && node.operator === '=' && isKept(unwrap(node.right), isSlot)
}

/** The texts of expressions that show whether the value is there. */
function slotsOf(node: Node, textOf: (node: Node) => string): string[] {
  if (node.type === 'AssignmentExpression') {
    const target = unwrap(node.left)
    return /^(Identifier|MemberExpression)$/.test(target.type) ? [textOf(target)] : []
  }
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return []
  const [key] = node.arguments
  const method = memberName(callee)
  if (!key || method !== 'set') return []
  const object = textOf(callee.object)
  return [`${object}.has(${textOf(key)})`, `${object}.get(${textOf(key)})`]
}

/** The variable or member that holds the value, or the table with it. */
function holderOf(node: Node): Node | undefined {
  if (node.type === 'AssignmentExpression') return unwrap(node.left)
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined
}

/**
 * Whether code outside of the function may read it in another way than to make it too. Other files see exported variables, and all members
 * but private ones.
 */
function isSeenElsewhere(holder: Node, module: SourceModule, { start, end }: Node): boolean {
  const { scopes, text } = module
  const isOutside = (at: number): boolean => at < start || at >= end
  const isRead = (at: number): boolean => isOutside(at) && !WRITES.test(text.slice(at, at + 80))
  if (holder.type === 'Identifier') {
    const variable = scopes.variableOf(holder)
    if (variable?.scope === scopes.top && exportedNames(readModuleLinks(module)).has(variable.name)) return true
    const references = variable?.references ?? []
    return references.some(({ identifier, init }) => !init && isRead(identifier.end))
  }
  if (holder.type !== 'MemberExpression' || holder.property.type !== 'PrivateIdentifier') return true
  const name = `#${holder.property.name.replaceAll('$', '\\$')}`
  const uses = text.matchAll(new RegExp(`[.]\\s*${name}(?![\\w$])|${name}\\s+in\\b`, 'g'))
  return [...uses].some(({ 0: use, index }) => isRead(index + use.length))
}

/** `= v`, `??= v`, `.clear()` */
const WRITES = /^\s*(?:(?:\?\?|\|\|)?=(?![=>])|\.\s*(?:clear|delete)\()/

function isAbsent(wrapped: Node, isSlot: (node: Node) => boolean): boolean {
  const test = unwrap(wrapped)
  if (test.type === 'UnaryExpression') return test.operator === '!' && isSlot(test.argument)
  return test.type === 'BinaryExpression' && /^===?$/.test(test.operator) && comparesSlot(test.left, test.right, isSlot)
}

function isPresent(wrapped: Node, isSlot: (node: Node) => boolean): boolean {
  const test = unwrap(wrapped)
  if (isSlot(test)) return true
  return test.type === 'BinaryExpression' && /^!==?$/.test(test.operator) && comparesSlot(test.left, test.right, isSlot)
}

function comparesSlot(left: Node, wrapped: Node, isSlot: (node: Node) => boolean): boolean {
  const right = unwrap(wrapped)
  const tested = unwrap(left)
  if (isSlot(tested)) return isNothing(right)
  return (
    tested.type === 'UnaryExpression' &&
    tested.operator === 'typeof' &&
    isSlot(tested.argument) &&
    right.type === 'Literal' &&
    right.value === 'undefined'
  )
}

function returnsIf(statement: Node, isTest: (test: Node) => boolean): boolean {
  if (statement.type !== 'IfStatement' || !isTest(statement.test)) return false
  const { consequent } = statement
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent
  return last?.type === 'ReturnStatement'
}

/** `a = a ?? make()` */
const isKept = (value: Node, isSlot: (node: Node) => boolean): boolean =>
  value.type === 'LogicalExpression' && value.operator !== '&&' && isSlot(value.left)
