import type { Unit } from '../summary/file-summary.js'
import type { VariableClassifier } from './classify-variable.js'
import type { UnitLinker } from './link-units.js'

const FILES = /^node:fs(\/promises)?$/
/** Packages that hand on `node:fs`. */
const COPIES = /^(fs-extra|graceful-fs|mz)@/

/**
 * Whether code that makes a package's value reads files: `const page = compile(readFileSync('page.hbs', 'utf8'))`. What a package made of them
 * can't be read, and no call sees that they are read.
 */
export function isMadeOfFiles(made: Unit, linker: UnitLinker, classifier: VariableClassifier): boolean {
  const found = new Set([made])
  for (const unit of found) {
    for (const { target, effect } of linker.link(unit).edges) {
      if (target.kind === 'builtin' && FILES.test(target.name)) return true
      if (target.kind === 'package' && COPIES.test(target.package.name)) return true
      if (target.kind !== 'unit' || effect) continue
      const { variable } = target.unit
      // Its value is an input itself.
      if (!variable || classifier.classify(target.unit) === 'fixed' || classifier.classify(target.unit) === 'outside')
        found.add(target.unit)
    }
  }
  return false
}
