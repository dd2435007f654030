import { hash } from 'node:crypto'
import type { Node, SourceModule } from '../source/source-module.js'
import { boundNames, isFunction, unwrap } from '../source/walk.js'
import { markChangedBetweenCalls } from './changed-between-calls.js'
import { markChangedStatics, readClassState } from './class-state.js'
import { classTraits } from './class-traits.js'
import { DATA_METHODS, type UseOfName } from './classify-use.js'
import { cutUnits, type CutFile } from './cut-units.js'
import { describeVariable } from './describe-variable.js'
import type { FileSummary, Unit } from './file-summary.js'
import { addFillers } from './fillers.js'
import type { Names } from './initialiser.js'
import { makesFunctions } from './makes-functions.js'
import { addNamespaceState, changesItself, markChangingMembers } from './member-state.js'
import { isBarrel, readModuleLinks } from './module-links.js'
import { handsOut } from './escapes.js'
import { findSilencedLines, type Place } from './place.js'
import { scanCode, type ScanContext, type ScannedCode } from './scan-code.js'
import { typeReferences } from './type-references.js'

const NO_FEATURES = { fields: false, decorators: false, jsx: false }
const NO_PLACE = { line: 1, column: 1 }

export const digestOf = (text: string | Uint8Array): string => hash('sha256', text, 'base64url').slice(0, 22)

/** Cuts a file into its units and keeps of each what identities are made of. */
export function summarise(module: SourceModule, pins: ReadonlyMap<Node, string>): FileSummary {
  const links = readModuleLinks(module)
  const summary: FileSummary = {
    file: module.file,
    ...links,
    units: new Map(),
    globals: undefined,
    effects: emptyUnit(module.file, '<effects>'),
    acting: [],
    handOvers: [],
    changesOfImports: new Map(),
    puts: new Map(),
    types: new Map(),
    opaque: !module.record.hasModuleSyntax,
    jsxPragmas: module.comments.flatMap((comment) => comment.value.match(/@jsx\w*\s+\S+/g) ?? []).join(' '),
    broken: module.errors.length > 0,
  }
  if (summary.broken || isBarrel(module)) return summary
  const context = scanContextOf(module, pins)
  const cut = cutUnits(module, links)
  const scanned: [Unit, ScannedCode][] = []
  const make = (name: string, kind: Unit['kind'], nodes: readonly Node[], only?: string) => {
    const scan = scanCode(onlyOf(nodes, only), only === undefined ? context : { ...context, only })
    const unit = unitOf(module.file, name, kind, scan, context.placeOf(nodes[0]?.start ?? 0))
    scanned.push([unit, scan])
    return unit
  }
  for (const [name, { kind, nodes }] of cut.bindings) {
    const pattern = nodes.some((node) => node['id']?.type === 'ObjectPattern')
    const unit = make(name, kind, nodes, pattern ? name : undefined)
    const pin = nodes.map((node) => pins.get(functionOf(node))).find((value) => value !== undefined)
    if (pin !== undefined) unit.pin = pin
    summary.units.set(name, unit)
  }
  summary.effects = make('<effects>', 'effects', cut.effects)
  if (cut.globals.length > 0) summary.globals = make('<module>', 'effects', cut.globals)
  addTraits(summary, cut, scanned, module)
  const unitOfStatement = (statement: Node) =>
    unitOf(module.file, '<effects>', 'effects', scanCode([statement], context), context.placeOf(statement.start))
  addFillers(summary, scanned, unitOfStatement)
  summary.changesOfImports = new Map([...cut.imported].map(([name, statements]) => [name, statements.map(unitOfStatement)]))
  summary.acting = scanned
    .filter(([unit, scan]) => summary.units.get(unit.name) === unit && acts(unit, scan))
    .map(([{ name }]) => name)
  markChangedBetweenCalls(module, summary)
  settleDefault(summary)
  addEscapes(summary, cut, scanned, module)
  addOverloads(module, summary, context)
  for (const [name, node] of cut.types) summary.types.set(name, typeReferences(node, context))
  summary.opaque ||= cut.bindings.has('export=')
  return summary
}

/** Whether making a binding does something to others. */
const acts = ({ name, kind }: Unit, { handsOver, uses }: ScannedCode) =>
  (kind !== 'function' && handsOver.length > 0) ||
  uses.some((other) => other.name !== name && other.use.change && !other.use.late)

/** Classes that the types of overloads name are reached as those of the function's own parameters. */
function addOverloads(module: SourceModule, summary: FileSummary, context: ScanContext): void {
  for (const statement of module.ast['body'] as Node[]) {
    const overload = (statement['declaration'] ?? statement) as Node
    if (overload.type !== 'TSDeclareFunction') continue
    const unit = summary.units.get(overload['id']?.['name'] ?? 'default')
    for (const param of overload['params'] as Node[]) unit?.references.push(...typeReferences(param, context))
  }
}

export function scanContextOf(module: SourceModule, pins: ReadonlyMap<Node, string>): ScanContext {
  const silenced = findSilencedLines(module.comments, (offset) => module.position(offset).line)
  const placeOf = (offset: number): Place => {
    const { line, column } = module.position(offset)
    const codes = silenced.get(line)
    return { file: module.file, line, column, ...(codes ? { silenced: codes } : {}) }
  }
  return { module, placeOf, pins }
}

export function unitOf(file: string, name: string, kind: Unit['kind'], scan: ScannedCode, place: Place): Unit {
  const { references, reads, decorators, features } = scan
  return { file, name, kind, code: digestOf(scan.code), references, reads, decorators, features, place }
}

export function emptyUnit(file: string, name: string, kind: Unit['kind'] = 'effects'): Unit {
  return {
    file,
    name,
    kind,
    code: '',
    references: [],
    reads: [],
    decorators: [],
    features: NO_FEATURES,
    place: { file, ...NO_PLACE },
  }
}

/** Of `const { a, b } = o` only what makes the one name. */
function onlyOf(nodes: readonly Node[], only: string | undefined): readonly Node[] {
  if (only === undefined) return nodes
  return nodes.map((node) => {
    const pattern = node['id'] as Node | undefined
    if (pattern?.type !== 'ObjectPattern') return node
    const properties = pattern['properties'] as Node[]
    if (properties.some((property) => property.type === 'RestElement' || property['computed'])) return node
    const kept = properties.filter((property) => boundNames(property['value']).includes(only))
    return { ...node, id: { ...pattern, properties: kept } }
  })
}

function functionOf(node: Node): Node {
  const value = node.type === 'VariableDeclarator' && node['init'] ? unwrap(node['init']) : node
  return value
}

function addTraits(summary: FileSummary, cut: CutFile, scanned: [Unit, ScannedCode][], module: SourceModule): void {
  const names = namesOf(module)
  const changesOthers = scanned.some(([, scan]) => scan.changesOthers)
  for (const [name, unit] of summary.units) {
    const binding = cut.bindings.get(name)!
    if (unit.kind === 'variable') unit.variable = describeVariable(binding, names, name)
    const classNode = binding.nodes.map(functionOf).find((node) => node.type.startsWith('Class'))
    const made = functionOf(binding.nodes[0]!)
    if (isFunction(made) && makesFunctions(made)) unit.makesFunctions = true
    for (const node of binding.nodes) if (node.type === 'TSModuleDeclaration') addNamespaceState(unit, node)
    if (made.type === 'ObjectExpression' && unit.variable && changesItself(made, changesOthers)) unit.variable.mutated = true
    if (classNode) unit.class = { ...classTraits(classNode, module.scopes), ...readClassState(classNode, names) }
  }
  for (const [unit, { uses }] of scanned) {
    // Folded statements are seen again as effects.
    if (unit === summary.effects || unit === summary.globals) continue
    for (const { name, use } of uses) {
      const changed =
        use.change && use.late ? summary.units.get(name)?.class?.statics?.find((field) => field.name === use.path[0]) : undefined
      if (changed) changed.changed = true
      const variable = summary.units.get(name)?.variable
      if (!variable || !use.change) continue
      if (!use.late) variable.assembled ||= unit.name !== name
      else if (use.change === 'lazyWrite') {
        variable.lazy = true
        if (unit.name !== name) variable.writers.push(unit.name)
      } else if (use.change === 'write') variable.reassigned = true
      else variable.mutated = true
    }
  }
  for (const { uses } of scanned.filter(([unit]) => unit === summary.effects).map(([, scan]) => scan)) {
    for (const { name, use } of uses) {
      const variable = summary.units.get(name)?.variable
      if (!variable || !use.change || !use.late) continue
      if (use.change === 'mutate') variable.mutated = true
      else if (use.change === 'write') variable.reassigned = true
    }
  }
  markAliases(summary)
  markChangedStatics(summary, scanned)
  markChangingMembers(summary, scanned)
}

/** `const p = o` or `const { p } = o`, and then `p.f = g`: a change of `o` too. */
function markAliases(summary: FileSummary): void {
  for (let again = true; again;) {
    again = false
    for (const { variable } of summary.units.values()) {
      if (!variable?.mutated || !variable.initialiser.fixed || !/^(alias|unknown)$/.test(variable.initialiser.shape)) continue
      for (const name of variable.initialiser.needs) {
        const other = summary.units.get(name)?.variable
        if (!other || other.mutated) continue
        other.mutated = true
        again = true
      }
    }
  }
}

/** `export default mode` keeps the value of that moment: where `mode` gets another one later, the two are not the same. */
function settleDefault({ exports, units }: FileSummary): void {
  const entry = exports.get('default')
  if (!entry || !('local' in entry) || entry.local === 'default' || !units.has('default')) return
  const variable = units.get(entry.local)?.variable
  if (variable?.reassigned || variable?.lazy) exports.set('default', { local: 'default' })
  else units.delete('default')
}

/** Objects that code holds under other names than their own, and may change there. */
function addEscapes(summary: FileSummary, cut: CutFile, scanned: [Unit, ScannedCode][], module: SourceModule): void {
  const exported = new Set([...summary.exports.values()].flatMap((entry) => ('local' in entry ? [entry.local] : [])))
  const changesOthers = scanned.some(([, scan]) => scan.changesOthers)
  const all = scanned.flatMap(([, { uses }]) => uses)
  // What was made of an object may change it when it is called, and what it was put into may hand it out.
  const acting = new Set(
    all.filter(({ use, flow }) => mayChangeItself(use) || (changesOthers && use.late && flow)).map(({ name }) => name),
  )
  for (const [unit, { uses }] of scanned) {
    // What only flows into a value of the module goes where that goes.
    const tagged = isTagged(cut.bindings.get(unit.name)?.nodes[0], module)
    const { variable: into } = unit
    const holder = into ? exported.has(unit.name) || into.mutated || acting.has(unit.name) : unit === summary.effects
    for (const { name, use, flow } of uses) {
      const variable = summary.units.get(name)?.variable
      const init = cut.bindings.get(name)?.nodes[0]?.['init'] as Node | null | undefined
      if (!variable || !init || use.change || unit.name === name) continue
      const { shape, fixed } = variable.initialiser
      if (shape === 'unknown' && !fixed && use.method !== undefined && mayChangeItself(use)) variable.escapes = 'given'
      if (!flow || !(shape === 'object' || (shape === 'unknown' && !fixed))) continue
      if ((!use.late && !holder) || (tagged && flow.returned)) continue
      if (shape === 'object' && !handsOut(init, flow)) continue
      if (use.late && changesOthers) variable.handedOut = true
      if (flow.what === 'whole' && flow.path.length === 0) variable.escapes = 'given'
      else if (changesOthers || !use.late) variable.escapes ??= 'kept'
    }
  }
}

/** What a function made may change itself, and what it was given, by its methods or when it is called. */
const mayChangeItself = ({ late, method, use, path }: UseOfName) =>
  late && (method === undefined ? use === 'called' && path.length === 0 : !DATA_METHODS.has(method))

/** What a tagged function returns is copied for all but the first caller. */
function isTagged(node: Node | undefined, { comments, text }: SourceModule): boolean {
  const comment = node && comments.findLast(({ end }) => end <= node.start)
  return (
    !!comment?.value.includes('@cache') && /^(\s|export|default|async|const|let|var)*$/.test(text.slice(comment.end, node!.start))
  )
}

export function namesOf(module: SourceModule): Names {
  return {
    originOf(identifier) {
      const { scopes } = module
      const variable = scopes.referenceOf(identifier)?.resolved ?? scopes.top.set.get(identifier['name'])
      if (!variable || variable.defs.length === 0) return 'global'
      return variable.scope === scopes.top ? 'module' : 'local'
    },
  }
}
