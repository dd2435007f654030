import type { Features } from '../surroundings/compiler-flags.js'
import type { Place } from './place.js'

/** How a reference uses what it names; the reason that `explain` gives. */
export type Use = 'called' | 'constructed' | 'extended' | 'decorates' | 'referenced' | 'updated' | 'imported' | 'parameter type'

/** One way in which a unit's code reaches something outside of itself. */
export interface Reference {
  /** `binding`: a name of the module's scope; `import`: the specifier of an `import()` or `require()`; `type`: a name that only a type mentions. */
  via: 'binding' | 'import' | 'type'
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
  /** For `env`: JavaScript that reads it anywhere. */
  expression?: string
  place: Place
}

/** A decorator whose meaning another file decides: a cacher there counts for nothing. */
export interface ForeignDecorator {
  callee: { name: string; path: string[] }
  code: string
  references: Reference[]
}

/** What an initialiser tells of its value. */
export interface Initialiser {
  /** Code alone fixes the value, provided that `needs` are fixed too. */
  fixed: boolean
  /** Names of the module's scope that the value is made of. */
  needs: string[]
  /** Those of them whose methods are called: what a package's object answers is not in its code alone. */
  asks: string[]
  shape: 'primitive' | 'function' | 'frozen' | 'object' | 'alias' | 'unknown'
  /** Holds functions: as an object that may change it cannot be keyed. */
  holdsFunctions: boolean
  /** The maker, for `new X()` and `make()`. */
  madeBy?: { name: string; path: string[]; how: 'new' | 'call'; global: boolean }
  /** A regular expression with the flag `g`: only `exec` and `test` leave in it where they stopped. */
  searches?: true
  /** A function called on the spot that returns functions: `(() => { … return { read } })()`. */
  makesFunctions?: true
}

export interface Variable {
  initialiser: Initialiser
  /** Written after initialisation, by functions otherwise than lazily, or between calls of the module. */
  reassigned: boolean
  /** Functions give it its value on first use. */
  lazy: boolean
  /** Changed in place by functions, or between calls of the module. */
  mutated: boolean
  /** Written by top-level statements beside its declaration. */
  assembled: boolean
  /** Names of the units that write it lazily. */
  writers: string[]
  /** Code may hold the object under other names: `kept` in this file only, `given` outside of it, so that anything may change it. */
  escapes?: 'kept' | 'given'
  /** And code of this file changes objects that it may be: more than a suspicion. */
  handedOut?: true
  /** Another name of the environment, of which the variables that code names count. */
  environment?: true
  /** Another name of the global object, which is never keyed. */
  globalObject?: true
}

export interface ClassTraits {
  base?: { name: string; path: string[] }
  private: boolean
  ownFunctions: string[]
  staticFunctions: string[]
  /** Static fields that hold data. `sealed`: code alone fixes them; `changed`: functions change them; `handedOut`: as `this.field`, to code that may. */
  statics?: { name: string; sealed: boolean; changed: boolean; handedOut: boolean; isObject: boolean }[]
  /** Members that the class's own code reads of `this`, of `super` and of the class. */
  memberReads?: string[]
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
  /**
   * Members of a function, class or namespace that change after initialisation. `hidden`: no other code can read them;
   * `bare`: variables of a namespace, whose own code calls them by their names alone.
   */
  changing?: { path: string[]; hidden: boolean; bare: boolean }[]
  /** What puts functions into it otherwise than by a statement that writes it; counts for who reads it. */
  fillers?: Unit[]
  /** A function that returns functions, or an object of some. */
  makesFunctions?: true
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
  /** Declarations that hand functions or classes to others, or change others, while the file is initialised. */
  acting: string[]
  /** Statements that hand functions or classes to what is imported, by the name that is called. */
  handOvers: { callee: string; unit: Unit }[]
  /** By imported name, statements that change what it stands for; they count where that is no code of the project. */
  changesOfImports: ReadonlyMap<string, readonly Unit[]>
  /** By unit, the tables into which its functions put what they are given. */
  puts: ReadonlyMap<string, readonly string[]>
  /** Names of types and the names that they mention. */
  types: Map<string, Reference[]>
  /** No ES module: its exports cannot be told apart. */
  opaque: boolean
  jsxPragmas: string
  /** Cannot be parsed: only its text is known. */
  broken: boolean
}
