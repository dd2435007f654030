import { FileNames } from '../file-names.js'
import { findCode, readsThisAround, type CodePlace, type CodeSearch } from '../find/find-code.js'
import { findCreations, mayGiveParts, type Creation } from '../find/find-creations.js'
import { findMadeFields, type MadeField } from '../find/find-made-fields.js'
import { findKeptMembers } from '../find/find-kept-members.js'
import { holderOf } from '../find/tag-targets.js'
import type { Node, SourceModule } from '../source/source-module.js'
import type { DescribedFunction, ValueInput } from '../stages.js'
import type { FileSummary, Unit } from '../summary/file-summary.js'
import { OF_FUNCTIONS } from '../summary/own-members.js'
import { digestOf } from '../summary/summarise.js'
import type { Target } from './find-targets.js'
import { isData, readsData } from './data-reads.js'
import { isName } from './local-names.js'
import { findConstantImports } from './constant-imports.js'
import { findSymbols, type NamedSymbol } from './named-symbols.js'
import { makingName } from './access.js'
import { usedNamespaces } from './used-namespaces.js'
import { writesOf } from '../summary/variables/making.js'
import { isFunction, unwrap } from '../source/walk.js'
import { staticName } from '../summary/render-code.js'

/** The identity of a function or class: its code, and what that code reads at run time. */
export type CodeIdentity = CodePlace & {
  digest: string
  inputs: ValueInput[]
  /** Expressions for the variables that it captures from enclosing functions. */
  captured: string[]
}

/** A class or function of a package, by its imported name in the module. */
export interface PackageCode {
  expression: string
  /** The digest of `decimal.js@10.4.3` and its resolved dependencies. */
  digest: string
}

/** A member of a package that the module keeps in an object: `colors.green`, a function that a digest of the package stands for. */
export interface KeptCode {
  node: Node
  digest: string
}

/** An expression that makes a variable on first use. */
export interface MakingPlace {
  node: Node
  /** The name under which the run time notes it. */
  name: string
  /** Other code gets the value too, and may change it. */
  shared: boolean
}

/** Code that makes a value by a package. */
export interface IdentifiedCreation extends Creation {
  /** How the value is made, by what of which package: `new pg@8.11.0 Pool`, and a digest of all that the package resolves; `of prepare`. */
  by: string
}

/** The code that a module registers at run time. */
export interface ModuleCode {
  /** `<package>/<path>`. */
  name: string
  entries: CodeIdentity[]
  packages: PackageCode[]
  kept: KeptCode[]
  creations: IdentifiedCreation[]
  /** What `bind` is called on, where the result may become a value. */
  bound: Node[]
  /** Where it makes variables on first use. */
  makings: MakingPlace[]
  /** Where methods may give fields of `this` their first value. */
  madeFields: MadeField[]
  /** Tables of results where it puts one in: `table` of `table.set(key, value)`. */
  fillings: Node[]
  /** Private variables that change and that code in other files may reach, and imported data. */
  states: string[]
  /** Imported names in computed keys that give the same each time. */
  constants: ReadonlySet<Node>
  /** Symbols that it creates and keeps in variables. */
  symbols: NamedSymbol[]
  /** Whether it makes functions of texts, at which the run time looks. */
  makesText: boolean
  /** All files that the digests depend on. */
  watchFiles: FileNames
}

/** The parts of the analysis that identifying code needs. */
export interface CodeAnalysis {
  summaryOf(file: string): FileSummary | undefined
  moduleOf(file: string): SourceModule | undefined
  /** `<package>/<path>` */
  nameOf(file: string): string
  /** `undefined` if it reads something that can't be read at run time. */
  identify(code: CodeToIdentify, module: SourceModule): IdentifiedCode | undefined
  /** The target of a name or of a namespace member. */
  targetOf(file: string, name: string, path: readonly string[]): Target | undefined
  digestOfPackage(target: Target & { kind: 'package' }): string
  isChanging(unit: Unit): boolean
}

export type CodeToIdentify = { unit: Unit } | { fn: DescribedFunction }

export interface IdentifiedCode {
  digest: string
  inputs: ValueInput[]
  captured: string[]
  files: FileNames
}

export function identifyCode(module: SourceModule, search: CodeSearch, analysis: CodeAnalysis): ModuleCode {
  const code: ModuleCode = {
    name: analysis.nameOf(module.file),
    entries: [],
    packages: [],
    kept: [],
    creations: [],
    bound: [],
    makings: [],
    madeFields: [],
    fillings: [],
    states: [],
    constants: new Set(),
    symbols: [],
    makesText: false,
    watchFiles: new FileNames([]),
  }
  // The registering code can't register itself while it loads.
  const summary = code.name.startsWith('@cachecache/runtime/') ? undefined : analysis.summaryOf(module.file)
  if (!summary || summary.broken) return code
  code.makesText = [...summary.units.values(), summary.effects].some(({ reads }) => reads.some(({ kind }) => kind === 'text'))
  const files: FileNames[] = []
  const { places, bound } = findCode(module, search)
  code.bound = bound
  for (const place of places) {
    const found = identifyPlace(place, module, summary, analysis)
    if (!found) continue
    files.push(found.files)
    const captured = readsThisAround(place.node) ? [...found.captured, 'this'] : found.captured
    code.entries.push({ ...place, digest: found.digest, inputs: found.inputs, captured })
  }
  code.packages = identifyPackages(summary, analysis)
  code.kept = identifyKept(module, summary, analysis)
  code.makings = findMakings(module, summary, code.name)
  code.madeFields = findMadeFields(module, new Set([...code.entries.map(({ node }) => node), ...search.except]))
  code.fillings = findFillings(module, summary)
  code.symbols = findSymbols(module, summary, code.name)
  const constants = findConstantImports(module, analysis)
  code.constants = constants.names
  code.creations = identifyCreations(module, summary, analysis)
  const withMembers = ownersOfMembers(summary)
  code.states = [...summary.units.values()]
    .filter((unit) => isName(unit.name) && unit.name !== 'default' && (analysis.isChanging(unit) || withMembers.has(unit.name)))
    .map(({ name }) => name)
  code.states.push(...dataOf(summary, analysis))
  code.watchFiles = FileNames.union(files).with(constants.files)
  return code
}

function findMakings({ scopes }: SourceModule, { units }: FileSummary, module: string): MakingPlace[] {
  return [...units.values()].flatMap(({ name, variable }) => {
    const written = variable?.making ? scopes.top.set.get(name) : undefined
    return writesOf(written).flatMap(({ identifier, writeExpr }): MakingPlace[] => {
      const assignment = scopes.parentOf(identifier)
      const isPlain = assignment?.type === 'AssignmentExpression' && assignment.right === writeExpr
      // The assignment gives a function or class its name.
      if (!isPlain || isCode(unwrap(assignment.right))) return []
      return [{ node: assignment.right, name: makingName(module, name), shared: !variable!.lazy }]
    })
  })
}

function findFillings({ scopes }: SourceModule, { units }: FileSummary): Node[] {
  return [...units.values()].flatMap(({ name, variable }) => {
    const table = variable?.memo ? scopes.top.set.get(name) : undefined
    return (table?.references ?? []).flatMap(({ identifier }) => {
      const member = scopes.parentOf(identifier)
      const isSet = member?.type === 'MemberExpression' && member.object === identifier && staticName(member) === 'set'
      return isSet && scopes.parentOf(member)?.type === 'CallExpression' ? [identifier] : []
    })
  })
}

const isCode = (node: Node): boolean => isFunction(node) || node.type === 'ClassExpression'

/** Private functions and classes of whose members the file reads some: `format.cached(x)`. */
function ownersOfMembers({ units, acts, effects, exports }: FileSummary): ReadonlySet<string> {
  const exported = new Set([...exports.values()].flatMap((entry) => ('local' in entry ? [entry.local] : [])))
  const found = [...units.values(), ...acts.map(({ unit }) => unit), effects]
    .flatMap(({ references }) => references)
    .filter(({ via, name, path, method }) => {
      const member = path[0] ?? method
      const isOwn = via === 'binding' && units.get(name)?.variable === undefined && !exported.has(name)
      return isOwn && member !== undefined && !OF_FUNCTIONS.test(member)
    })
  return new Set(found.map(({ name }) => name))
}

function identifyPlace(
  place: CodePlace,
  module: SourceModule,
  summary: FileSummary,
  analysis: CodeAnalysis,
): IdentifiedCode | undefined {
  const unit = unitOf(place, module, summary)
  if (unit) return analysis.identify({ unit }, module)
  const qualifiedName = place.node.id?.name ?? '<anonymous>'
  // Treated like a tagged function, including its captured variables.
  const fn = { module, node: place.node, tag: { form: 'comment' }, qualifiedName, usesThis: false, usesSuper: false }
  return analysis.identify({ fn: fn as unknown as DescribedFunction }, module)
}

/** The unit of a declaration or of a variable's value; none for code nested in other code. */
function unitOf({ node }: CodePlace, module: SourceModule, summary: FileSummary): Unit | undefined {
  const { scopes } = module
  const parent = holderOf(module, node)
  const declarator = parent?.type === 'VariableDeclarator' ? parent : undefined
  const statement = declarator
    ? scopes.parentOf(declarator)!
    : node.type.endsWith('Declaration') || parent?.type === 'ExportDefaultDeclaration'
      ? node
      : undefined
  if (!statement) return undefined
  const around = scopes.parentOf(statement)
  if (around?.type !== 'Program' && !around?.type.startsWith('Export')) return undefined
  const { id } = declarator ?? node
  return summary.units.get(id?.type === 'Identifier' ? id.name : 'default')
}

/** `./data.json`, `./text.txt?raw` */
const ASSET = /\?|\.(?![cm]?[jt]sx?$)\w+$/

/** The imported JSON files and other assets that functions read. */
function dataOf({ file, imports, units, acts, effects }: FileSummary, analysis: CodeAnalysis): string[] {
  if (![...imports.values()].some(({ specifier }) => ASSET.test(specifier))) return []
  const read = [...units.values(), ...acts.map(({ unit }) => unit), effects]
    .flatMap((unit) => unit.references.map((reference) => ({ unit, reference })))
    .filter(({ unit, reference }) => {
      const target = imports.has(reference.name) ? analysis.targetOf(file, reference.name, []) : undefined
      return isData(target) && readsData(reference, unit)
    })
  return [...new Set(read.map(({ reference }) => reference.name))]
}

/** The imported names that are used as values: constructed, extended, passed on. */
function identifyPackages(summary: FileSummary, analysis: CodeAnalysis): PackageCode[] {
  const found = new Map<string, string>()
  const units = [...summary.units.values(), summary.effects, ...(summary.globals ? [summary.globals] : [])]
  for (const reference of units.flatMap((unit) => unit.references)) {
    const { via, name, path, use } = reference
    const imported = via === 'binding' ? summary.imports.get(name) : undefined
    if (!imported || imported.type || !/^(?:compared|constructed|extended|referenced)$/.test(use)) continue
    // Except for namespaces, reading a member may run code.
    const steps = imported.name === '*' ? path.slice(0, 1).filter(isName) : []
    const expression = [name, ...steps].join('.')
    if (found.has(expression)) continue
    const target = analysis.targetOf(summary.file, name, [])
    // Two classes of one package are different even if they have the same fields.
    const exported = [imported.name, ...steps].join('.')
    if (target?.kind === 'package') found.set(expression, analysis.digestOfPackage({ ...target, exported }))
    if (target?.kind === 'namespace')
      for (const namespace of usedNamespaces(reference, summary, analysis)) found.set(namespace.expression, namespace.digest)
  }
  return [...found].map(([expression, digest]) => ({ expression, digest }))
}

/** With the place, because a getter may give another function at each read. */
function identifyKept(module: SourceModule, { file, imports }: FileSummary, analysis: CodeAnalysis): KeptCode[] {
  const counts = new Map<string, number>()
  return findKeptMembers(module).flatMap(({ node, name, path }) => {
    const imported = imports.get(name)
    const target = imported && !imported.type ? analysis.targetOf(file, name, []) : undefined
    if (target?.kind !== 'package') return []
    const digest = analysis.digestOfPackage({ ...target, exported: [imported!.name, ...path].join('.') })
    const count = counts.get(digest) ?? 1
    counts.set(digest, count + 1)
    return [{ node, digest: `${digest} in ${analysis.nameOf(file)} ${count}` }]
  })
}

/** Packages whose calls a compiler must find as they were written. */
const COMPILED = /^next\/|\bmacros?\b|stylex|vanilla-extract|linaria|pandacss|^@compiled\//

function identifyCreations(module: SourceModule, { file, imports }: FileSummary, analysis: CodeAnalysis): IdentifiedCreation[] {
  const packages = new Map<string, Target & { kind: 'package' }>()
  for (const [name, { type, specifier }] of imports) {
    const target = type || COMPILED.test(specifier) ? undefined : analysis.targetOf(file, name, [])
    if (target?.kind === 'package') packages.set(name, target)
  }
  if (packages.size === 0 && !mayGiveParts(module.text)) return []
  return findCreations(module, new Set(packages.keys())).map((creation) => {
    const { name, path, how, calls } = creation
    if (name === undefined) return { ...creation, by: how + path.join('.') }
    const exported = [imports.get(name)!.name, ...path].join('.')
    const digest = analysis.digestOfPackage({ ...packages.get(name)!, exported })
    // With all that the package resolves, the text is long, and there may be many creations.
    const [, release] = digest.split(' ')
    return { ...creation, by: `${how}${release} ${exported}${calls} ${digestOf(digest)}` }
  })
}
