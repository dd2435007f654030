import type { FormalParameter } from 'oxc-parser'
import type { PartsOfThis } from './describe/parts-of-this.js'
import type { FileNames } from './file-names.js'
import type { SourceModule, Node, NodeOf, FunctionNode } from './source/source-module.js'

/** A finding at a source position. An error fails the build; a warning does not. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-option`, `not-a-function`, `clock-read`, … */
  code: string
  severity: 'error' | 'warning'
  /** States the problem and ends with what to do. */
  message: string
  file: string
  /** Starts at 1. */
  line: number
  /** Starts at 1, in UTF-16 code units. */
  column: number
}

/** How a function is tagged. */
export type Tag =
  | { form: 'comment'; /** Source text of the `{ … }` after `@cache`, if any. */ options?: TagOptionsSource }
  | {
      form: 'decorator'
      decorator: NodeOf<'Decorator'>
      /** The decorator's expression, e.g. `reports`; absent for plain `cache`. */ cacher: Node
      /** From a comment tag beside the decorator. */ options?: TagOptionsSource
    }
  | { form: 'call'; call: NodeOf<'CallExpression'>; /** The callee, e.g. `reports` in `reports(fn)`. */ cacher: Node }

export interface TagOptionsSource {
  text: string
  /** Offset of `{` in the module's text. */
  start: number
  /** Names of the options that are set. */
  names: string[]
  /** `version: 3` as a string, if the value is a literal. */
  version?: string
  /** Parameter names of `ignore: [...]`. */
  ignore: string[]
  /** `files: true` or `files: false` of the literal, if it is there as a literal. */
  files?: boolean
  /** The code of the option `inputs`, independent of its formatting. */
  inputs?: string
}

/** Stage 1, *find*: a function and its tag. */
export interface TaggedFunction {
  module: SourceModule
  node: FunctionNode
  tag: Tag
  /** The module that contains the tag, if it isn't the function's: `reports(imported)`. */
  host?: SourceModule
  /** `outer.inner`, `Class.method`, `default`. */
  qualifiedName: string
}

export type FunctionKind = 'sync' | 'async' | 'generator' | 'asyncGenerator'

/**
 * Stage 2, *describe*: the properties of its form that the rewrite depends on. See the shapes in
 * docs/internals/emitted-code.md.
 */
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
    | { from: 'declared'; parameter: FormalParameter; index: number }
    | { from: 'branded' }
    | { from: 'none' }
  usesThis: boolean
  usesSuper: boolean
  /** What it reads of `this`; undefined if that is not known. */
  parts: PartsOfThis | undefined
  /** The members of parameters that it uses, if it uses nothing else of them. */
  members: ReadonlyMap<string, readonly string[]>
  usesArguments: boolean
  /** Whether it can be called with `new`. */
  constructible: boolean
}

/** A value that the code doesn't determine. The emitted code reads it into the key at call time. */
export interface ValueInput {
  /** The displayed name: `config.limit`, `process.env.REGION`. */
  name: string
  kind: 'value' | 'env'
  /** A JavaScript expression, valid in the module scope of the tagged function's file; `\0` marks names of the runtime. */
  expression: string
  /** The runtime function that reads it; for `effect`, the expression is an object, a comma and the name of a method. */
  by?: 'zone' | 'locale' | 'read' | 'need' | 'outside' | 'largeData' | 'memo' | 'effect'
  /** An import that the expression needs: `import { name as local } from specifier`. */
  import?: { specifier: string; name: string; local: string }
  /** Never changes once it is set, so it is digested once, not on every call. */
  constant: boolean
}

/** One dependency of a version; `transform` and `explain --json` list kind, name and digest. */
export interface Dependency {
  kind: 'code' | 'package' | 'value' | 'env' | 'file'
  /** `src/helper.ts#parse`, `lodash@4.17.21`, `process.env.REGION`, `data.json`; never an absolute path. */
  name: string
  /** Short digest, if there is one. */
  digest?: string
  /** Why it counts: called, referenced, captured, constructed, imported for its effect, … */
  reason?: string
  /** Names of the dependencies that this one leads to, for the tree of `explain`. */
  dependsOn?: string[]
  /** Whether the tagged function itself reaches it. */
  direct?: boolean
}

/** The parts of a version, for display. */
export interface IdentityParts {
  dependencies: Dependency[]
  /** By dependency name (including the function itself), the digest of its own code alone. */
  codeDigests: Record<string, string>
  /** Code that can read files without being detected: `node:child_process`, packages with native code. */
  unseen: string[]
}

/** Labels of variables; see `identity/skipped-writes.ts`. */
export interface WrittenVariables {
  /** What a hit leaves as it is, though the body writes it. */
  skips: string[]
  /** Those that the result depends on: a hit of a function called inside would leave them unwritten. */
  relies: string[]
}

/** The result of *identify* for one function. */
export interface Identity extends WrittenVariables {
  id: string
  version: string
  /** Must be called immediately or not at all, because it reads the files in their current state. */
  parts(): IdentityParts
  inputs: ValueInput[]
  /** Expressions for variables of enclosing functions, whose values are part of the key; `\0` marks names of the runtime. */
  captured: string[]
  /** Whether project code that it reaches uses `node:fs`. */
  readsFiles: boolean
  /** Local names (in this module's scope) of reached classes, with their digests. */
  classes: { expression: string; digest: string }[]
  /** Why every call runs uncached. */
  uncached?: string
  /** Absolute paths of all files whose change can affect the version. */
  watchFiles: FileNames
  diagnostics: Diagnostic[]
}

/** Stage 3, *identify*. */
export interface IdentifiedFunction extends DescribedFunction {
  identity: Identity
}
