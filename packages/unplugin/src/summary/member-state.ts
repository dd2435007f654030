import { childrenOf, type Node } from '../source/source-module.js'
import { isWrapper, unwrap } from '../source/walk.js'
import { classifyUse } from './classify-use.js'
import { flowOf, handsOut } from './escapes.js'
import type { FileSummary, Unit } from './file-summary.js'
import type { ScannedCode } from './scan-code.js'

/** Marks members of functions, classes and namespaces that code changes after initialisation: `h.calls++`, `C.prototype.k = 2`. */
export function markChangingMembers(summary: FileSummary, scanned: readonly [Unit, ScannedCode][]): void {
  for (const [, { uses }] of scanned) {
    for (const { name, use } of uses) {
      const unit = summary.units.get(name)
      const [member] = use.path
      if (!unit || unit.kind === 'variable' || member === undefined || !use.change || !use.late || use.guarded) continue
      if (!unit.class?.statics?.some((field) => field.name === member))
        addMember(unit, { path: [member], hidden: false, bare: false })
    }
  }
}

/** Variables of a namespace that code may write: the exported ones any code. */
export function addNamespaceState(unit: Unit, namespace: Node, path: readonly string[] = [], hidden = false): void {
  const body = (namespace['body']?.['body'] ?? []) as Node[]
  for (const statement of body) {
    const declaration = (statement['declaration'] ?? statement) as Node
    const inside = hidden || declaration === statement
    if (declaration.type === 'TSModuleDeclaration' && declaration['id'].type === 'Identifier')
      addNamespaceState(unit, declaration, [...path, declaration['id']['name']], inside)
    if (declaration.type !== 'VariableDeclaration' || declaration['kind'] === 'const') continue
    for (const { id } of declaration['declarations'] as Node[]) {
      if (id.type !== 'Identifier') continue
      const name = id['name'] as string
      if (!inside || isWritten(namespace, name)) addMember(unit, { path: [...path, name], hidden: inside, bare: true })
    }
  }
}

function addMember(unit: Unit, member: NonNullable<Unit['changing']>[number]): void {
  unit.changing ??= []
  if (!unit.changing.some(({ path }) => path.join('.') === member.path.join('.'))) unit.changing.push(member)
}

function isWritten(node: Node, name: string): boolean {
  const target =
    node.type === 'AssignmentExpression' ? node['left'] : node.type === 'UpdateExpression' ? node['argument'] : undefined
  if (target && unwrap(target as Node)['name'] === name) return true
  return childrenOf(node).some((child) => isWritten(child, name))
}

/** Whether a method of an object literal changes the object, `{ n: 0, up() { this.n++ } }`, or hands parts of it out to who may. */
export function changesItself(literal: Node, changesOthers: boolean): boolean {
  const mayChange = (self: Node, ancestors: Node[]): boolean => {
    if (classifyUse(self, ancestors, () => false).change) return true
    const flow = changesOthers ? flowOf(self, ancestors, () => false) : undefined
    return flow !== undefined && flow.path.length > 0 && handsOut(literal, flow)
  }
  const visit = (node: Node, ancestors: Node[]): boolean => {
    if (node.type === 'ThisExpression' && mayChange(node, ancestors)) return true
    const wraps = isWrapper(node)
    if (!wraps) ancestors.push(node)
    const found = childrenOf(node).some((child) => visit(child, ancestors))
    if (!wraps) ancestors.pop()
    return found
  }
  return (literal['properties'] as Node[]).some(
    (property) => property['value']?.type === 'FunctionExpression' && visit(property['value'] as Node, []),
  )
}
