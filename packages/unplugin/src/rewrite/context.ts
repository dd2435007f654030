import type { Node, SourceModule } from '../source/source-module.js'
import type { IdentifiedFunction } from '../stages.js'
import type { ConstantKeys } from '../summary/values/constant-keys.js'
import type { LoadedText } from '../surroundings/loaded-texts.js'
import type { Edits } from './edits.js'
import type { Names } from './names.js'

/** The state that all parts of a module's rewrite share. */
export interface RewriteContext {
  module: SourceModule
  edits: Edits
  names: Names
  /** Whether emitted code should contain type annotations. */
  typed: boolean
  /** In a bundle for browsers, what is registered must not keep a function or class that nothing uses. */
  forBrowsers: boolean
  /** Keys that may be evaluated again. */
  constants: ConstantKeys
  /** Decorators that the rewrite removes. */
  removed: ReadonlySet<Node>
  /** In a host that runs for long: the texts that a function's version was made of. */
  textsOf?: ((fn: IdentifiedFunction) => LoadedText[]) | undefined
}

/** A function with its site number, starting at 1. */
export interface NumberedFunction extends IdentifiedFunction {
  site: number
}
