import type { Features } from '../surroundings/compiler-flags.js'
import type { Condition } from './conditions.js'
import type { Problem } from '../errors.js'
import type { SourcePosition } from './place.js'
import type { ForeignCall } from './rewritten/foreign-calls.js'
import type { RewrittenVariable } from './rewritten/rewritten-variables.js'
import type { Shape } from './values/shapes.js'

/** How a reference uses its target; `explain` shows it as the reason. */
export type Use = 'called' | 'compared' | 'constructed' | 'extended' | 'decorates' | 'referenced' | 'updated' | 'imported'

/** A connection from a unit's code to something outside the unit. */
export interface Reference {
  /** `binding`: a module-level name; `import`: the specifier of an `import()` or `require()`. */
  via: 'binding' | 'import'
  name: string
  /** The static members that follow: `config.db.host` has `['db', 'host']`. */
  path: string[]
  use: Use
  /** The value isn't used any further: `calls++`, `log.push(x)` as statements. */
  effect: boolean
  /** In a function body, so it runs after initialisation. */
  late: boolean
  /** The method that is called on the value. */
  method: string | undefined
  /** Inside a function with a pinned version: it matters for inputs, not for the version. */
  pinned: boolean
  /** The code uses the object that holds the module's exports: what `require` returns, or `exports`, for which `name` is empty. */
  object: { use: Use; expression: string | undefined } | undefined
  place: SourcePosition
  /** Under which conditions the code runs. */
  when: readonly Condition[] | undefined
}

/** What code reads from its environment. */
export interface Read {
  kind: 'env' | 'clock' | 'random' | 'state' | 'text' | 'unfollowed'
  /** `process.env.REGION`, `Date.now`, `fetch`, `eval`. */
  name: string
  /** Diagnostic code, if the build reports it. */
  code?: string
  /** For `env` and `state`: a JavaScript expression that reads it, valid anywhere. */
  expression?: string
  /** It only reaches output, so it counts only where code collects what is printed. */
  printed?: true
  place: SourcePosition
  /** Under which conditions the code runs. */
  when?: readonly Condition[]
}

/** A decorator whose meaning depends on another file: if it is a cacher, it doesn't count. */
export interface ForeignDecorator {
  callee: { name: string; path: string[] }
  code: string
  references: Reference[]
}

/** What is proven about a module-level variable. Anything unproven may change between two calls. */
export interface Variable {
  /** The kind of the value, as far as its code shows. */
  kind: Shape['kind']
  /** The code alone determines the value, if `needs` are fixed too. */
  fixed: boolean
  /** Module-level names that the value depends on; `require ./a` for a required module. */
  needs: string[]
  /** Its own code creates all its parts, so nothing else holds a reference to them. */
  known: boolean
  /** Assigned outside its declaration. */
  written: boolean
  /** Never reassigned, and no code can mutate its value. */
  sealed: boolean
  /** Created on first use, as any new process would create it, and never changed. */
  lazy: boolean
  /** Created on first use; `lazy` if nothing changes it either. */
  madeOnUse?: true
  /** What makes a variable that is created on first use. It is `lazy`, or other code may change its value. */
  making?: Making
  /** A table of results by key, filled by functions of the file that give the same result without it. */
  memo?: true
  /** The file's code always writes it before it reads it. */
  rewritten?: RewrittenVariable & { calls?: readonly ForeignCall[] }
  /** Names of the units that create it on first use. */
  writers: string[]
  /** The member that it takes of its value: `mode` of `const { mode: m } = require('./a')`, `*` if it isn't just one. */
  part?: string
  /** Always the symbol that its declaration creates. */
  symbol?: true
  /** Where its value holds symbols that its declaration creates: `[[]]` if it is one, `[['A']]` for a table. */
  symbols?: string[][]
  /** A function that reads it may run while the module loads, before it is initialised. */
  readEarly?: true
  /** Its initialiser contains no function or class, so it reads everything at load. */
  madeAtLoad?: true
  /** The root name of the call that creates it, or of the object of which it is a member. */
  madeBy?: { name: string; path: string[]; how: 'new' | 'call' | 'member' }
  /** An alias of the environment; the variables that code names count. */
  environment?: 'process.env' | 'import.meta.env'
  /** An alias of the global object. */
  globalObject?: true
}

/** The values that code gives to a variable on first use, and by which assignment; `=` below a test. */
export interface Making {
  unit: Unit
  /** The root name of the call that creates the value, if it is one. */
  madeBy: Variable['madeBy']
  operator: '??=' | '||=' | '='
  /** Several places make it, and not of the same code: the first one decides. */
  differs?: true
  /** Names of the units that may read it while it is unset. */
  shownIn?: string[]
}

/** The properties of a class that the analysis needs. */
export interface ClassTraits {
  /** `made`: an expression makes it, `extends mix(A)`. */
  base?: { name: string; path: string[] } | 'made'
  /** Names in computed keys and in an expression that it extends. */
  shapedBy: string[]
  /** Static methods and accessors: reading one of them reads code. */
  staticCode: string[]
  /** Members that the class's code reads on the class or on a subclass: `static mode`, `this.mode` in a static method. */
  staticReads: string[]
  /** Members that its static code reads of its base: `super.mode`. */
  readsAbove?: string[]
  /** Static fields, and other members that its code writes; `*` for names that only run time knows. */
  staticData?: string[]
  /** Defining the class runs code: static blocks and fields, decorators. */
  runsAtLoad: boolean
  /** A static `#private` field that code changes and nothing outside the class can read. */
  hiddenState?: string
  /** Private static fields that change and that the class exposes. */
  privateStatics?: PrivateStatic[]
}

/** `#count`. `maker`: the root name of all expressions that create its value. */
export interface PrivateStatic {
  name: string
  maker?: string
}

/** A binding of a file with the code that defines it, or a piece of code that runs without a name. */
export interface Unit {
  file: string
  name: string
  kind: 'function' | 'class' | 'variable' | 'other' | 'effects' | 'file'
  /** Digest of the code without types, comments and formatting. */
  code: string
  pin: string | undefined
  references: Reference[]
  reads: Read[]
  decorators: ForeignDecorator[]
  features: Features
  /** It replaces what `console` or an output stream does. */
  replacesOutput: boolean
  /** What its functions set around the code: `rate` of `globalThis.rate = 1`, `process.env.X`, `process.cwd`. */
  sets?: string[]
  place: SourcePosition
  /** Variables of a namespace that may change, by their path; `hidden`: no other code can read them. */
  members: { path: string[]; hidden: boolean }[] | undefined
  /** Why every call that reaches this code runs uncached. */
  obstacle?: (fn: string) => Problem
  variable: Variable | undefined
  /** For a function that does nothing but return what a call creates: the root name of that call. */
  returns: Variable['madeBy']
  class: ClassTraits | undefined
  /** Of a function or class: members that the file's code writes from outside of it: `format.tag = 'b'`. */
  ownData?: string[]
  /** Classes in its code that have no name at the top level of the file. */
  inner?: Pick<ClassTraits, 'staticData' | 'staticReads'>
  /** Members that it reads of the class of an instance: `x.constructor.mode`. */
  classReads?: string[]
  /** An enum or a namespace, which is an object at run time; compilers replace a `const enum`. */
  object?: true
  /** Names of enclosing functions' variables that the code reads; only for the tagged function and what it captures. */
  captured?: string[]
  /** Units in the same enclosing functions that the code reaches. */
  locals?: { name: string; unit: Unit; use: Use }[]
}

/** The data of a file that is kept after its syntax tree is dropped. */
export interface FileSummary {
  file: string
  imports: Map<string, { specifier: string; name: string; type: boolean }>
  exports: Map<string, { local: string } | { specifier: string; name: string }>
  stars: string[]
  sideEffects: string[]
  /** Specifiers of imports that stand in comments. */
  mentioned: string[]
  /** The units by their bound name. */
  units: Map<string, Unit>
  /** Statements that change globals; they count for all code of the file. */
  globals: Unit | undefined
  /** All statements that run for their side effects; they count where the file is imported for its side effects. */
  effects: Unit
  /**
   * Statements that run at load and act on something: they write it, extend it, or pass it to a call. They count for code that
   * reaches that thing.
   */
  acts: { name: string; path: string[]; how: 'assigned' | 'method' | 'filled'; unit: Unit }[]
  /** Names of types. */
  types: Set<string>
  /** The parts of a CommonJS module's exports, as far as plain assignments show. */
  assigned: ReadonlyMap<string, Shape['kind']>
  /** Not an ES module: its exports can't be distinguished. */
  opaque: boolean
  jsxPragmas: string
  /** Names of members that run code when they are read; `*` for any. */
  accessors: ReadonlySet<string>
  /** Can't be parsed; only its text is known. */
  broken: boolean
}
