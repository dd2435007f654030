import { childrenOf, type Node } from '../source/source-module.js'
import { isFunction, isWrapper, unwrap } from '../source/walk.js'
import { classifyUse } from './classify-use.js'
import type { ClassTraits, FileSummary, Unit } from './file-summary.js'
import { flowOf } from './escapes.js'
import { readInitialiser, type Names } from './initialiser.js'
import { plainKey } from './render-code.js'
import type { ScannedCode } from './scan-code.js'

type ClassState = Pick<ClassTraits, 'statics' | 'memberReads'>

/** The static fields of a class that hold data, and the members that its own code reads of `this` and of itself. */
export function readClassState(node: Node, names: Names): ClassState {
  const members = (node['body']?.['body'] ?? []) as Node[]
  const statics: NonNullable<ClassTraits['statics']> = []
  for (const member of members) {
    const isField = /^(PropertyDefinition|AccessorProperty)$/.test(member.type)
    const name = member['static'] && isField && !member['declare'] ? memberKey(member) : undefined
    if (name === undefined) continue
    const value = member['value'] as Node | null
    if (value && isFunction(unwrap(value))) continue
    const { shape } = readInitialiser(value, names)
    const sealed = member['readonly'] === true && (shape === 'primitive' || shape === 'frozen' || shape === 'function')
    const isObject = shape === 'object' || shape === 'unknown'
    statics.push({ name, sealed, changed: false, handedOut: false, isObject })
  }
  const memberReads = new Set<string>()
  visit(node, [], (object, ancestors) => {
    if (object.type !== 'ThisExpression' && object.type !== 'Super' && object['name'] !== node['id']?.['name']) return
    const use = classifyUse(object, ancestors, () => false)
    const hidden = privateMember(ancestors)
    const path = use.path[0] === 'constructor' ? use.path.slice(1) : use.path
    const name = hidden ?? path[0]
    if (name === undefined) return
    if (!use.effect) memberReads.add(name)
    const field = statics.find((item) => item.name === name)
    if (field && flowOf(object, ancestors, () => false)) field.handedOut = true
    // `this.#known.set(k, v)` fills a table of its own; a setting is written as a whole.
    const changes = hidden === undefined ? use.change : use.change && use.method === undefined && path.length === 0
    if (field && changes && use.late) field.changed = true
    // `this.n = 5` in a static method makes the field where only a base class declares it.
    if (!field && changes && use.late && name !== 'prototype' && (object.type === 'Identifier' || isStatic(node, ancestors)))
      statics.push({ name, sealed: false, changed: true, handedOut: false, isObject: false })
  })
  return { ...(statics.length > 0 ? { statics } : {}), ...(memberReads.size > 0 ? { memberReads: [...memberReads] } : {}) }
}

/** Objects in static fields that code holds under other names, in a file that changes objects it did not make. */
export function markChangedStatics({ units }: FileSummary, scanned: readonly [Unit, ScannedCode][]): void {
  if (!scanned.some(([, { changesOthers }]) => changesOthers)) return
  for (const { name, flow } of scanned.flatMap(([, { uses }]) => uses)) {
    const field = flow && units.get(name)?.class?.statics?.find((item) => item.name === flow.path[0])
    if (field) field.handedOut = true
  }
  for (const unit of units.values())
    for (const field of unit.class?.statics ?? []) if (field.handedOut && field.isObject) field.changed = true
}

/** Whether `this` is the class itself: in a static member of it. */
function isStatic(node: Node, ancestors: readonly Node[]): boolean {
  const member = ancestors[ancestors.indexOf(node['body'] as Node) + 1]
  return member?.['static'] === true || member?.type === 'StaticBlock'
}

const memberKey = (member: Node) => (member['key'].type === 'PrivateIdentifier' ? `#${member['key'].name}` : plainKey(member))

function privateMember(ancestors: readonly Node[]): string | undefined {
  const property = ancestors.at(-1)?.type === 'MemberExpression' ? (ancestors.at(-1)!['property'] as Node) : undefined
  return property?.type === 'PrivateIdentifier' ? `#${property['name']}` : undefined
}

function visit(node: Node, ancestors: Node[], see: (node: Node, ancestors: readonly Node[]) => void): void {
  if (node.type === 'ThisExpression' || node.type === 'Super' || node.type === 'Identifier') see(node, ancestors)
  // `(this as any).k` is `this.k`.
  const wraps = isWrapper(node)
  if (!wraps) ancestors.push(node)
  for (const child of childrenOf(node)) visit(child, ancestors, see)
  if (!wraps) ancestors.pop()
}
