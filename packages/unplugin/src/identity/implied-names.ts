import type { FileSummary, Read, Unit, Use } from '../summary/file-summary.js'
import { isStandardGlobal } from '../summary/values/builtins.js'
import type { CompilerFlags } from '../surroundings/compiler-flags.js'
import { withSlashes } from '../surroundings/source-files.js'
import type { Target, TargetContext, TargetFinder } from './find-targets.js'
import type { UnitLinker } from './link-units.js'

/** A target that the code doesn't name, or names by a global that the build replaces. None for a global that the program has. */
export interface Implied {
  label: string
  target: Target | undefined
  use: Use
  ambient: boolean
}

export function impliedTargets(
  unit: Unit,
  context: TargetContext,
  { finder, moduleUnit }: Pick<UnitLinker, 'finder' | 'moduleUnit'>,
  flags: CompilerFlags,
  through: Set<string>,
): Implied[] {
  const summary = context.summaryOf(unit.file)
  if (!summary) return []
  const local = (name: string) => finder.local(summary, name, through) ?? finder.provided(unit.file, name, through)
  return [
    ...(unit.features.jsx ? calledByJsx(unit, summary, finder, flags, through, local) : []),
    ...replacedGlobals(unit, context, finder).flatMap((name) => implied(name, local(name), 'referenced')),
    ...injectedEffects(unit, context, moduleUnit),
  ]
}

const implied = (label: string, target: Target | undefined, use: Use, ambient = false): Implied[] =>
  target ? [{ label, target, use, ambient }] : []

/** The functions that JSX calls aren't named in the code. */
function calledByJsx(
  { file }: Unit,
  { jsxPragmas }: FileSummary,
  finder: TargetFinder,
  flags: CompilerFlags,
  through: Set<string>,
  local: (name: string) => Target | undefined,
): Implied[] {
  const options = flags.optionsOf(file)
  const factory = /@jsx\s+([\w$.]+)/.exec(jsxPragmas)?.[1] ?? options.jsxFactory ?? 'React.createElement'
  const fragment = /@jsxFrag\s+([\w$.]+)/.exec(jsxPragmas)?.[1] ?? options.jsxFragmentFactory ?? factory
  const names = new Set([factory, fragment].map((one) => one.split('.')[0]!))
  const classic = /@jsx\s/.test(jsxPragmas) || options.jsx === 'react' || options.jsxFactory !== undefined
  const mayBeClassic = classic || options.jsx === undefined || options.jsx === 'preserve'
  const found = mayBeClassic
    ? [...names].map((name): Implied => ({ label: `jsx ${name}`, target: local(name), use: 'called', ambient: false }))
    : []
  if (classic) return found
  const source = /@jsxImportSource\s+(\S+)/.exec(jsxPragmas)?.[1] ?? options.jsxImportSource ?? 'react'
  const target = finder.imported(file, `${source}/jsx-runtime`, '*', through)
  return target.kind === 'missing' ? found : [...found, ...implied('jsx', target, 'called')]
}

/** Globals of the language that the build replaces, and that the file mentions. Other free names are read at run time. */
function replacedGlobals({ file }: Unit, { moduleOf }: TargetContext, finder: TargetFinder): string[] {
  const names = finder.providedNames().filter(isStandardGlobal)
  const text = names.length > 0 ? (moduleOf(file)?.text ?? '') : ''
  return names.filter((name) => text.includes(name))
}

/** What esbuild's injected files do at load, before all other code. */
function injectedEffects({ file }: Unit, { settings, resolver }: TargetContext, moduleUnit: UnitLinker['moduleUnit']): Implied[] {
  return (settings.inject ?? []).flatMap((injected) => {
    const resolved = resolver.resolve(file, withSlashes(injected))
    const unit = resolved.kind === 'code' && resolved.file !== file ? moduleUnit(resolved.file) : undefined
    return implied('<module>', unit && { kind: 'unit', unit }, 'imported', true)
  })
}

/** A name that no module declares. */
export const globalRead = (name: string, place: Unit['place']): Read => ({
  kind: 'state',
  name,
  expression: `typeof ${name}==="undefined"?void 0:${name}`,
  place,
})
