import type { Variable } from '../../source/scopes.js'
import { childrenOf, type FunctionNode, type ModuleScopes, type Node, type NodeOf } from '../../source/source-module.js'
import { isFunction, returnsOf, unwrap } from '../../source/walk.js'
import { TableUses } from './memo-uses.js'
import { isNothing, statementsOf, usesSelf } from './value-syntax.js'

/**
 * Whether a function gives the same result whether or not a table holds the value already, so that nothing shows what earlier calls
 * left in it. Only the usual forms are known:
 *
 * `if (!t.has(k)) t.set(k, make(k)); … t.get(k)`, `if (t.has(k)) return t.get(k); … t.set(k, v); return v`,
 * `const v = t.get(k); if (v) return v; …`, `let v = t.get(k); if (!v) { v = make(k); t.set(k, v) } …`, `t[k] ??= make(k)`
 */
export function hidesTable(fn: FunctionNode, table: Variable, uses: readonly Node[], scopes: ModuleScopes): boolean {
  if (fn.generator || usesSelf(fn.body)) return false
  return new MemoFunction(fn, table, scopes).hides(uses)
}

class MemoFunction extends TableUses {
  private readonly known = new Set<Node>()
  /** Reads that rely on what the function has put in before. */
  private readonly late: Node[] = []
  private readonly sets: Node[] = []

  constructor(
    private readonly fn: FunctionNode,
    table: Variable,
    scopes: ModuleScopes,
  ) {
    super(table, scopes)
  }

  hides(uses: readonly Node[]): boolean {
    const body = this.fn.body
    if (body.type === 'BlockStatement') this.visitBlock(body.body)
    return uses.every((use) => this.known.has(use) || this.isComplete(use)) && this.keepsWhatItReads(uses)
  }

  /** Whether nothing is taken out between the statement that puts a value in and one that reads it. */
  private keepsWhatItReads(uses: readonly Node[]): boolean {
    if (this.late.length === 0) return true
    const inside = new Set(uses)
    const removals = this.table.references.filter(({ identifier }) => {
      const call = this.parentOf(this.parentOf(identifier) ?? identifier)
      return call !== undefined && this.isRemoval(call)
    })
    return removals.every(
      ({ identifier }) =>
        inside.has(identifier) &&
        this.late.every(
          (get) => get.start < identifier.start || this.sets.some((set) => set.start > identifier.start && set.end <= get.start),
        ),
    )
  }

  private visitBlock(statements: readonly Node[]): void {
    let isFilled = false
    for (const [at, statement] of statements.entries()) {
      if (isFilled) for (const node of gets(this, statement)) this.acceptLate(node)
      const rest = statements.slice(at + 1)
      if (statement.type === 'IfStatement') isFilled = this.visitTest(statement, rest) || isFilled
      else if (statement.type === 'VariableDeclaration') this.visitDeclaration(statement, rest)
    }
  }

  /** @returns whether the table holds the value behind the statement */
  private visitTest(statement: NodeOf<'IfStatement'>, rest: readonly Node[]): boolean {
    if (statement.alternate) return false
    const test = this.testOf(statement.test, (node) => this.useOf(node)?.how === 'get' || this.useOf(node)?.how === 'has')
    if (!test) return false
    const body = statementsOf(statement.consequent)
    if (!test.isFound) {
      if (!this.endsInSet(body)) return false
      this.accept(test.node)
      return true
    }
    const [only, ...more] = body
    const value = only?.type === 'ReturnStatement' && more.length === 0 ? only.argument : null
    if (!value || this.useOf(unwrap(value))?.how !== 'get' || !this.returnsWhatItSets(rest)) return false
    this.accept(test.node)
    this.accept(unwrap(value))
    return false
  }

  private visitDeclaration(declaration: NodeOf<'VariableDeclaration'>, rest: readonly Node[]): void {
    const [declarator, ...others] = declaration.declarations
    const [next, ...after] = rest
    const value = declarator!.init ? unwrap(declarator!.init) : undefined
    if (others.length > 0 || !value || this.useOf(value)?.how !== 'get' || declarator!.id.type !== 'Identifier') return
    const variable = this.localNamed(declarator!.id.name)
    if (!variable || next?.type !== 'IfStatement' || next.alternate) return
    const test = this.testOf(next.test, (node) => this.isNamed(node, variable))
    if (!test) return
    const body = statementsOf(next.consequent)
    const writes = variable.references.filter((reference) => reference.isWrite() && !reference.init)
    const [only] = body
    const isRight = test.isFound
      ? body.length === 1 &&
        only!.type === 'ReturnStatement' &&
        this.isNamed(only!.argument, variable) &&
        this.returnsWhatItSets(after)
      : this.endsInSet(body, variable) &&
        writes.every(({ identifier }) => identifier.start >= next.start && identifier.end <= next.end)
    if (isRight) this.accept(value)
  }

  /** `!x`, `x === undefined`, `x != null` for a tested `x`. */
  private testOf(wrapped: Node, isTested: (node: Node) => boolean): { node: Node; isFound: boolean } | undefined {
    const node = unwrap(wrapped)
    if (isTested(node)) return { node, isFound: true }
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const inner = this.testOf(node.argument, isTested)
      return inner && { ...inner, isFound: !inner.isFound }
    }
    if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator) || !isNothing(unwrap(node.right))) return undefined
    const left = unwrap(node.left)
    // `t.has(k) === undefined` is no test.
    if (!isTested(left) || this.useOf(left)?.how === 'has') return undefined
    return { node: left, isFound: node.operator.startsWith('!') }
  }

  /** Statements that only make a value and put it into the table, and into a variable if one is given. */
  private endsInSet(statements: readonly Node[], variable?: Variable): boolean {
    const last = statements.at(-1)
    if (!last || statements.some((statement) => returnsOf(statement).length > 0) || !this.isConfined(statements, variable))
      return false
    const set = this.setIn(last)
    if (!set) return false
    if (variable) {
      const assigns = (node: Node): boolean =>
        node.type === 'AssignmentExpression' && node.operator === '=' && this.isNamed(node.left, variable)
      const isAssigned =
        assigns(unwrap(set.value)) ||
        (last.type === 'ExpressionStatement' && assigns(unwrap(last.expression))) ||
        (this.isNamed(set.value, variable) &&
          statements.some((one) => one.type === 'ExpressionStatement' && assigns(unwrap(one.expression))))
      if (!isAssigned) return false
    }
    this.accept(set.node)
    return true
  }

  /** `…; t.set(k, v); …; return v`, without another way out. */
  private returnsWhatItSets(statements: readonly Node[]): boolean {
    const last = statements.at(-1)
    if (last?.type !== 'ReturnStatement' || statements.flatMap(returnsOf).length !== 1 || !last.argument) return false
    const returned = unwrap(last.argument)
    if (this.useOf(returned)?.how === 'set' && returned.type === 'AssignmentExpression') return this.accept(returned)
    const sets = statements.flatMap((statement) => this.setIn(statement) ?? [])
    const [set] = sets
    // Behind an error, the table would hold the value of a call that had none.
    if (!set || sets.length > 1) return false
    if (statements.some((statement) => statement.start > set.node.end && statement !== last && !this.isEviction(statement)))
      return false
    if (this.useOf(returned)?.how === 'get') return this.accept(set.node) && this.acceptLate(returned)
    const variable = returned.type === 'Identifier' ? this.localNamed(returned.name) : undefined
    const isSame = variable && (this.isNamed(set.value, variable) || this.isNamed(set.target, variable))
    const isKept = variable?.references.every(({ identifier }, at) => {
      const isWrite = variable.references[at]!.isWrite()
      return !isWrite || identifier.start <= set.node.end
    })
    return !!isSame && !!isKept && this.accept(set.node)
  }

  /** `t.clear()`, `if (t.size > MOST) t.clear()`: none of it can throw. */
  private isEviction(statement: Node): boolean {
    if (statement.type === 'ExpressionStatement') return this.isRemoval(unwrap(statement.expression))
    if (statement.type !== 'IfStatement' || statement.alternate || statement.test.type !== 'BinaryExpression') return false
    const isPlain = (node: Node): boolean =>
      /^(Literal|Identifier)$/.test(node.type) || (node.type === 'MemberExpression' && this.isTable(unwrap(node.object)))
    const { left, right } = statement.test
    return (
      isPlain(unwrap(left)) && isPlain(unwrap(right)) && statementsOf(statement.consequent).every((one) => this.isEviction(one))
    )
  }

  /** `t.set(k, v)`, `v = t[k] = make(k)`, `const v = (t[k] = make(k))` */
  private setIn(statement: Node): { node: Node; value: Node; target?: Node } | undefined {
    const [declarator, ...others] = statement.type === 'VariableDeclaration' ? statement.declarations : []
    const whole = statement.type === 'ExpressionStatement' ? statement.expression : others.length > 0 ? null : declarator?.init
    let node = whole ? unwrap(whole) : undefined
    let target: Node | undefined = declarator?.id
    if (node?.type === 'AssignmentExpression' && node.operator === '=' && unwrap(node.left).type === 'Identifier') {
      target = node.left
      node = unwrap(node.right)
    }
    const use = node && this.useOf(node)
    return use?.how === 'set' ? { node: node!, value: use.value!, ...(target ? { target } : {}) } : undefined
  }

  /** Whether code uses no local variables of the code around it but the key and one other. */
  private isConfined(statements: readonly Node[], variable: Variable | undefined): boolean {
    const [first] = statements
    const last = statements.at(-1)!
    const isOwn = (node: Node): boolean => {
      const found = node.type === 'Identifier' ? this.scopes.variableOf(node) : undefined
      if (found && found !== variable && found.scope !== this.scopes.top && found !== this.key) {
        const declared = found.defs[0]?.name
        if (!declared || declared.start < first!.start || declared.end > last.end) return false
      }
      return childrenOf(node).every(isOwn)
    }
    const keyed = statements.every((statement) => this.setIn(statement) === undefined || this.key !== undefined)
    return keyed && statements.every(isOwn)
  }

  private acceptLate(node: Node): true {
    this.late.push(node)
    return this.accept(node)
  }

  private accept(node: Node): true {
    if (this.useOf(node)?.how === 'set') this.sets.push(node)
    const visit = (at: Node): void => {
      if (at.type === 'Identifier' && this.isTable(at)) this.known.add(at)
      // The value that is put in may use the table too, which isn't judged here.
      else if (at === node || at.type === 'MemberExpression') for (const child of partsOf(at)) visit(child)
    }
    visit(node)
    return true
  }

  private isNamed(node: Node | null | undefined, variable: Variable): boolean {
    const inner = node ? unwrap(node) : undefined
    return inner?.type === 'Identifier' && this.scopes.variableOf(inner) === variable
  }

  private localNamed(name: string): Variable | undefined {
    for (const scope of [this.scopes.scopeOf(this.fn.body), this.scopes.scopeOf(this.fn)]) {
      const variable = scope?.set.get(name)
      if (variable && variable.defs.length === 1) return variable
    }
    return undefined
  }
}

/** The table of a use, and of `x.y` the `x`. */
const partsOf = (node: Node): Node[] =>
  node.type === 'CallExpression'
    ? [unwrap(node.callee)]
    : node.type === 'AssignmentExpression'
      ? [unwrap(node.left)]
      : node.type === 'BinaryExpression'
        ? [unwrap(node.right)]
        : node.type === 'MemberExpression'
          ? [unwrap(node.object)]
          : []

function gets(memo: MemoFunction, node: Node): Node[] {
  if (memo.useOf(node)?.how === 'get') return [node]
  // An assignment's target is no read.
  const children = node.type === 'AssignmentExpression' ? [node.right] : childrenOf(node)
  return isFunction(node) ? [] : children.flatMap((child) => gets(memo, child))
}
