import type { Variable } from '../../source/scopes.js'
import { childrenOf } from '../../source/node.js'
import type { FunctionNode, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { returnsOf, unwrap } from '../../source/walk.js'
import type { TableUse } from './memo-uses.js'
import { isNothing, statementsOf } from '../values/value-syntax.js'

/**
 * Whether a function gives the same result whether or not a table holds the value already, so that nothing shows what earlier calls
 * left in it. Only the usual forms are known:
 *
 * `if (!t.has(k)) t.set(k, make(k)); … t.get(k)`, `if (t.has(k)) return t.get(k); … t.set(k, v); return v`,
 * `const v = t.get(k); if (v) return v; …`, `let v = t.get(k); if (!v) { v = make(k); t.set(k, v) } …`, `t[k] ??= make(k)`
 *
 * @param key the only key by which it uses the table, alone among the functions of the file
 */
export function hidesTable(fn: FunctionNode, key: Variable, uses: ReadonlyMap<Node, TableUse>, scopes: ModuleScopes): boolean {
  return !fn.generator && new MemoFunction(fn, key, uses, scopes).hides()
}

class MemoFunction {
  private readonly known = new Set<Node>()
  /** Reads that rely on what the function has put in before. */
  private readonly late: Node[] = []

  constructor(
    private readonly fn: FunctionNode,
    private readonly key: Variable,
    private readonly uses: ReadonlyMap<Node, TableUse>,
    private readonly scopes: ModuleScopes,
  ) {}

  hides(): boolean {
    const { body } = this.fn
    if (body.type === 'BlockStatement') this.visitBlock(body.body)
    const all = [...this.uses.values()]
    return all.every(({ how, node }) => !/^(has|get|set)$/.test(how) || this.known.has(node)) && this.keepsWhatItReads(all)
  }

  /** Whether nothing may be taken out between the expression that puts a value in and one that reads it. */
  private keepsWhatItReads(all: readonly TableUse[]): boolean {
    if (all.every(({ how }) => how !== 'remove')) return true
    return this.late.every((read) => {
      const puts = all.filter(({ how, node }) => /^(set|fill)$/.test(how) && node.end <= read.start)
      const end = Math.max(...puts.map(({ node }) => node.end))
      return puts.length > 0 && isNext(this.fn.body, end, read)
    })
  }

  private howOf(node: Node): TableUse['how'] | undefined {
    return this.uses.get(node)?.how
  }

  private visitBlock(statements: readonly Node[]): void {
    let isFilled = false
    for (const [at, statement] of statements.entries()) {
      if (isFilled) this.acceptReads(statement)
      const rest = statements.slice(at + 1)
      if (statement.type === 'IfStatement') isFilled = this.visitTest(statement, rest) || isFilled
      else if (statement.type === 'ExpressionStatement') isFilled ||= this.howOf(unwrap(statement.expression)) === 'fill'
      else if (statement.type === 'VariableDeclaration') this.visitDeclaration(statement, rest)
    }
  }

  /** What reads the table behind the statement that puts the value in. */
  private acceptReads({ start, end }: Node): void {
    for (const { how, node, fn } of this.uses.values())
      if (how === 'get' && fn === this.fn && node.start >= start && node.end <= end) this.acceptLate(node)
  }

  /** @returns whether the table holds the value behind the statement */
  private visitTest(statement: NodeOf<'IfStatement'>, rest: readonly Node[]): boolean {
    if (statement.alternate) return false
    const test = this.testOf(statement.test, (node) => /^(get|has)$/.test(this.howOf(node) ?? ''))
    if (!test) return false
    const body = statementsOf(statement.consequent)
    if (!test.isFound) {
      if (!this.endsInSet(body)) return false
      this.known.add(test.node)
      return true
    }
    const [only, ...more] = body
    const value = only?.type === 'ReturnStatement' && more.length === 0 ? only.argument : null
    if (!value || this.howOf(unwrap(value)) !== 'get' || !this.returnsWhatItSets(rest)) return false
    this.known.add(test.node).add(unwrap(value))
    return false
  }

  private visitDeclaration(declaration: NodeOf<'VariableDeclaration'>, rest: readonly Node[]): void {
    const [declarator, ...others] = declaration.declarations
    const [next, ...after] = rest
    const value = declarator!.init ? unwrap(declarator!.init) : undefined
    if (others.length > 0 || !value || this.howOf(value) !== 'get' || declarator!.id.type !== 'Identifier') return
    const variable = this.localNamed(declarator!.id.name)
    if (!variable || next?.type !== 'IfStatement' || next.alternate) return
    const test = this.testOf(next.test, (node) => this.isNamed(node, variable))
    if (!test) return
    const body = statementsOf(next.consequent)
    const [only] = body
    const isRight = test.isFound
      ? body.length === 1 &&
        only!.type === 'ReturnStatement' &&
        this.isNamed(only!.argument, variable) &&
        this.returnsWhatItSets(after)
      : this.endsInSet(body, variable)
    if (isRight) this.known.add(value)
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
    if (!isTested(left) || this.howOf(left) === 'has') return undefined
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
    this.known.add(set.node)
    return true
  }

  /** `…; t.set(k, v); …; return v`, without another way out. */
  private returnsWhatItSets(statements: readonly Node[]): boolean {
    const last = statements.at(-1)
    if (last?.type !== 'ReturnStatement' || statements.flatMap(returnsOf).length !== 1 || !last.argument) return false
    const returned = unwrap(last.argument)
    if (this.howOf(returned) === 'set' && returned.type === 'AssignmentExpression') return this.accept(returned)
    const [set] = statements.flatMap((statement) => this.setIn(statement) ?? [])
    // Behind an error, the table would hold the value of a call that had none.
    if (!set) return false
    if (statements.some((statement) => statement.start > set.node.end && statement !== last && !this.isEviction(statement)))
      return false
    if (this.howOf(returned) === 'get') return this.accept(set.node) && this.acceptLate(returned)
    const variable = returned.type === 'Identifier' ? this.localNamed(returned.name) : undefined
    const isSame = variable && (this.isNamed(set.value, variable) || this.isNamed(set.target, variable))
    const isKept = variable?.references.every((reference) => !reference.isWrite() || reference.identifier.start <= set.node.end)
    return !!isSame && !!isKept && this.accept(set.node)
  }

  /** `t.clear()`, `if (t.size > MOST) t.clear()`: none of it can throw. */
  private isEviction(statement: Node): boolean {
    if (statement.type === 'ExpressionStatement') return this.howOf(unwrap(statement.expression)) === 'remove'
    if (statement.type !== 'IfStatement') return false
    const test = unwrap(statement.test)
    // One side is `t.size`.
    const isPlain =
      test.type === 'BinaryExpression' && [test.left, test.right].some((side) => /^(Literal|Identifier)$/.test(unwrap(side).type))
    return isPlain && this.howOf(test) === 'ask' && statementsOf(statement.consequent).every((one) => this.isEviction(one))
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
    const use = node && this.uses.get(node)
    return use?.how === 'set' ? { node: use.node, value: use.value!, ...(target ? { target } : {}) } : undefined
  }

  /** Whether code uses no local variables of the code around it but the key and one other. */
  private isConfined(statements: readonly Node[], variable: Variable | undefined): boolean {
    const { start } = statements[0]!
    const { end } = statements.at(-1)!
    const isOwn = (node: Node): boolean => {
      const found = node.type === 'Identifier' ? this.scopes.variableOf(node) : undefined
      if (found && found !== variable && found.scope !== this.scopes.top && found !== this.key) {
        const declared = found.defs[0]?.name
        if (!declared || declared.start < start || declared.end > end) return false
      }
      return childrenOf(node).every(isOwn)
    }
    return statements.every(isOwn)
  }

  private acceptLate(node: Node): true {
    this.late.push(node)
    return this.accept(node)
  }

  private accept(node: Node): true {
    this.known.add(node)
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

/** Whether no code runs between an offset and an expression. */
function isNext(node: Node, from: number, read: Node): boolean {
  if (node.end <= from || node.start >= read.start || node.type === 'Identifier') return true
  // Code between the two, or a loop, whose round before may have run other code.
  if (node.start >= from && (node.end <= read.start || /^(For|While|DoWhile)/.test(node.type))) return false
  return childrenOf(node).every((child) => isNext(child, from, read))
}
