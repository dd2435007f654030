import type { SourceModule } from '../source/source-module.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { InstalledPackages } from '../surroundings/installed-packages.js'
import type { PackageRoot } from '../surroundings/package-root.js'
import type { VariableClassifier } from './classify-variable.js'
import type { UnitLinker } from './link-units.js'
import type { LocalNames } from './local-names.js'
import type { QuietUnits } from './quiet-units.js'

export interface InputContext {
  name: string
  pure: boolean
  /** The tag pins the version, which stands for code that is made of texts. */
  pinned: boolean
  /** Variables that are written before they are read while unknown code may run are inputs: of generators, which the run time can't watch. */
  readsRewritten: boolean
  /** The file in which inputs are read, which contains the tag. */
  file: string
  linker: UnitLinker
  quiet: QuietUnits
  localNames: LocalNames
  classifier: VariableClassifier
  /** What the code may read before it is initialised, because a cycle of imports calls it while it loads. */
  readEarly: Iterable<Unit>
  /** A JSON file of which only single members are read at call time. */
  isLarge(file: string): boolean
  packages: InstalledPackages
  summaryOf(file: string): FileSummary | undefined
  moduleOf(file: string): SourceModule | undefined
  packageOf(file: string): PackageRoot
}
