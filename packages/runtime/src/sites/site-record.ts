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
  /** Number of declared parameters, without a TypeScript `this` and a rest parameter. */
  declared: number
  /** `this` is part of the key. */
  usesThis?: true
  /** Returns what a key sees in the place of `this`: the parts that the method reads. */
  self?: (value: unknown) => unknown
  /** Does the same for the value at an index. */
  given?: (value: unknown, at: number) => unknown
  /** A generator that continues when its caller stops it. A replay can't do that, so it runs uncached. */
  actsWhenStopped?: true
  /** Variables that a hit leaves as they are, though the body writes them; see `calls/rewriting.ts`. */
  skips?: string[]
  /** Those whose writes by calls inside of the body its results depend on. */
  relies?: string[]
  /** Why no call can be cached, for the warning: "it …". */
  uncached?: string
  /** The project code that it reaches uses `node:fs`, or its tag has the option `files`. */
  files?: true
  /** A nested function: its code alone can't identify it as a value. */
  captures?: true
  /** In a host that runs for long: the texts of the modules that the version was made of; see `sites/loaded-texts.ts`. */
  texts?: string
  options?: () => unknown
  /** Returns the arguments as the body sees them, from the values. Set if the tag has `inputs` and the two differ. */
  args?: (values: readonly unknown[]) => unknown[]
  cacher?: () => unknown
  /** Module values that never change once set; digested once. */
  constants?: () => unknown[]
  /** Module values and environment reads that may change; part of the key at every call. */
  inputs?: () => unknown[]
  /** Classes of reached code with their compile-time digests. */
  classes?: () => [Function, string][]
}
