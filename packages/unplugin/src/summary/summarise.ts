import { hash } from 'node:crypto'
import type { Variable as ScopeVariable } from '../source/scopes.js'
import type { Node, SourceModule } from '../source/source-module.js'
import { boundNames, isClass, isFunction, unwrap } from '../source/walk.js'
import { classTraits } from './variables/class-traits.js'
import { assignedExports } from './common-exports.js'
import { cutUnits, type CutFile } from './cut-units.js'
import { writtenMember, type UseOfName } from './variables/classify-use.js'
import { markEarlyReads } from './variables/early-reads.js'
import type { FileSummary, Making, Unit, Variable } from './file-summary.js'
import { exportedNames, isBarrel, readModuleLinks } from './module-links.js'
import { operatorOf, writesOf } from './variables/making.js'
import { readsUnset } from './variables/shown-unset.js'
import { namespaceMembers } from './variables/namespace-state.js'
import { findSilencedLines, type SourcePosition } from './place.js'
import { unreachableMember } from './own-members.js'
import { rewrittenVariables } from './rewritten/rewritten-variables.js'
import { scanCode } from './scan-code.js'
import { emptyScan, type ScanContext, type ScannedCode } from './scanned-code.js'
import { accessorNames } from './values/accessors.js'
import { evaluate } from './values/evaluate.js'
import { isImmutable, isKnown } from './values/shapes.js'
import type { Class } from './values/value-syntax.js'
import { describeVariable, makerOf, type StateContext } from './variables/variable-state.js'

export const digestOf = (text: string | Uint8Array): string => hash('sha256', text, 'base64url').slice(0, 22)

export const emptySummary = (file: string): FileSummary => ({
  file,
  imports: new Map(),
  exports: new Map(),
  stars: [],
  sideEffects: [],
  mentioned: [],
  units: new Map(),
  globals: undefined,
  effects: emptyUnit(file, '<effects>'),
  acts: [],
  types: new Set(),
  assigned: new Map(),
  opaque: false,
  jsxPragmas: '',
  accessors: new Set(),
  broken: false,
})

/** Splits a file into units, and keeps of each unit what identities need. */
export function summarise(module: SourceModule, pins: ReadonlyMap<Node, string>): FileSummary {
  const links = readModuleLinks(module)
  const summary: FileSummary = {
    ...emptySummary(module.file),
    ...links,
    opaque: !module.record.hasModuleSyntax,
    jsxPragmas: module.text.includes('@jsx') ? jsxPragmasIn(module) : '',
    broken: module.errors.length > 0,
  }
  if (summary.broken || isBarrel(module)) return summary
  const context = scanContextOf(module, pins)
  const cut = cutUnits(module, links)
  summary.accessors = accessorNames(module)
  const scanned: [Unit, ScannedCode][] = []
  const make = (name: string, kind: Unit['kind'], nodes: readonly Node[], only?: string) => {
    const scan = scanCode(onlyOf(nodes, only), only === undefined ? context : { ...context, only })
    const unit = unitOf(module.file, name, kind, scan, context.placeOf(nodes[0]?.start ?? 0))
    const member = unreachableMember(scan, module.scopes)
    if (member !== undefined) unit.reads.push({ kind: 'unfollowed', name: member, code: 'hidden-state', place: unit.place })
    scanned.push([unit, scan])
    return unit
  }
  for (const [name, { kind, nodes }] of cut.bindings) {
    const pattern = nodes.some((node) => node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern')
    const unit = make(name, kind, nodes, pattern ? name : undefined)
    unit.pin = nodes.map((node) => pins.get(functionOf(node))).find((value) => value !== undefined)
    summary.units.set(name, unit)
  }
  summary.effects = make('<effects>', 'effects', cut.effects)
  if (cut.globals.length > 0) summary.globals = make('<module>', 'effects', cut.globals)
  const patches = scanned.flatMap(([, scan]) => scan.patches)
  if (patches.length > 0) (summary.globals ??= emptyUnit(module.file, '<module>')).reads.push(...patches)
  addTraits(summary, cut, scanned, context)
  resolveDefaultExport(summary)
  const unitOfStatement = (statement: Node) =>
    unitOf(module.file, '<effects>', 'effects', scanCode([statement], context), context.placeOf(statement.start))
  summary.acts = cut.acts.map(({ name, path, how, statement }) => ({ name, path, how, unit: unitOfStatement(statement) }))
  markEarlyReads(summary)
  summary.types = cut.types
  summary.assigned = summary.opaque ? assignedExports(module) : new Map()
  summary.opaque ||= cut.bindings.has('export=')
  return summary
}

const jsxPragmasIn = ({ comments }: SourceModule): string =>
  comments.flatMap((comment) => comment.value.match(/@jsx\w*\s+\S+/g) ?? []).join(' ')

const silencedLines = new WeakMap<SourceModule, Map<number, string[]>>()

export function scanContextOf(module: SourceModule, pins: ReadonlyMap<Node, string>): ScanContext {
  const silenced = silencedLines.get(module) ?? findSilencedLines(module, (offset) => module.position(offset).line)
  silencedLines.set(module, silenced)
  const placeOf = (offset: number): SourcePosition => {
    const { line, column } = module.position(offset)
    const codes = silenced.size === 0 ? undefined : silenced.get(line)
    return codes ? { file: module.file, line, column, silenced: codes } : { file: module.file, line, column }
  }
  return { module, placeOf, pins }
}

type Scan = Pick<ScannedCode, 'references' | 'reads' | 'decorators' | 'features' | 'replacesOutput'> &
  Partial<Pick<ScannedCode, 'sets' | 'classReads'>> & { code: string | undefined }

export function unitOf(file: string, name: string, kind: Unit['kind'], scan: Scan, place: SourcePosition): Unit {
  const { references, reads, decorators, features, replacesOutput } = scan
  // All units have the same fields in the same order, so that code which reads them stays simple for the engine.
  const unit: Unit = {
    file,
    name,
    kind,
    code: scan.code === undefined ? '' : digestOf(scan.code),
    references,
    reads,
    decorators,
    features,
    replacesOutput,
    place,
    pin: undefined,
    members: undefined,
    variable: undefined,
    returns: undefined,
    class: undefined,
  }
  if (scan.sets?.size) unit.sets = [...scan.sets]
  if (scan.classReads?.size) unit.classReads = [...scan.classReads]
  return unit
}

export function emptyUnit(file: string, name: string, kind: Unit['kind'] = 'effects'): Unit {
  return unitOf(file, name, kind, { ...emptyScan(), code: undefined }, { file, line: 1, column: 1 })
}

/** For `const { a, b } = o`, only the code that defines the one name. */
function onlyOf(nodes: readonly Node[], only: string | undefined): readonly Node[] {
  if (only === undefined) return nodes
  return nodes.map((node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern') return node
    const { properties } = node.id
    if (properties.some((property) => property.type === 'RestElement' || property.computed)) return node
    const taken = properties.filter((property) => property.type === 'Property' && boundNames(property.value).includes(only))
    return { ...node, id: { ...node.id, properties: taken } }
  })
}

function functionOf(node: Node): Node {
  return node.type === 'VariableDeclarator' && node.init ? unwrap(node.init) : node
}

function addTraits(summary: FileSummary, cut: CutFile, scanned: [Unit, ScannedCode][], scanning: ScanContext): void {
  const { module } = scanning
  const { scopes } = module
  const exported = exportedNames(summary)
  const context: StateContext = {
    module,
    scopes,
    isExported: ({ name, scope }) => scope === scopes.top && exported.has(name),
    opaqueCode: isOpaque(module.text),
  }
  const uses = new Map<string, { use: UseOfName; unit: string }[]>()
  for (const [unit, scan] of scanned) {
    for (const { name, use } of scan.uses) {
      const known = uses.get(name)
      if (known) known.push({ use, unit: unit.name })
      else uses.set(name, [{ use, unit: unit.name }])
    }
    const own = cut.bindings.get(unit.name)?.nodes.map(functionOf)
    if (scan.classes.length > 0)
      addInnerClasses(
        unit,
        scan.classes.filter((node) => !own?.includes(node)),
      )
  }
  for (const [name, unit] of summary.units) {
    const { nodes } = cut.bindings.get(name)!
    const variable = scopes.top.set.get(name)
    if (variable && (unit.kind === 'function' || unit.kind === 'class') && isReplaced(variable, nodes)) unit.kind = 'variable'
    if (unit.kind === 'variable') {
      unit.variable = variable
        ? describeVariable(variable, nodes, uses.get(name) ?? [], context)
        : describeDefault(nodes[0]!, context)
      if (variable && unit.variable.madeOnUse && !unit.variable.memo)
        unit.variable.making = makingOf(variable, unit, scanning, cut)
    }
    for (const node of nodes) {
      const made = functionOf(node)
      if (isClass(made)) unit.class = classTraits(made, module)
      if (node.type === 'TSModuleDeclaration' || (node.type === 'TSEnumDeclaration' && !node.const)) unit.object = true
      const returned = nodes.length === 1 ? returnedBy(made) : undefined
      const maker = returned && makerOf(returned, context)
      if (maker) unit.returns = maker
      const written = new Set<string>()
      for (const { use } of uses.get(name) ?? []) {
        const member = writtenMember(use)
        if (member !== undefined) written.add(member)
      }
      if (written.size > 0) unit.ownData = [...written]
      // `C.prototype.m = f` inside a function.
      const patched = uses.get(name)?.some(({ use }) => use.change !== undefined && use.late && use.path[0] === 'prototype')
      if (patched && unit.kind !== 'variable') unit.members ??= [{ path: ['prototype'], hidden: false }]
      if (node.type === 'TSModuleDeclaration') (unit.members ??= []).push(...namespaceMembers(node, context))
    }
  }
  if (!context.opaqueCode) addRewritten(summary, exported, module)
}

/** Code that names don't show. Most files have neither word, which is found faster than the pattern. */
const isOpaque = (text: string): boolean =>
  (text.includes('eval') || text.includes('with')) && /\beval\s*\(|\bwith\s*\(/.test(text)

function addInnerClasses(unit: Unit, classes: readonly Class[]): void {
  if (classes.length === 0) return
  const traits = classes.map((node) => classTraits(node))
  const all = (key: 'staticData' | 'staticReads' | 'readsAbove') => [...new Set(traits.flatMap((found) => found[key] ?? []))]
  const inner = { staticData: all('staticData'), staticReads: [...all('staticReads'), ...all('readsAbove')] }
  if (inner.staticData.length + inner.staticReads.length > 0) unit.inner = inner
}

/** What makes a variable on first use, as a unit of its own: the function that makes it may depend on more. */
function makingOf(variable: ScopeVariable, { file, name, place }: Unit, scanning: ScanContext, cut: CutFile): Making {
  const { module } = scanning
  const values = writesOf(variable).flatMap(({ writeExpr }) => writeExpr ?? [])
  const unit = unitOf(file, name, 'other', scanCode(values, scanning), place)
  const madeBy = values.length === 1 ? makerOf(values[0]!, module) : undefined
  const differs = values.length > 1 && new Set(values.map((value) => scanCode([value], scanning).code)).size > 1
  const shown = readsUnset(variable, module.scopes)
  const isIn = (nodes: readonly Node[]) => shown.some((at) => nodes.some(({ start, end }) => at.start >= start && at.end <= end))
  const shownIn = [...cut.bindings].flatMap(([holder, { nodes }]) => (isIn(nodes) ? [holder] : []))
  return {
    unit,
    madeBy,
    operator: operatorOf(variable, module.scopes),
    ...(differs ? { differs } : {}),
    ...(shown.length > 0 ? { shownIn } : {}),
  }
}

/** The only thing that a function does: `(name) => pino({ name })`, `function makeLog(name) { return pino({ name }) }`. */
function returnedBy(node: Node): Node | undefined {
  if (!isFunction(node) || node.generator) return undefined
  if (node.body.type !== 'BlockStatement') return node.body
  const [statement, ...more] = node.body.body
  return statement?.type === 'ReturnStatement' && more.length === 0 ? (statement.argument ?? undefined) : undefined
}

/** `function log() {}`, which other code replaces: `log = write`. A function that replaces itself does so on its first call. */
const isReplaced = ({ references }: ScopeVariable, nodes: readonly Node[]): boolean =>
  references.some(
    (reference) =>
      reference.isWrite() &&
      !nodes.some(({ start, end }) => reference.identifier.start >= start && reference.identifier.end <= end),
  )

function addRewritten({ units }: FileSummary, exported: ReadonlySet<string>, module: SourceModule): void {
  const candidates = (isOne: (variable: Variable) => boolean) =>
    [...units.values()].flatMap(({ name, variable }) => {
      const found =
        variable && !variable.lazy && !exported.has(name) && isOne(variable) ? module.scopes.top.set.get(name) : undefined
      return found?.defs.length === 1 ? [found] : []
    })
  const written = candidates((variable) => variable.written)
  const objects = candidates(
    ({ written: isWritten, sealed, kind }) =>
      !isWritten && !sealed && /^(date|regexp|sticky|instance|object|array|map|set)$/.test(kind),
  )
  const { variables, calls, tables } = rewrittenVariables(module, written, objects, exported)
  for (const [name, found] of variables) units.get(name)!.variable!.rewritten = { ...found, ...(found.ifClosed ? { calls } : {}) }
  for (const name of tables) units.get(name)!.variable!.sealed = true
}

/** `export default { … }`: only other files can use it. */
function describeDefault(node: Node, { scopes }: StateContext): NonNullable<Unit['variable']> {
  const { shape, fixed, needs } = evaluate(node, scopes)
  return {
    kind: shape.kind,
    fixed,
    needs,
    known: isKnown(shape),
    written: false,
    sealed: isImmutable(shape),
    lazy: false,
    writers: [],
  }
}

/** `export default mode` exports the value at that moment. If `mode` is reassigned later, the two differ. */
function resolveDefaultExport({ exports, units }: FileSummary): void {
  const entry = exports.get('default')
  if (!entry || !('local' in entry) || entry.local === 'default' || !units.has('default')) return
  const variable = units.get(entry.local)?.variable
  if (variable && !variable.sealed) exports.set('default', { local: 'default' })
  else units.delete('default')
}
