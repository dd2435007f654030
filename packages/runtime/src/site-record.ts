export type FunctionKind = 'sync' | 'async' | 'generator' | 'asyncGenerator'

/** What the transform knows about one tagged function; see docs/internals/emitted-code.md. */
export interface SiteRecord {
  /** `<package>/<path>#<qualified name>` */
  id: string
  /** A digest, or the pinned version. */
  version: string
  kind: FunctionKind
  /** Names of the leaf bindings, in order; `arguments` for an appended list. */
  params: string[]
  /** Index of the options argument; -1: only branded options. */
  slot: number
  /** Number of declared parameters, a TypeScript `this` and a rest parameter not counted. */
  declared: number
  /** `this` is part of the key. */
  usesThis?: true
  /** A generator that goes on by itself when its caller stops it: no replay can do that, so it runs uncached. */
  actsWhenStopped?: true
  /** Why no call can be cached, for the warning: "it …". */
  uncached?: string
  /** Code of the project that it reaches uses `node:fs`, or its tag has the option `files`. */
  files?: true
  /** A nested function: as a value it cannot be keyed by its code alone. */
  captures?: true
  options?: () => unknown
  /** The arguments as the body sees them, from the values; where its tag has `inputs` and the two differ. */
  args?: (values: readonly unknown[]) => unknown[]
  cacher?: () => unknown
  /** Module values that never change once set: digested once. */
  constants?: () => unknown[]
  /** Module values and environment reads that may change: keyed at every call. */
  inputs?: () => unknown[]
  /** Classes of reached code with their compile-time digests. */
  classes?: () => [Function, string][]
}
