import type { SourceModule, Node, FunctionNode } from './source/source-module.js'

/** A finding at a place of the source: an error fails the build, a warning does not. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-option`, `not-a-function`, `clock-read`, … */
  code: string
  severity: 'error' | 'warning'
  /** Says what is wrong and ends with what to do. */
  message: string
  file: string
  /** From 1. */
  line: number
  /** From 1, in UTF-16 code units. */
  column: number
}

/** How a function came to be cached. */
export type Tag =
  | { form: 'comment'; /** Source text of the `{ … }` after `@cache`, if any. */ options?: TagOptionsSource }
  | {
      form: 'decorator'
      decorator: Node
      /** The decorator's expression, e.g. `reports`; absent for plain `cache`. */ cacher: Node
      /** Of a comment tag that stands beside the decorator. */ options?: TagOptionsSource
    }
  | { form: 'call'; call: Node; /** The callee, e.g. `reports` in `reports(fn)`. */ cacher: Node }

export interface TagOptionsSource {
  text: string
  /** Offset of `{` in the module's text. */
  start: number
  /** Of the options that are set. */
  names: string[]
  /** `version: 3` of the literal, as a string, if it is there as a literal. */
  version?: string
  /** Parameter names of `ignore: [...]`. */
  ignore: string[]
  /** `files: true` or `files: false` of the literal, if it is there as a literal. */
  files?: boolean
}

/** Stage 1, *find*: a function and its tag. */
export interface TaggedFunction {
  module: SourceModule
  node: FunctionNode
  tag: Tag
  /** Where the tag stands, if that is another module than the function's: `reports(imported)`. */
  host?: SourceModule
  /** `outer.inner`, `Class.method`, `default`. */
  qualifiedName: string
}

export type FunctionKind = 'sync' | 'async' | 'generator' | 'asyncGenerator'

/** Stage 2, *describe*: what the rewrite needs to know of its form. See the shapes in docs/internals/emitted-code.md. */
export interface DescribedFunction extends TaggedFunction {
  kind: FunctionKind
  shape: 'inline' | 'inlineGenerator' | 'wrappedAsync' | 'wrappedSync'
  /** Names of the leaf bindings, in order, without the options parameter. */
  params: string[]
  /** Number of declared parameters; a TypeScript `this` parameter is not counted. */
  declared: number
  options:
    | { from: 'arguments'; index: number }
    | { from: 'extraParameter' }
    | { from: 'declared'; parameter: Node; index: number }
    | { from: 'branded' }
    | { from: 'none' }
  usesThis: boolean
  usesSuper: boolean
  usesArguments: boolean
  /** Can be called with `new`. */
  constructible: boolean
}

/** A value that code does not fix and that the emitted code reads into the key at call time. */
export interface ValueInput {
  /** For people: `config.limit`, `process.env.REGION`. */
  name: string
  kind: 'value' | 'env'
  /** A JavaScript expression, valid in the module scope of the tagged function's file; `\0` stands before names of the runtime. */
  expression: string
  /** The function of the runtime that reads it. */
  by?: 'zone' | 'locale' | 'read' | 'need' | 'outside'
  /** An import that the expression needs: `import { name as local } from specifier`. */
  import?: { specifier: string; name: string; local: string }
  /** Never changes once it is set: digested once, not at every call. */
  constant: boolean
}

/** One node of what a version is made of; `transform` and `explain --json` list kind, name and digest. */
export interface Dependency {
  kind: 'code' | 'package' | 'value' | 'env' | 'file'
  /** `src/helper.ts#parse`, `lodash@4.17.21`, `process.env.REGION`, `data.json`; never an absolute path. */
  name: string
  /** Short digest where there is one. */
  digest?: string
  /** Why it counts: called, referenced, captured, constructed, imported for its effect, … */
  reason?: string
  /** Names of the dependencies that this one leads to, for the tree of `explain`. */
  dependsOn?: string[]
  /** Reached by the tagged function itself. */
  direct?: boolean
}

/** What a version is made of, for people. */
export interface IdentityParts {
  dependencies: Dependency[]
  /** By the name of a dependency (the function itself too), the digest of its own code alone. */
  codeDigests: Record<string, string>
  /** What can read files without being noticed: `node:child_process`, packages with native code. */
  unseen: string[]
}

/** What *identify* derives for one function. */
export interface Identity {
  id: string
  version: string
  /** Asked for at once or not at all: it looks at the files as they then are. */
  parts(): IdentityParts
  inputs: ValueInput[]
  /** Variables of enclosing functions whose values belong to the key, by name as seen from the tagged function. */
  captured: string[]
  /** Code of the project that it reaches uses `node:fs`. */
  readsFiles: boolean
  /** Local names (in this module's scope) of reached classes with their digests. */
  classes: { expression: string; digest: string }[]
  /** Why every call runs uncached. */
  uncached?: string
  /** Absolute paths of every file whose change can move the version. */
  watchFiles: string[]
  diagnostics: Diagnostic[]
}

/** Stage 3, *identify*. */
export interface IdentifiedFunction extends DescribedFunction {
  identity: Identity
}
