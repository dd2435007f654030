import type { RewrittenModule } from '../transform.js'

/** The parts of a transform result that a bundler needs. */
export type ModuleResult = Pick<RewrittenModule, 'code' | 'diagnostics' | 'watchFiles'> & {
  /** None if no token moved. */
  map?: Omit<NonNullable<RewrittenModule['map']>, 'toString' | 'toUrl'>
  /** Calls of one of its tagged functions may receive functions, classes or instances. */
  meetsValues?: true
}

/** `known`: a module without tags, whose functions and classes are only registered. */
export type ResultKind = 'tagged' | 'known'

export interface CachedTransform {
  /** Digest of the module's text. */
  text: string
  /** Digests of everything that the result depends on: keys in the table of seen files. Results share most lists. */
  seen: (readonly string[])[]
  /** None if the module turned out to have no tags. */
  result?: ModuleResult
}
