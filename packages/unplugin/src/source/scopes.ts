import type { Node } from './node.js'

/** What a name can mean; a class and an enum are both. */
export const VALUE = 1
export const TYPE = 2

export type ScopeType =
  | 'global'
  | 'module'
  | 'function'
  | 'function-expression-name'
  | 'block'
  | 'for'
  | 'switch'
  | 'catch'
  | 'with'
  | 'class'
  | 'class-field-initializer'
  | 'class-static-block'
  | 'tsEnum'
  | 'tsModule'
  | 'type'
  | 'functionType'
  | 'mappedType'
  | 'conditionalType'

/** Where `var` lands. */
const HOISTS_HERE: ReadonlySet<ScopeType> = new Set([
  'global',
  'module',
  'function',
  'class-field-initializer',
  'class-static-block',
  'tsModule',
])

// Most blocks declare nothing.
const NO_VARIABLES: Map<string, Variable> = new Map()

/** A stretch of code with names of its own. */
export class Scope {
  /** By name. */
  set: ReadonlyMap<string, Variable> = NO_VARIABLES
  /** Where a `var` in it is declared. */
  readonly hoistsTo: Scope

  constructor(
    readonly type: ScopeType,
    readonly block: Node,
    readonly upper: Scope | null,
  ) {
    this.hoistsTo = upper === null || HOISTS_HERE.has(type) ? this : upper.hoistsTo
  }

  get variables(): Variable[] {
    return [...this.set.values()]
  }

  /** The variable of that name, made where there is none. */
  declare(name: string): Variable {
    let variable = this.set.get(name)
    if (variable) return variable
    if (this.set === NO_VARIABLES) this.set = new Map()
    variable = new Variable(name, this)
    ;(this.set as Map<string, Variable>).set(name, variable)
    return variable
  }

  /** What the name of a reference means, as far as this scope alone decides it. */
  find(reference: Reference, name: string): Variable | undefined {
    const variable = this.set.get(name)
    if (variable === undefined || (variable.meaning & reference.meaning) === 0) return undefined
    // A default of a parameter does not see what the body declares.
    if (this.type === 'function' && this.block.type !== 'Program') {
      const body = (this.block['body'] as Node | null | undefined)?.start ?? -1
      if (reference.identifier.start < body && variable.defs.every((definition) => definition.name.start >= body))
        return undefined
    }
    return variable
  }
}

export interface Definition {
  type:
    | 'CatchClause'
    | 'ClassName'
    | 'FunctionName'
    | 'ImportBinding'
    | 'Parameter'
    | 'TSEnumName'
    | 'TSEnumMemberName'
    | 'TSModuleName'
    | 'Type'
    | 'Variable'
  /** The identifier, or the quoted name of an enum's member. */
  name: Node
  /** What declares it: the function, the class, the declarator, the import specifier. */
  node: Node
  /** The declaration that a declarator or an import specifier stands in. */
  parent: Node | null
}

export class Variable {
  readonly defs: Definition[] = []
  readonly references: Reference[] = []
  /** `arguments` and the like, which nothing declares, may be either. */
  meaning = VALUE | TYPE

  constructor(
    readonly name: string,
    readonly scope: Scope,
  ) {}
}

export const READ = 1
export const WRITE = 2

/** A name as it stands in code. */
export class Reference {
  /** None for a name that is bound nowhere. */
  resolved: Variable | null = null

  constructor(
    readonly identifier: Node,
    readonly from: Scope,
    private readonly access: number,
    readonly meaning: number,
    /** A write that gives a variable its first value, or a default. */
    readonly init: boolean,
    /** What is written, or what parts of it are. */
    readonly writeExpr: Node | null,
  ) {}

  get isValueReference(): boolean {
    return (this.meaning & VALUE) !== 0
  }

  isWrite(): boolean {
    return (this.access & WRITE) !== 0
  }

  /** Once all declarations are known: up from where it stands. */
  resolve(): void {
    const name = this.identifier['name'] as string
    for (let scope: Scope | null = this.from; scope !== null; scope = scope.upper) {
      const variable = scope.find(this, name)
      if (variable === undefined) continue
      this.resolved = variable
      variable.references.push(this)
      return
    }
  }
}
