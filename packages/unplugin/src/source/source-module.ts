import type { Comment, EcmaScriptModule, OxcError, ParserOptions } from 'oxc-parser'
import { bindNames, type BoundNames } from './bind-names.js'
import { childrenOf, isAmbient, type Node, type NodeOf } from './node.js'
import { parseText, type ParsedText } from './parse-text.js'
import type { Reference, Scope, Variable } from './scopes.js'

// Only types: Vite's module runner reads a function that is exported twice by two getters, the outer of which catches the error if the
// stack ends in the inner one.
export type { CallNode, FunctionLike, FunctionNode, Identifier, Node, NodeOf, Parameter } from './node.js'

/** One parsed file. It is parsed on construction; the AST and the scopes are created on first use and can be dropped. */
export interface SourceModule {
  /** Absolute path with `/`, without a query. */
  readonly file: string
  /** The text as passed in. A BOM counts towards the offsets. */
  readonly text: string
  readonly record: EcmaScriptModule
  readonly errors: OxcError[]
  readonly comments: Comment[]
  readonly ast: NodeOf<'Program'>
  readonly scopes: ModuleScopes
  /** Line and column, starting at 1. */
  position(offset: number): { line: number; column: number }
}

/** Scope analysis of a module, by identifier node. */
export interface ModuleScopes {
  /** The module or script scope, which holds the top-level declarations. */
  top: Scope
  /** The innermost scope that a node opens. */
  scopeOf(node: Node): Scope | undefined
  /** The reference for an Identifier or JSXIdentifier node; none for declarations and property names. */
  referenceOf(identifier: Node): Reference | undefined
  /**
   * The variable that an identifier refers to; none for a global or for an ambient declaration. In a script, references to
   * top-level `var` and functions are unresolved; they are included here.
   */
  variableOf(identifier: Node): Variable | undefined
  /** The variable of a reference, by the same rules. */
  variableIn(reference: Reference): Variable | undefined
  /** The node's parent; none for Program. */
  parentOf(node: Node): Node | undefined
}

function languageOf(file: string, text: string): NonNullable<ParserOptions['lang']> {
  if (/\.[cm]?ts$/.test(file)) return 'ts'
  if (file.endsWith('.tsx')) return 'tsx'
  // React code often has JSX in plain `.js` files, and accepting it costs nothing.
  if (/\.[cm]?jsx?$/.test(file)) return 'jsx'
  // A component's script, `Page.vue?vue&type=script&lang.ts`: the file name doesn't say which language it is in.
  return parseText(file, text, { lang: 'ts' }).errors.length === 0 ? 'ts' : 'tsx'
}

type Parsed = Pick<ParsedText, 'module' | 'errors' | 'program' | 'comments'>

function parse(file: string, text: string): Parsed {
  const lang = languageOf(file, text)
  const as = (sourceType: NonNullable<ParserOptions['sourceType']>) =>
    parseText(file, text, { astType: 'ts', lang, preserveParens: false, sourceType })
  if (/\.c[jt]s$/.test(file)) return as('commonjs')
  if (/\.m[jt]s$/.test(file)) return as('module')
  const result = as('unambiguous')
  if (result.errors.length === 0 || result.module.hasModuleSyntax) return result
  // A CommonJS `.js` file may `return` at its top level.
  const script = as('commonjs')
  if (script.errors.length === 0) return script
  // A top-level `for await` makes the file a module; the parser recognises this only for `await`.
  const module = as('module')
  if (module.errors.length > 0) return script
  return {
    program: module.program,
    comments: module.comments,
    errors: [],
    module: { ...module.module, hasModuleSyntax: true },
  }
}

export function parseModule(file: string, text: string): SourceModule {
  return new ParsedModule(file, text, parse(file, text))
}

class ParsedModule implements SourceModule {
  readonly record: EcmaScriptModule
  readonly errors: OxcError[]
  private bound: ModuleScopes | undefined
  private lineStarts: number[] | undefined

  constructor(
    readonly file: string,
    readonly text: string,
    private readonly parsed: Parsed,
  ) {
    this.record = parsed.module
    this.errors = parsed.errors
  }

  get comments(): Comment[] {
    return this.parsed.comments
  }

  get ast(): NodeOf<'Program'> {
    return this.parsed.program
  }

  get scopes(): ModuleScopes {
    return (this.bound ??= new BoundScopes(this.ast, this.record.hasModuleSyntax))
  }

  position(offset: number): { line: number; column: number } {
    const lineStarts = (this.lineStarts ??= findLineStarts(this.text))
    let low = 0
    let high = lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (lineStarts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - lineStarts[low]! + 1 }
  }
}

const MOST_SEARCHES = 32

function findLineStarts(text: string): number[] {
  const starts = [0]
  if (/[\r\u2028\u2029]/.test(text)) {
    for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(match.index + match[0].length)
  } else for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

class BoundScopes implements ModuleScopes {
  readonly top: Scope
  private readonly bound: BoundNames
  private readonly parents: Parents

  constructor(ast: NodeOf<'Program'>, isModule: boolean) {
    this.bound = bindNames(ast, isModule)
    this.top = this.bound.top
    this.parents = new Parents(ast)
  }

  scopeOf(node: Node): Scope | undefined {
    return this.bound.scopes.get(node)
  }

  referenceOf(identifier: Node): Reference | undefined {
    return this.bound.references.get(identifier)
  }

  variableOf(identifier: Node): Variable | undefined {
    const reference = this.bound.references.get(identifier)
    return reference && this.variableIn(reference)
  }

  variableIn(reference: Reference): Variable | undefined {
    const variable = reference.resolved ?? this.top.set.get(reference.identifier.name)
    return variable && isDeclaredElsewhere(variable) ? undefined : variable
  }

  parentOf(node: Node): Node | undefined {
    return this.parents.of(node)
  }
}

/** `declare const VERSION: string`: the value comes from elsewhere. */
function isDeclaredElsewhere(variable: Variable): boolean {
  const { defs } = variable
  return (variable.ambient ??=
    defs.length > 0 && defs.every(({ node, parent }) => isAmbient(node) || (!!parent && isAmbient(parent))))
}

/** The parents of nodes. Most files need few of them, which are searched by position; then all of them are mapped. */
class Parents {
  private readonly known = new Map<Node, Node>()
  private searches = 0

  constructor(private readonly ast: Node) {}

  of(node: Node): Node | undefined {
    const known = this.known.get(node)
    if (known || node === this.ast || this.searches > MOST_SEARCHES) return known
    this.search(this.searches++ < MOST_SEARCHES ? node : undefined)
    return this.known.get(node)
  }

  /** Only descends to where the node is by its position; without a node, or if it isn't there, to all nodes. */
  private search(node: Node | undefined): void {
    // Iterative: a long chain of binary expressions would overflow the stack.
    const work: Node[] = [this.ast]
    for (let at = work.pop(); at; at = work.pop()) {
      for (const child of childrenOf(at)) {
        if (node && !(child.start <= node.start && child.end >= node.end)) continue
        this.known.set(child, at)
        if (child === node) return
        work.push(child)
      }
    }
    if (!node) return
    this.searches = MOST_SEARCHES + 1
    this.search(undefined)
  }
}
