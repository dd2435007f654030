/** What an edit can change in a piece of code. */
export type Slot = { number: number } | { operator: string }

/** Code with the places in it that edits change and the declarations that it names. */
export type Part = string | Slot | { ref: Declaration }

/** A top-level declaration of a generated module. */
export interface Declaration {
  name: string
  module: Module
  code: Part[]
  /** Hoisted: may stand anywhere in its module. */
  movable: boolean
  /** A number, as code that names it gets one; `x` is a numeric argument. */
  use(x: Part[]): Part[]
  /** Works in synchronous code. */
  sync: boolean
  /** Nothing that a driver changes has a part in it. */
  steady: boolean
  /** A class with a constructor of one number, `m(a)` and a static `sm(a)`. */
  extendable?: true
  /** Statements of a driver that change what it reads; `x` is a number. */
  changes?: (reference: Part, x: number) => Part[]
  /** How a driver calls a tagged function. */
  call?: (reference: Part, x: number, y: number) => Part[]
}

export interface Module {
  /** Path without extension, from the root: `src/m0`. */
  path: string
  declarations: Declaration[]
  /** Its default export, beside the export by name. */
  byDefault?: Declaration
  /** How this module names what it imports, by the declaration's name. */
  imports: Map<string, ImportForm>
  /** Imports for their effect, and statements that hold nothing else. */
  head: string[]
  comments: number
}

export type ImportForm =
  | 'named'
  | 'renamed'
  | 'namespace'
  | 'default'
  | 'barrel'
  | 'barrelNamespace'
  | 'chain'
  | 'chainNamespace'
  | 'chainRenamed'

export interface Program {
  modules: Module[]
  /** How many of them the barrel exports. */
  barrelled: number
  json: Record<string, number>
  /** Statements of `main.ts`: each logs, or changes something. */
  driver: Part[][]
  /** Environment variables at the start. */
  env: Record<string, string>
}

export const text = (parts: readonly Part[], nameOf: (declaration: Declaration) => string): string =>
  parts
    .map((part) =>
      typeof part === 'string' ? part : 'ref' in part ? nameOf(part.ref) : 'number' in part ? String(part.number) : part.operator,
    )
    .join('')

export const declarationsOf = (program: Program): Declaration[] => program.modules.flatMap((module) => module.declarations)
export const slotsOf = (parts: readonly Part[]): Slot[] =>
  parts.filter((part): part is Slot => typeof part === 'object' && !('ref' in part))
