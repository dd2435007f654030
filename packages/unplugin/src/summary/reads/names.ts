import { isBuiltin } from 'node:module'
import type { DefinitionOf } from '../../source/scopes.js'
import type { Identifier, ModuleScopes, Node, NodeOf } from '../../source/source-module.js'
import { specifiedName, unwrap } from '../../source/walk.js'
import type { Read } from '../file-summary.js'
import { literalText, requiredBy } from '../imported-code.js'
import { staticName } from '../render-code.js'
import { memberTaken } from '../values/values-of-names.js'

// Names of the language and of Node, whatever a file calls them.

export type FoundRead = Omit<Read, 'place'> & { offset: number }

export interface ReadContext {
  scopes: ModuleScopes
  only: string | undefined
}

/**
 * The binding of a name: none, an import, the declaration of a variable that is never reassigned, or what TypeScript's
 * `import q = p.env` stands for.
 */
type Origin = 'global' | { specifier: string; name: string } | { declarator: NodeOf<'VariableDeclarator'> } | { entity: Node }

/** Two names of one module. */
const SAME = /^sys$|\/(?:posix|win32)$/

/** The part of Node that a specifier means: `path` for `node:path/posix`, `fs.promises` for `fs/promises`. */
function partOf(specifier: string): string | undefined {
  if (!isBuiltin(specifier)) return undefined
  return specifier
    .replace(/^node:/, '')
    .replace(SAME, (text) => (text === 'sys' ? 'util' : ''))
    .replaceAll('/', '.')
}
/** Its members are globals of the same names. */
const TIMES = /^(node:)?perf_hooks$/
const MOST_ALIASES = 9

export const isNodeModule = isBuiltin

/** `undefined` for a name with any other binding. */
export function originOf(name: Identifier, scopes: ModuleScopes): Origin | undefined {
  const reference = scopes.referenceOf(name)
  if (!reference) return undefined
  const variable = scopes.variableIn(reference)
  // `declare const process: …` only gives a global its type, as `interface process` does.
  if (!variable || !reference.resolved) return 'global'
  const { defs, references } = variable
  const [definition] = defs
  if (definition?.type === 'Variable') {
    const isOneValue = definition.parent.kind === 'const' || !references.some((other) => other.isWrite() && !other.init)
    return isOneValue ? { declarator: definition.node } : undefined
  }
  if (definition?.type !== 'ImportBinding') return undefined
  const { parent } = definition
  if (parent.type === 'ImportDeclaration') return { specifier: parent.source.value, name: importedName(definition) }
  const from = parent.moduleReference
  return from.type === 'TSExternalModuleReference' ? { specifier: from.expression.value, name: '*' } : { entity: from }
}

/** `default`, `*`, or the name that the other module exports. */
export function importedName({ node }: DefinitionOf<'ImportBinding'>): string {
  if (node.type === 'ImportSpecifier') return specifiedName(node.imported)
  return node.type === 'ImportDefaultSpecifier' ? 'default' : '*'
}

/** `process.env`, `crypto`, `Math.random`: the name in the language or in Node, whatever a file calls its import. */
export function surroundingName(wrapped: Node, context: ReadContext, aliases = 0): string | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'ChainExpression') return surroundingName(node.expression, context, aliases)
  if (node.type === 'MetaProperty') return 'import.meta'
  if (node.type === 'Identifier') {
    const from = originOf(node, context.scopes)
    if (from === undefined || from === 'global') return from && node.name
    // `var a = a`
    if (aliases > MOST_ALIASES) return undefined
    if ('declarator' in from) return aliasName(node, from.declarator, context, aliases + 1)
    if ('entity' in from) return surroundingName(from.entity, context, aliases + 1)
    const whole = from.name === 'default' || from.name === '*'
    if (TIMES.test(from.specifier)) return whole ? undefined : from.name
    const module = partOf(from.specifier)
    return module && (whole ? module : `${module}.${from.name}`)
  }
  const loaded = loadedPart(node, context, aliases)
  if (loaded !== undefined) return loaded
  if (node.type === 'ConditionalExpression') return onlyName([node.consequent, node.alternate], context, aliases)
  if (node.type === 'LogicalExpression') return onlyName([node.left, node.right], context, aliases)
  if (node.type === 'TSQualifiedName') return memberName(surroundingName(node.left, context, aliases), node.right.name)
  return node.type === 'MemberExpression'
    ? memberName(surroundingName(node.object, context, aliases), staticName(node) ?? constantText(node.property, context))
    : undefined
}

/** `os` for `require('os')`, `process.getBuiltinModule('os')` and `await import('os')`. */
export function loadedPart(node: Node, context: ReadContext, aliases = 0): string | undefined {
  if (node.type === 'CallExpression') return partOf(loadedBy(node, context, aliases) ?? '')
  const awaited = node.type === 'AwaitExpression' ? unwrap(node.argument) : undefined
  return awaited?.type === 'ImportExpression' ? partNamed(awaited.source) : undefined
}

export const partNamed = (source: Node): string | undefined => partOf(literalText(source) ?? '')

function loadedBy(call: NodeOf<'CallExpression'>, context: ReadContext, aliases: number): string | undefined {
  const [specifier] = call.arguments
  const required = requiredBy(call)
  if (required !== undefined || !specifier) return required
  const isBuiltin = surroundingName(call.callee, context, aliases) === 'process.getBuiltinModule'
  return isBuiltin ? literalText(specifier) : undefined
}

/** `typeof process === 'undefined' ? {} : process`: reads of the one that has a name are enough. */
function onlyName(branches: readonly Node[], context: ReadContext, aliases: number): string | undefined {
  const names = branches.map((branch) => surroundingName(branch, context, aliases + 1))
  const known = new Set(names.flatMap((name) => (name === undefined ? [] : isGlobalObject(name) ? 'globalThis' : name)))
  const [name] = known
  // Not of a value: a choice of `__dirname` and another path may be relative.
  return known.size === 1 && /^(globalThis|process|process\.env)$/.test(name!) ? name : undefined
}

export const isGlobalObject = (name: string): boolean => /^(globalThis|window|global|self)$/.test(name)

export function memberName(object: string | undefined, member: string | undefined): string | undefined {
  if (object === undefined || member === undefined) return undefined
  if (member === 'default' && isBuiltin(object.replaceAll('.', '/'))) return object
  return isGlobalObject(object) ? member : `${object}.${member}`
}

// `const env = process.env`, `const { env } = process`
function aliasName(
  { name }: Identifier,
  { id, init }: NodeOf<'VariableDeclarator'>,
  context: ReadContext,
  aliases: number,
): string | undefined {
  if (!init) return undefined
  const object = surroundingName(init, context, aliases)
  if (object === undefined || id.type === 'Identifier') return object
  return memberName(object, memberTaken(id, name))
}

/** The text of a constant such as `const KEY = 'X'`. */
export function constantText(wrapped: Node, { scopes }: ReadContext): string | undefined {
  const name = unwrap(wrapped)
  const origin = name.type === 'Identifier' ? originOf(name, scopes) : undefined
  if (typeof origin !== 'object' || !('declarator' in origin)) return undefined
  const { id, init } = origin.declarator
  return init && id.type === 'Identifier' ? literalText(init) : undefined
}
