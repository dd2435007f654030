import { isFunctionLike, type FunctionLike, type Identifier, type Node, type NodeOf } from './node.js'

/** What a name can mean: a value, a type, or both (classes and enums). */
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

/** Scopes in which `var` is declared. */
const HOISTS_HERE: ReadonlySet<ScopeType> = new Set([
  'global',
  'module',
  'function',
  'class-field-initializer',
  'class-static-block',
  'tsModule',
])

// Shared: most blocks declare nothing.
const NO_VARIABLES: Map<string, Variable> = new Map()

/** A region of code that declares names. */
export class Scope {
  /** Variables by name. */
  set: ReadonlyMap<string, Variable> = NO_VARIABLES
  /** The scope in which a `var` inside this one is declared. */
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

  /** The variable with this name; created if there is none. */
  declare(name: string): Variable {
    let variable = this.set.get(name)
    if (variable) return variable
    if (this.set === NO_VARIABLES) this.set = new Map()
    variable = new Variable(name, this)
    ;(this.set as Map<string, Variable>).set(name, variable)
    return variable
  }

  /** Resolves a reference by name, using only the names of this scope. */
  find(reference: Reference, name: string): Variable | undefined {
    const variable = this.set.get(name)
    if (variable === undefined || (variable.meaning & reference.meaning) === 0) return undefined
    // A parameter default can't see what the body declares.
    if (this.type === 'function' && isFunctionLike(this.block)) {
      const body = this.block.body?.start ?? -1
      if (reference.identifier.start < body && variable.defs.every((definition) => definition.name.start >= body))
        return undefined
    }
    return variable
  }
}

/** A function type, or a signature in an interface or an object type. */
export type TypeSignature = NodeOf<
  'TSFunctionType' | 'TSConstructorType' | 'TSMethodSignature' | 'TSCallSignatureDeclaration' | 'TSConstructSignatureDeclaration'
>

/** What declares a name, for each kind of declaration. */
interface Declarations {
  CatchClause: NodeOf<'CatchClause'>
  ClassName: NodeOf<'ClassDeclaration'>
  FunctionName: NodeOf<'FunctionDeclaration'>
  ImportBinding: NodeOf<'ImportSpecifier' | 'ImportDefaultSpecifier' | 'ImportNamespaceSpecifier' | 'TSImportEqualsDeclaration'>
  Parameter: FunctionLike | TypeSignature
  TSEnumName: NodeOf<'TSEnumDeclaration'>
  TSEnumMemberName: NodeOf<'TSEnumMember'>
  TSModuleName: NodeOf<'TSModuleDeclaration'>
  Type: NodeOf<'TSInterfaceDeclaration' | 'TSTypeAliasDeclaration' | 'TSTypeParameter' | 'TSMappedType'>
  Variable: NodeOf<'VariableDeclarator'>
}

interface Containers {
  ImportBinding: NodeOf<'ImportDeclaration' | 'TSImportEqualsDeclaration'>
  Variable: NodeOf<'VariableDeclaration'>
}

export type DefinitionType = keyof Declarations

export interface DefinitionOf<T extends DefinitionType> {
  type: T
  /** The identifier, or the quoted name of an enum member. */
  name: Identifier | NodeOf<'Literal'>
  /** The declaration: a function, class, declarator or import specifier. */
  node: Declarations[T]
  /** The declaration that contains the declarator or import specifier. */
  parent: T extends keyof Containers ? Containers[T] : null
}

export type Definition = { [T in DefinitionType]: DefinitionOf<T> }[DefinitionType]

export class Variable {
  readonly defs: Definition[] = []
  readonly references: Reference[] = []
  /** Implicit names such as `arguments` may be either. */
  meaning = VALUE | TYPE
  /** Whether its value comes from elsewhere; set when it is first asked for. */
  ambient: boolean | undefined = undefined

  constructor(
    readonly name: string,
    readonly scope: Scope,
  ) {}
}

export const READ = 1
export const WRITE = 2

/** A use of a name in code. */
export class Reference {
  /** `null` for a name that isn't bound anywhere. */
  resolved: Variable | null = null

  constructor(
    readonly identifier: Identifier | NodeOf<'JSXIdentifier'>,
    readonly from: Scope,
    private readonly access: number,
    readonly meaning: number,
    /** The write initialises the variable or supplies a default. */
    readonly init: boolean,
    /** The expression that is written, or whose parts are. */
    readonly writeExpr: Node | null,
  ) {}

  get isValueReference(): boolean {
    return (this.meaning & VALUE) !== 0
  }

  isWrite(): boolean {
    return (this.access & WRITE) !== 0
  }

  /** Searches the scopes outwards; called when all declarations are known. */
  resolve(): void {
    const name = this.identifier.name
    for (let scope: Scope | null = this.from; scope !== null; scope = scope.upper) {
      const variable = scope.find(this, name)
      if (variable === undefined) continue
      this.resolved = variable
      variable.references.push(this)
      return
    }
  }
}
