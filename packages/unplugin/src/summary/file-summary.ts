import type { Features } from '../surroundings/compiler-flags.js'
import type { Problem } from '../errors.js'
import type { Place } from './place.js'
import type { Shape } from './shapes.js'

/** How a reference uses what it names; the reason that `explain` gives. */
export type Use = 'called' | 'constructed' | 'extended' | 'decorates' | 'referenced' | 'updated' | 'imported'

/** One way in which a unit's code reaches something outside of itself. */
export interface Reference {
  /** `binding`: a name of the module's scope; `import`: the specifier of an `import()` or `require()`. */
  via: 'binding' | 'import'
  name: string
  /** Static members that follow: `config.db.host` has `['db', 'host']`. */
  path: string[]
  use: Use
  /** The value flows nowhere: `calls++`, `log.push(x)` as statements. */
  effect: boolean
  /** Happens in a function's body, so after initialisation. */
  late: boolean
  /** The member that is called on the value. */
  method?: string
  /** Stands in the code of a function whose version is pinned: it matters for inputs, not for the version. */
  pinned: boolean
  place: Place
}

/** What code reads from its surroundings. */
export interface Read {
  kind: 'env' | 'clock' | 'random' | 'state' | 'unfollowed'
  /** `process.env.REGION`, `Date.now`, `fetch`, `eval`. */
  name: string
  /** Diagnostic code, where the build has something to say. */
  code?: string
  /** For `env` and `state`: JavaScript that reads it anywhere. */
  expression?: string
  place: Place
}

/** A decorator whose meaning another file decides: a cacher there counts for nothing. */
export interface ForeignDecorator {
  callee: { name: string; path: string[] }
  code: string
  references: Reference[]
}

/** What is proven of a variable of the module's scope; whatever is not may change between two calls. */
export interface Variable {
  /** Of the value, as far as its code shows. */
  kind: Shape['kind']
  /** Code alone fixes the value, provided that `needs` are fixed too. */
  fixed: boolean
  /** Names of the module's scope that the value is made of; `require ./a` for a module that is required. */
  needs: string[]
  /** All parts of it are made by its own code: nothing else can hold them. */
  known: boolean
  /** Written by more than its declaration. */
  written: boolean
  /** Never written again, and no code can change what it holds. */
  sealed: boolean
  /** Made on first use, as any new process would make it, and never changed. */
  lazy: boolean
  /** Names of the units that make it on first use. */
  writers: string[]
  /** Its initialiser holds no function or class: all that it reads, it reads at load. */
  madeAtLoad?: true
  /** The name at the root of the call that makes it. */
  madeBy?: { name: string; path: string[]; how: 'new' | 'call' }
  /** Another name of the environment, of which the variables that code names count. */
  environment?: true
  /** Another name of the global object. */
  globalObject?: true
}

/** What the analysis asks of a class. */
export interface ClassTraits {
  base?: { name: string; path: string[] }
  /** Static methods and accessors: reading them reads code. */
  staticCode: string[]
  /** Members that code of the class reads of the class, or of one that extends it: `static mode`, `this.mode` in a static method. */
  staticReads: string[]
  /** Making the class runs code: static blocks and fields, decorators. */
  runsAtLoad: boolean
  /** A static `#private` field that code changes: nothing outside of the class can read it. */
  hiddenState?: string
  /** Private static fields that change and that the class hands out: `#count`. */
  privateStatics?: string[]
}

/** A binding of a file with the code that makes it, or a piece of code that runs without a name. */
export interface Unit {
  file: string
  name: string
  kind: 'function' | 'class' | 'variable' | 'other' | 'effects' | 'file'
  /** Digest of the code without types, comments and formatting. */
  code: string
  pin?: string
  references: Reference[]
  reads: Read[]
  decorators: ForeignDecorator[]
  features: Features
  place: Place
  /** Variables of a namespace that may change, by the way to them; `hidden`: no other code can read them. */
  members?: { path: string[]; hidden: boolean }[]
  /** Why every call that reaches this code runs uncached. */
  obstacle?: (fn: string) => Problem
  variable?: Variable
  class?: ClassTraits
  /** Names of enclosing functions' variables that the code reads; only for the tagged function and what it captures. */
  captured?: string[]
  /** Units of the same function's surroundings that the code reaches. */
  locals?: { name: string; unit: Unit; use: Use }[]
}

/** What is kept of a file once its syntax tree is dropped. */
export interface FileSummary {
  file: string
  imports: Map<string, { specifier: string; name: string; type: boolean }>
  exports: Map<string, { local: string } | { specifier: string; name: string }>
  stars: string[]
  sideEffects: string[]
  /** The units by the name they are bound to. */
  units: Map<string, Unit>
  /** Statements that change globals; they count for all code of the file. */
  globals: Unit | undefined
  /** All statements that run for their effect; they count where the file is imported for its effect. */
  effects: Unit
  /** Statements that run at load and act on something: write it, extend it, or hand it to a call. They count for who reaches that. */
  acts: { name: string; path: string[]; how: 'assigned' | 'method' | 'filled'; unit: Unit }[]
  /** Names of types. */
  types: Set<string>
  /** Of a CommonJS module, what its exports are made of, as far as plain assignments show. */
  assigned: ReadonlyMap<string, Shape['kind']>
  /** No ES module: its exports cannot be told apart. */
  opaque: boolean
  jsxPragmas: string
  /** Cannot be parsed: only its text is known. */
  broken: boolean
}
