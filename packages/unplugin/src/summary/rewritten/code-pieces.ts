import type { Reference, Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { FunctionNode, Node, NodeOf, SourceModule } from '../../source/source-module.js'
import { isFunction, unwrap, userOf } from '../../source/walk.js'
import { findCommentTags } from '../../find/comment-tags.js'
import { plainKey } from '../render-code.js'
import { usesArguments } from '../values/value-syntax.js'
import { variableNamed } from '../values/values-of-names.js'

/** Code that runs when something calls it: a function, or the initialiser of an instance field. */
export interface Piece {
  node: Node
  /** Code outside of the file may call it. */
  isEntry: boolean
  /** Runs at most partly when it is called. */
  isSuspended: boolean
  /** A hit skips it. */
  isTagged: boolean
}

/** A file's functions, and how its code uses its names. */
export interface CodePieces {
  pieces: ReadonlyMap<Node, Piece>
  /** The function that a name always refers to. */
  functionOf(variable: Variable): FunctionNode | undefined
  /** Everything that a name is given; none if that isn't known. */
  valuesOf(variable: Variable): readonly Node[] | undefined
  /** What its declaration gives a name, and what callers give a parameter; none if that isn't known. */
  initsOf(variable: Variable): readonly Node[] | undefined
  usesOf(variable: Variable): readonly { node: Node; isWrite: boolean }[]
  isExported(variable: Variable): boolean
  /** The parent, without what only TypeScript sees. */
  parentOf(node: Node): Node | undefined
  /** The functions of an object that is only there to be called by key: `states[state]()`. */
  tableOf(variable: Variable): ReadonlyMap<string, FunctionNode> | undefined
  tables: readonly Variable[]
}

interface Use {
  reference: Reference
  node: Node
}

export function findPieces(module: SourceModule, exported: ReadonlySet<string>): CodePieces {
  return new PieceFinder(module, exported).run()
}

class PieceFinder {
  private readonly functions: FunctionNode[] = []
  private readonly fields: Node[] = []
  private readonly literals: { variable: Variable; literal: NodeOf<'ObjectExpression'> }[] = []
  private readonly uses = new Map<Variable, Use[]>()
  private readonly tables = new Map<Variable, ReadonlyMap<string, FunctionNode>>()
  private readonly tabled = new Set<Node>()

  constructor(
    private readonly module: SourceModule,
    private readonly exported: ReadonlySet<string>,
  ) {}

  run(): CodePieces {
    this.collect()
    for (const { variable, literal } of this.literals) this.addTable(variable, literal)
    const tagged = this.findTagged()
    const pieces = new Map<Node, Piece>()
    for (const node of this.functions) {
      const isSuspended = node.async || node.generator
      const isTagged = tagged.has(node)
      pieces.set(node, { node, isEntry: isTagged || this.isEntry(node), isSuspended, isTagged })
    }
    for (const node of this.fields) pieces.set(node, { node, isEntry: true, isSuspended: false, isTagged: false })
    return {
      pieces,
      functionOf: (variable) => this.functionOf(variable),
      valuesOf: (variable) => this.valuesOf(variable),
      initsOf: (variable) => this.initsOf(variable),
      usesOf: (variable) => this.usesOf(variable).map(({ node, reference }) => ({ node, isWrite: reference.isWrite() })),
      isExported: ({ name, scope }) => scope === this.module.scopes.top && this.exported.has(name),
      parentOf: (node) => this.parentOf(node),
      tableOf: (variable) => this.tables.get(variable),
      tables: [...this.tables.keys()],
    }
  }

  private collect(): void {
    const { ast, scopes } = this.module
    const work: Node[] = [ast]
    for (let node = work.pop(); node; node = work.pop()) {
      if (isFunction(node) && node.body) this.functions.push(node)
      else if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty') {
        if (!node.static && node.value && !isFunction(unwrap(node.value))) this.fields.push(node.value)
      } else if (node.type === 'VariableDeclarator') {
        const literal = node.init && unwrap(node.init)
        if (literal?.type === 'ObjectExpression' && node.id.type === 'Identifier') {
          const variable = variableNamed(node.id, scopes)
          if (variable) this.literals.push({ variable, literal })
        }
      } else if (node.type === 'Identifier' || node.type === 'JSXIdentifier') {
        const reference = scopes.referenceOf(node)
        const variable = reference?.isValueReference ? scopes.variableOf(node) : undefined
        if (variable) this.uses.set(variable, [...(this.uses.get(variable) ?? []), { reference: reference!, node }])
      }
      // `typeof state` in a type runs nothing.
      if (node.type !== 'TSTypeQuery') work.push(...childrenOf(node))
    }
  }

  private usesOf(variable: Variable): readonly Use[] {
    return (this.uses.get(variable) ?? []).filter(({ reference }) => !reference.init)
  }

  private functionOf(variable: Variable): FunctionNode | undefined {
    const [definition, ...others] = variable.defs.filter(({ node }) => node.type !== 'TSDeclareFunction')
    if (!definition || others.length > 0 || this.usesOf(variable).some(({ reference }) => reference.isWrite())) return undefined
    if (definition.type === 'FunctionName') return isFunction(definition.node) ? definition.node : undefined
    if (definition.type !== 'Variable' || definition.node.id.type !== 'Identifier' || !definition.node.init) return undefined
    const value = unwrap(definition.node.init)
    return isFunction(value) ? value : undefined
  }

  private valuesOf(variable: Variable): readonly Node[] | undefined {
    const inits = this.initsOf(variable)
    if (!inits) return undefined
    const writes = this.usesOf(variable).filter(({ reference }) => reference.isWrite())
    const assignments = writes.map(({ node }) => this.parentOf(node)).filter((parent) => parent?.type === 'AssignmentExpression')
    if (
      assignments.length < writes.length ||
      assignments.some(({ operator, left }) => operator !== '=' || unwrap(left).type !== 'Identifier')
    )
      return undefined
    return [...inits, ...assignments.map(({ right }) => right)]
  }

  private initsOf(variable: Variable): readonly Node[] | undefined {
    if (variable.defs[0]?.type === 'Parameter') return this.argumentsOf(variable)
    const isOfLoop = ({ node }: { node: Node }) => /^For(In|Of)/.test(this.parentOf(this.parentOf(node)!)?.type ?? '')
    return variable.defs.some(isOfLoop) ? undefined : initialisersOf(variable)
  }

  /** What a function of the file is given for a parameter, if it is only called by its name. */
  private argumentsOf({ defs, name }: Variable): Node[] | undefined {
    const fn = defs[0]!.node
    if (!isFunction(fn) || fn.type !== 'FunctionDeclaration' || !fn.id || defs.length > 1) return undefined
    const at = fn.params.findIndex((param) => param.type === 'Identifier' && param.name === name)
    const variable = at < 0 ? undefined : variableNamed(fn.id, this.module.scopes)
    if (!variable || this.tabled.has(fn) || this.isEntry(fn) || usesArguments(fn)) return undefined
    const given: Node[] = []
    for (const { node } of this.usesOf(variable)) {
      const call = this.parentOf(node)
      // A table of functions holds it, and is called with other arguments.
      if (call?.type !== 'CallExpression') return undefined
      const args = call.arguments.slice(0, at + 1)
      if (args.some(({ type }) => type === 'SpreadElement')) return undefined
      given.push(...args.slice(at))
    }
    return given
  }

  /** Each use of the object is a call of one of its functions, and none of them sees the object. */
  private addTable(variable: Variable, literal: NodeOf<'ObjectExpression'>): void {
    if (this.exported.has(variable.name) || variable.defs.length > 1) return
    const isCall = ({ node, reference }: Use) => {
      const member = this.parentOf(node)
      const call = member?.type === 'MemberExpression' && unwrap(member.object) === node ? this.parentOf(member) : undefined
      return !reference.isWrite() && call?.type === 'CallExpression' && unwrap(call.callee) === member
    }
    if (!this.usesOf(variable).every(isCall)) return
    const found = new Map<string, FunctionNode>()
    const values: Node[] = []
    for (const property of literal.properties) {
      if (property.type !== 'Property' || property.kind !== 'init') return
      const key = plainKey(property)
      if (key === undefined || IMPLICIT.test(key)) return
      const value = unwrap(property.value)
      const named = value.type === 'Identifier' ? this.module.scopes.variableOf(value) : undefined
      const fn = isFunction(value) ? value : named && this.functionOf(named)
      if (!fn || usesThis(fn)) return
      found.set(key, fn)
      values.push(value)
    }
    this.tables.set(variable, found)
    for (const value of values) this.tabled.add(value)
  }

  private parentOf(node: Node): Node | undefined {
    return userOf(node, this.module.scopes)?.parent
  }

  /** Whether code that isn't a call here can get hold of a function. */
  private isEntry(node: FunctionNode): boolean {
    if (this.tabled.has(node)) return false
    const parent = this.parentOf(node)
    if (parent?.type === 'CallExpression' && unwrap(parent.callee) === node) return false
    const name = node.type === 'FunctionDeclaration' ? node.id : parent?.type === 'VariableDeclarator' ? parent.id : undefined
    const variable = name?.type === 'Identifier' ? variableNamed(name, this.module.scopes) : undefined
    if (!variable || this.functionOf(variable) !== node) return true
    if (variable.scope.type === 'tsModule') return true
    if (variable.scope === this.module.scopes.top && this.exported.has(variable.name)) return true
    return !this.usesOf(variable).every((use) => this.tabled.has(use.node) || this.isCallee(use.node))
  }

  private isCallee(node: Node): boolean {
    const parent = this.parentOf(node)
    return parent?.type === 'CallExpression' && unwrap(parent.callee) === node
  }

  /** The function that follows a tag. */
  private findTagged(): Set<Node> {
    const found = new Set<Node>()
    if (!this.module.text.includes('@cache')) return found
    for (const { end } of findCommentTags(this.module)) {
      const behind = this.functions.filter(({ start }) => start >= end)
      const first = behind.reduce<FunctionNode | undefined>(
        (one, other) => (one && one.start <= other.start ? one : other),
        undefined,
      )
      if (first) found.add(first)
    }
    return found
  }
}

function initialisersOf({ defs }: Variable): Node[] | undefined {
  const inits: Node[] = []
  for (const { type, node } of defs) {
    if (type !== 'Variable' || node.id.type !== 'Identifier') return undefined
    if (node.init) inits.push(node.init)
  }
  return inits
}

/** The language calls these itself. */
const IMPLICIT = /^(toString|valueOf|toJSON|then|next|return|throw|get|set|__proto__)$/

function usesThis(node: Node): boolean {
  if (node.type === 'ThisExpression' || node.type === 'Super') return true
  return childrenOf(node).some(usesThis)
}
