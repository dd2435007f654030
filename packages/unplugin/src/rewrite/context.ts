import type { SourceModule } from '../source/source-module.js'
import type { IdentifiedFunction } from '../stages.js'
import type { Edits } from './edits.js'
import type { Names } from './names.js'

/** What every part of the rewrite of one module works with. */
export interface RewriteContext {
  module: SourceModule
  edits: Edits
  names: Names
  /** Emitted code may and should carry type annotations. */
  typed: boolean
}

/** A function with its site's number, from 1. */
export interface NumberedFunction extends IdentifiedFunction {
  site: number
}
