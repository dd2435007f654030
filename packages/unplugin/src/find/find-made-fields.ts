import { childrenOf, isAmbient } from '../source/node.js'
import type { FunctionNode, Node, NodeOf, SourceModule } from '../source/source-module.js'
import { isClass, isFunction, unwrap, userOf } from '../source/walk.js'
import { isNothing } from '../summary/values/value-syntax.js'

/** Where a method gives a field of `this` a value, or adds to the collection in it, when it first needs that. */
export interface MadeField {
  how: 'set' | 'grow'
  /** The value; `this.memo` of `this.memo.set(key, value)`. */
  node: Node
  /** `rows`, `#rows` */
  name: string
  /** The class whose `#private` field it is. */
  owner: NodeOf<'ClassBody'> | undefined
}

interface Write extends MadeField {
  fn: FunctionNode
  /** `??=` and `||=` look themselves whether there is a value. */
  looks: boolean
}

/** The fields of one class, or of one object literal with methods. */
class Holder {
  readonly writes: Write[] = []
  /** Of which fields code asks whether they have a value, or an element. */
  readonly asked = new Set<string>()

  constructor(readonly body: Node) {}

  /** A field that is asked for, and what is made together with it: `if (this.ready) return; this.rows = …; this.ready = true`. */
  made(): Write[] {
    const isAsked = ({ looks, name }: Write): boolean => looks || this.asked.has(name)
    const makers = new Set(this.writes.filter(isAsked).map(({ fn }) => fn))
    return this.writes.filter((write) => isAsked(write) || makers.has(write.fn))
  }
}

interface Place {
  node: Node
  /** What `this` is. */
  holder: Holder | undefined
  /** The method. */
  fn: FunctionNode | undefined
}

type Inside = Omit<Place, 'node'>

const NOWHERE: Inside = { holder: undefined, fn: undefined }

const MAY_MAKE = /\bthis\s*\.\s*#?[\w$]+\s*(?:(?:\?\?|\|\|)?=(?![=>])|[.[!])/

/**
 * These are hints alone: which fields a call really makes, the run time sees.
 * @param known classes and methods that the build registers. Of other code, the text must stay as it is
 */
export function findMadeFields(module: SourceModule, known: ReadonlySet<Node>): MadeField[] {
  return MAY_MAKE.test(module.text) && known.size > 0 ? new FieldFinder(module, known).find() : []
}

class FieldFinder {
  private readonly holders = new Map<Node, Holder>()

  constructor(
    private readonly module: SourceModule,
    private readonly known: ReadonlySet<Node>,
  ) {}

  find(): MadeField[] {
    const work: Place[] = [{ node: this.module.ast, ...NOWHERE }]
    for (let at = work.pop(); at; at = work.pop()) {
      const { node, holder, fn } = at
      if (isAmbient(node)) continue
      if (holder) this.look(node, holder, fn)
      const inside = this.inside(at)
      for (const child of childrenOf(node)) work.push({ ...inside, node: child })
    }
    const made = [...this.holders.values()].flatMap((holder) => holder.made().filter(({ fn }) => this.isKnown(holder, fn)))
    return made.sort((one, other) => one.node.start - other.node.start)
  }

  private isKnown({ body }: Holder, fn: FunctionNode): boolean {
    return this.known.has(body.type === 'ClassBody' ? this.module.scopes.parentOf(body)! : fn)
  }

  /** What `this` is in the children of a node. */
  private inside({ node, holder, fn }: Place): Inside {
    const { scopes } = this.module
    if (isClass(node) || node.type === 'StaticBlock') return NOWHERE
    // Functions in the value of an instance field have the instance as `this`.
    if (node.type === 'PropertyDefinition')
      return node.static ? NOWHERE : { holder: this.holderOf(scopes.parentOf(node)!), fn: undefined }
    if (!isFunction(node)) return { holder, fn }
    if (node.type === 'ArrowFunctionExpression') return { holder, fn: holder && (fn ?? node) }
    const method = scopes.parentOf(node)
    const body = method && scopes.parentOf(method)
    const isMethod =
      (method?.type === 'MethodDefinition' && !method.static && method.kind !== 'constructor') ||
      (method?.type === 'Property' && body?.type === 'ObjectExpression' && (method.method || method.kind !== 'init'))
    return isMethod && body ? { holder: this.holderOf(body), fn: node } : NOWHERE
  }

  private holderOf(body: Node): Holder {
    let found = this.holders.get(body)
    if (!found) this.holders.set(body, (found = new Holder(body)))
    return found
  }

  private look(node: Node, holder: Holder, fn: FunctionNode | undefined): void {
    if (node.type === 'MemberExpression') {
      const name = fieldOfThis(node)
      if (name !== undefined && this.isAsked(node)) holder.asked.add(name)
      if (name !== undefined && fn && this.isGrown(node)) this.addWrite({ how: 'grow', node, name, looks: false }, holder, fn)
      return
    }
    if (node.type !== 'AssignmentExpression' || !fn || !/^(?:\?\?|\|\|)?=$/.test(node.operator)) return
    const name = fieldOfThis(unwrap(node.left))
    const value = unwrap(node.right)
    // The assignment gives a function or class its name. Neither can be part of an entry.
    if (name === undefined || isFunction(value) || isClass(value)) return
    this.addWrite({ how: 'set', node: node.right, name, looks: node.operator !== '=' }, holder, fn)
  }

  private addWrite(write: Omit<Write, 'owner' | 'fn'>, holder: Holder, fn: FunctionNode): void {
    const isPrivate = write.how === 'set' && write.name.startsWith('#')
    const owner = isPrivate && holder.body.type === 'ClassBody' && declares(holder.body, write.name) ? holder.body : undefined
    if (!isPrivate || owner) holder.writes.push({ ...write, owner, fn })
  }

  /** Whether code looks here whether a field has a value: `if (this.rows)`, `this.rows ?? …`, `this.memo.get(key)`, `this.table[key] ??= …`. */
  private isAsked(node: Node): boolean {
    const { scopes } = this.module
    const { parent, child } = userOf(node, scopes)!
    switch (parent.type) {
      case 'UnaryExpression':
        return parent.operator === '!' || parent.operator === 'typeof'
      case 'BinaryExpression':
        return /^[!=]==?$/.test(parent.operator) && [parent.left, parent.right].some((side) => isNothing(unwrap(side)))
      case 'LogicalExpression':
        return parent.left === child
      case 'AssignmentExpression':
        return parent.left === child && parent.operator !== '='
      case 'IfStatement':
      case 'ConditionalExpression':
        return parent.test === child
      case 'VariableDeclarator':
        return parent.init === child
      case 'MemberExpression':
        return parent.object === child && this.isAskedForElement(parent)
      default:
        return false
    }
  }

  private isAskedForElement(member: NodeOf<'MemberExpression'>): boolean {
    if (member.computed) return this.isAsked(member)
    const name = member.property.type === 'Identifier' ? member.property.name : ''
    if (name === 'length' || name === 'size')
      return /^(?:Unary|Binary|Logical|Conditional)Expression|IfStatement$/.test(this.userType(member))
    return (name === 'get' || name === 'has') && this.userType(member) === 'CallExpression'
  }

  /** `this.memo.set(…)`, `this.rows.push(…)`, `this.table[key] = …` */
  private isGrown(node: Node): boolean {
    const { parent, child } = userOf(node, this.module.scopes)!
    if (parent.type !== 'MemberExpression' || parent.object !== child || parent.optional) return false
    const above = userOf(parent, this.module.scopes)
    if (parent.computed) return above?.parent.type === 'AssignmentExpression' && above.parent.left === above.child
    const isMethod = parent.property.type === 'Identifier' && /^(?:set|add|push)$/.test(parent.property.name)
    return isMethod && above?.parent.type === 'CallExpression' && above.parent.callee === above.child
  }

  private userType(node: Node): string {
    return userOf(node, this.module.scopes)?.parent.type ?? ''
  }
}

function fieldOfThis(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node.computed || node.optional || unwrap(node.object).type !== 'ThisExpression')
    return undefined
  const { property } = node
  return property.type === 'PrivateIdentifier' ? `#${property.name}` : property.type === 'Identifier' ? property.name : undefined
}

/** Not an accessor, which isn't the object's own field. */
const declares = ({ body }: NodeOf<'ClassBody'>, name: string): boolean =>
  body.some(
    (member) => member.type === 'PropertyDefinition' && member.key.type === 'PrivateIdentifier' && `#${member.key.name}` === name,
  )
