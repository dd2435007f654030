import type { Plugin } from 'esbuild'
import { childrenOf, type Node } from '../../source/node.js'
import { parseModule, type NodeOf, type SourceModule } from '../../source/source-module.js'
import { isFunction } from '../../source/walk.js'

/** Members of esbuild's build object by which no plugin changes a file's text. */
const HARMLESS = /^(?:onStart|onEnd|onDispose|onResolve|initialOptions|resolve|esbuild)$/

/**
 * The files whose text a plugin may change, by the text of its `setup`, for plugins whose hooks nobody tells: setting them up
 * once more could start a server twice. `undefined` if the text doesn't show it.
 */
export function filtersOf({ setup }: Plugin): RegExp[] | undefined {
  const module = parsed(String(setup))
  const fn = module && findFunction(module.ast)
  const [build, ...more] = fn?.params ?? []
  if (!module || !fn) return undefined
  const filters: RegExp[] = []
  if (build && (more.length > 0 || !addFilters(module, build, filters))) return undefined
  return /\b(?:arguments|eval|with)\b/.test(module.text) ? undefined : filters
}

/** A function, or the method of an object. */
function parsed(text: string): SourceModule | undefined {
  const texts = [`(${text})`, `({${text}})`]
  return texts.map((each) => parseModule('setup.js', each)).find(({ errors }) => errors.length === 0)
}

function findFunction(node: Node): Extract<Node, { params: unknown[] }> | undefined {
  if (isFunction(node)) return node
  for (const child of childrenOf(node)) {
    const found = findFunction(child)
    if (found) return found
  }
  return undefined
}

/** @returns whether all uses of what a pattern binds to the build object are known */
function addFilters(module: SourceModule, pattern: Node, filters: RegExp[]): boolean {
  const { scopes } = module
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.every((property) => {
      if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') return false
      if (HARMLESS.test(property.key.name)) return true
      if (property.key.name !== 'onLoad' || property.value.type !== 'Identifier') return false
      return usesOf(module, property.value).every((use) => addFilter(scopes.parentOf(use), use, filters))
    })
  }
  if (pattern.type !== 'Identifier') return false
  return usesOf(module, pattern).every((use) => {
    const parent = scopes.parentOf(use)
    if (parent?.type === 'VariableDeclarator' && parent.init === use && parent.id.type === 'ObjectPattern')
      return addFilters(module, parent.id, filters)
    if (parent?.type !== 'MemberExpression' || parent.object !== use || parent.computed) return false
    const name = parent.property.type === 'Identifier' ? parent.property.name : ''
    return HARMLESS.test(name) || (name === 'onLoad' && addFilter(scopes.parentOf(parent), parent, filters))
  })
}

/** The identifiers that refer to a declared name. */
function usesOf({ scopes, ast }: SourceModule, declared: Node): Node[] {
  const found: Node[] = []
  const work: Node[] = [ast]
  for (const node of work) {
    if (node !== declared && node.type === 'Identifier' && scopes.variableOf(node)?.defs.some(({ name }) => name === declared))
      found.push(node)
    work.push(...childrenOf(node))
  }
  return found
}

/** `onLoad({ filter: /\.txt$/ }, …)` */
function addFilter(call: Node | undefined, callee: Node, filters: RegExp[]): boolean {
  if (call?.type !== 'CallExpression' || call.callee !== callee) return false
  const [options] = call.arguments
  if (options?.type !== 'ObjectExpression') return false
  const values = new Map<string, NodeOf<'Literal'>>()
  for (const property of options.properties) {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') return false
    if (property.value.type !== 'Literal') return false
    values.set(property.key.name, property.value)
  }
  const filter = values.get('filter')
  const namespace = values.get('namespace')
  if (!filter || !('regex' in filter)) return false
  const { pattern, flags } = filter.regex
  if (!namespace || !('value' in namespace) || namespace.value === 'file')
    filters.push(new RegExp(pattern, flags.replaceAll(/[gy]/g, '')))
  return true
}
