import { findCode, readsThisAround, type CodePlace, type CodeSearch } from '../find/find-code.js'
import type { Node, SourceModule } from '../source/source-module.js'
import type { DescribedFunction, ValueInput } from '../stages.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { Target } from './find-targets.js'
import { isName } from './local-names.js'

/** What the build knows of a function or class: its code, and what that code reads at run time. */
export type CodeIdentity = CodePlace & {
  digest: string
  inputs: ValueInput[]
  /** Expressions for what it takes from the functions around it. */
  captured: string[]
}

/** A class or function of a package, by the name that the module imports it under. */
export interface PackageCode {
  expression: string
  /** `decimal.js@10.4.3` and what that resolves. */
  digest: string
}

/** What a module tells the program of its code. */
export interface ModuleCode {
  /** `<package>/<path>`. */
  name: string
  entries: CodeIdentity[]
  packages: PackageCode[]
  /** Private variables that change, which code of other files may reach. */
  states: string[]
  /** Every file that the digests are made of. */
  watchFiles: string[]
}

/** What identifying code needs of the analysis. */
export interface CodeAnalysis {
  summaryOf(file: string): FileSummary | undefined
  /** `<package>/<path>` */
  nameOf(file: string): string
  /** `undefined` where something that it reads cannot be read at run time. */
  identify(code: CodeToIdentify, module: SourceModule): IdentifiedCode | undefined
  /** What a name, or a member of a namespace, leads to. */
  targetOf(file: string, name: string, path: readonly string[]): Target | undefined
  digestOfPackage(target: Target & { kind: 'package' }): string
  isChanging(unit: Unit): boolean
}

export type CodeToIdentify = { unit: Unit } | { fn: DescribedFunction }

export interface IdentifiedCode {
  digest: string
  inputs: ValueInput[]
  captured: string[]
  files: Iterable<string>
}

export function identifyCode(module: SourceModule, search: CodeSearch, analysis: CodeAnalysis): ModuleCode {
  const code: ModuleCode = { name: analysis.nameOf(module.file), entries: [], packages: [], states: [], watchFiles: [] }
  // What registers code cannot register its own while it is loaded.
  const summary = code.name.startsWith('@cachecache/runtime/') ? undefined : analysis.summaryOf(module.file)
  if (!summary || summary.broken) return code
  const files = new Set<string>()
  for (const place of findCode(module, search)) {
    const found = identifyPlace(place, module, summary, analysis)
    if (!found) continue
    for (const file of found.files) files.add(file)
    const captured = readsThisAround(place.node) ? [...found.captured, 'this'] : found.captured
    code.entries.push({ ...place, digest: found.digest, inputs: found.inputs, captured })
  }
  code.packages = identifyPackages(summary, analysis)
  code.states = [...summary.units.values()]
    .filter((unit) => isName(unit.name) && unit.name !== 'default' && analysis.isChanging(unit))
    .map(({ name }) => name)
  code.watchFiles = [...files]
  return code
}

function identifyPlace(
  place: CodePlace,
  module: SourceModule,
  summary: FileSummary,
  analysis: CodeAnalysis,
): IdentifiedCode | undefined {
  const unit = unitOf(place, module, summary)
  if (unit) return analysis.identify({ unit }, module)
  const qualifiedName = ((place.node['id'] as Node | null)?.['name'] as string | undefined) ?? '<anonymous>'
  // As a tagged function is seen: with what it captures.
  const fn = { module, node: place.node, tag: { form: 'comment' }, qualifiedName, usesThis: false, usesSuper: false }
  return analysis.identify({ fn: fn as unknown as DescribedFunction }, module)
}

/** The unit that a declaration, or the value of a variable, is; none for code inside of other code. */
function unitOf({ node }: CodePlace, { scopes }: SourceModule, summary: FileSummary): Unit | undefined {
  let parent = scopes.parentOf(node)
  while (parent && /^TS(?:As|Satisfies|NonNull|Instantiation)Expression$/.test(parent.type)) parent = scopes.parentOf(parent)
  const declarator = parent?.type === 'VariableDeclarator' ? parent : undefined
  const statement = declarator
    ? scopes.parentOf(declarator)!
    : node.type.endsWith('Declaration') || parent?.type === 'ExportDefaultDeclaration'
      ? node
      : undefined
  if (!statement) return undefined
  const around = scopes.parentOf(statement)
  if (around?.type !== 'Program' && !around?.type.startsWith('Export')) return undefined
  const id = (declarator ?? node)['id'] as Node | null
  return summary.units.get(id?.type === 'Identifier' ? (id['name'] as string) : 'default')
}

/** Of the imported names those that are used as values: constructed, extended, passed on. */
function identifyPackages(summary: FileSummary, analysis: CodeAnalysis): PackageCode[] {
  const found = new Map<string, string>()
  const units = [...summary.units.values(), summary.effects, ...(summary.globals ? [summary.globals] : [])]
  for (const { via, name, path, use } of units.flatMap((unit) => unit.references)) {
    const imported = via === 'binding' ? summary.imports.get(name) : undefined
    if (!imported || imported.type || !/^(?:constructed|extended|referenced)$/.test(use)) continue
    // Reading a member of anything but a namespace may run code.
    const steps = imported.name === '*' ? path.slice(0, 1).filter(isName) : []
    const expression = [name, ...steps].join('.')
    if (found.has(expression)) continue
    const target = analysis.targetOf(summary.file, name, [])
    // Two classes of a package are two, also where their fields are the same.
    const exported = [imported.name, ...steps].join('.')
    if (target?.kind === 'package') found.set(expression, `${analysis.digestOfPackage(target)}#${exported}`)
  }
  return [...found].map(([expression, digest]) => ({ expression, digest }))
}
