import type { Reference as NameReference, Variable as ScopeVariable } from '../source/scopes.js'
import type { Node, SourceModule } from '../source/source-module.js'
import type { Features } from '../surroundings/compiler-flags.js'
import type { ForeignDecorator, Read, Reference } from './file-summary.js'
import type { SourcePosition } from './place.js'
import type { Class } from './values/value-syntax.js'
import type { UseOfName } from './variables/classify-use.js'

/** The result of one walk over a piece of code. */
export interface ScannedCode {
  code: string
  references: Reference[]
  reads: Read[]
  decorators: ForeignDecorator[]
  features: Features
  replacesOutput: boolean
  /** What its functions put into the language or into Node. */
  patches: Read[]
  /** What its functions set around the code; see `reads/set-surroundings.ts`. */
  sets: Set<string>
  /** Uses of module-level names. */
  uses: { name: string; use: UseOfName }[]
  /** Captured variables: those in scopes between the module and the code. */
  outer: { variable: ScopeVariable; identifier: NameReference['identifier']; use: UseOfName }[]
  /** Members that a function or class expression reads of itself, by a name that only it can see. */
  own: { node: Node; name: string; member: string }[]
  classes: Class[]
  /** Members that it reads of the class of an instance. */
  classReads: Set<string>
}

export interface ScanContext {
  module: SourceModule
  placeOf(offset: number): SourcePosition
  /** Pinned versions, by function node. */
  pins: ReadonlyMap<Node, string>
  /** In a destructuring declarator: the name of this unit. */
  only?: string
}

/** An empty result. */
export const emptyScan = (): ScannedCode => ({
  code: '',
  references: [],
  reads: [],
  decorators: [],
  features: { fields: false, decorators: false, jsx: false },
  replacesOutput: false,
  patches: [],
  sets: new Set(),
  uses: [],
  outer: [],
  own: [],
  classes: [],
  classReads: new Set(),
})
