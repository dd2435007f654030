import { analyze } from '@typescript-eslint/scope-manager'
import { bindNames } from '../../src/source/bind-names.js'
import type { Node } from '../../src/source/source-module.js'

type AnyScope = { type: string; block: Node; upper: AnyScope | null; set: ReadonlyMap<string, AnyVariable> }
type AnyVariable = { name: string; scope: AnyScope; defs: readonly AnyDefinition[]; references: readonly AnyReference[] }
type AnyDefinition = { type: string; name: Node; node: Node; parent?: Node | null }
type AnyReference = {
  identifier: Node
  from: AnyScope
  resolved: AnyVariable | null
  init?: boolean
  writeExpr?: Node | null
  isValueReference: boolean
  isWrite(): boolean
}

/** Nodes are the same objects on both sides, so they are told apart by where they stand and what they are. */
const shownNode = (node: Node | null | undefined) => (node ? `${node.type}@${node.start}-${node.end}` : 'none')
const shownScope = (scope: AnyScope | null): string => (scope ? `${scope.type} ${shownNode(scope.block)}` : 'none')
const shownVariable = (variable: AnyVariable | null) =>
  variable ? `${variable.name} in ${shownScope(variable.scope)}` : 'unbound'

function shownReference(reference: AnyReference): string {
  const written = reference.isWrite() ? ` writes ${shownNode(reference.writeExpr)}${reference.init ? ' first' : ''}` : ''
  return `${shownNode(reference.identifier)} from ${shownScope(reference.from)}${reference.isValueReference ? ' value' : ''}${written}`
}

function describeVariable(variable: AnyVariable): string[] {
  return [
    shownVariable(variable),
    ...variable.defs.map(
      ({ type, name, node, parent }) => `  ${type} ${shownNode(name)} ${shownNode(node)} ${shownNode(parent)}`,
    ),
    // In which order they were found tells nothing.
    ...variable.references.map((reference) => `  used ${shownReference(reference)}`).toSorted(),
  ]
}

function describe(
  scopes: readonly AnyScope[],
  references: ReadonlyMap<unknown, AnyReference>,
  nodes: readonly Node[],
  innermost: (node: Node) => AnyScope | null,
): string[] {
  return [
    ...scopes.flatMap((scope) => [
      `${shownScope(scope)} in ${shownScope(scope.upper)}`,
      ...[...scope.set.values()].flatMap(describeVariable),
    ]),
    ...nodes.flatMap((node) => {
      const reference = references.get(node)
      const opened = innermost(node)
      return [
        ...(reference ? [`${shownReference(reference)} is ${shownVariable(reference.resolved)}`] : []),
        ...(opened ? [`${shownNode(node)} opens ${shownScope(opened)}`] : []),
      ]
    }),
  ]
}

/** What both analyses say of a file, as text. */
export function compareScopes(program: Node, isModule: boolean): { ours: string[]; theirs: string[] } {
  const nodes = allNodes(program)
  const bound = bindNames(program, isModule)
  const sourceType: 'module' | 'script' = isModule ? 'module' : 'script'
  const options = { sourceType, jsxPragma: null, jsxFragmentName: null, lib: [] }
  const manager = analyze(program as never, options)
  const theirScopes = manager.scopes as unknown as AnyScope[]
  const references = new Map<unknown, AnyReference>()
  for (const reference of manager.scopes.flatMap((scope) => scope.references) as unknown as AnyReference[]) {
    if (reference.isValueReference || !references.has(reference.identifier)) references.set(reference.identifier, reference)
  }
  const acquire = (node: Node) => manager.acquire(node as never, true) as unknown as AnyScope | null
  return {
    ours: describe(bound.all, bound.references, nodes, (node) => bound.scopes.get(node) ?? null),
    theirs: describe(theirScopes, references, nodes, acquire),
  }
}

function allNodes(program: Node): Node[] {
  const nodes: Node[] = []
  const work: unknown[] = [program]
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    if (typeof value !== 'object' || value === null) continue
    if (typeof (value as Node).type === 'string') nodes.push(value as Node)
    for (const key of Object.keys(value)) if (key !== 'range') work.push((value as Record<string, unknown>)[key] ?? null)
  }
  return nodes
}
