import type { FileSummary, Reference } from '../summary/file-summary.js'
import type { CodeAnalysis, PackageCode } from './identify-code.js'
import { isName } from './local-names.js'

/** How deep in another one a namespace is found. */
const MOST_STEPS = 3

/** The namespace of a module of the project that code uses as a value, and those that it holds: two modules may export the same. */
export function usedNamespaces({ name, path }: Reference, { file }: FileSummary, analysis: CodeAnalysis): PackageCode[] {
  const found: PackageCode[] = []
  const add = (steps: readonly string[]): void => {
    const target = steps.every(isName) ? analysis.targetOf(file, name, steps) : undefined
    if (target?.kind !== 'namespace' || steps.length > path.length + MOST_STEPS) return
    // Without an `@`, which marks packages.
    found.push({ expression: [name, ...steps].join('.'), digest: `${encodeURIComponent(analysis.nameOf(target.file))} *` })
    for (const exported of analysis.summaryOf(target.file)?.exports.keys() ?? []) add([...steps, exported])
  }
  add(path)
  return found
}
