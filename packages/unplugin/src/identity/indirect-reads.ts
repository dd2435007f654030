import { builtinModules } from 'node:module'
import type { FileSummary, Read, Reference } from '../summary/file-summary.js'
import { environment, wholeEnvironment } from '../summary/reads/environment-reads.js'
import type { FoundRead } from '../summary/reads/names.js'
import { surrounding } from '../summary/reads/process-reads.js'
import type { Target } from './find-targets.js'

/**
 * What code reads through parts of Node that a file of the project hands on: `os.homedir()` with `export * as os from 'node:os'`. A file's
 * own scan finds only what it imports itself.
 */
export function indirectReads(
  reference: Reference,
  target: Target | undefined,
  steps: readonly string[],
  summary: FileSummary,
): Read[] {
  if (target?.kind !== 'builtin' || reference.effect) return []
  const specifier = summary.imports.get(reference.name)?.specifier ?? ''
  if (builtinModules.includes(specifier.replace(/^node:/, ''))) return []
  const { exported } = target
  const module = target.name.replace(/^node:/, '').replace(/\/(posix|win32)$/, '')
  const names = [...(module === 'perf_hooks' ? [] : [module]), ...(/^(\*|default)$/.test(exported) ? [] : [exported]), ...steps]
  return readsOf(names).map((read) => ({ ...read, place: reference.place }))
}

function readsOf(names: readonly string[]): FoundRead[] {
  const [module, member, variable] = names
  if (module !== 'process' || member !== 'env') return surrounding(names.join('.'), 0)
  return [
    variable === undefined || variable === '*' ? wholeEnvironment('process.env', 0) : environment('process.env', variable, 0),
  ]
}
