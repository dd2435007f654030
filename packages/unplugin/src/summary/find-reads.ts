import type { Variable } from '../source/scopes.js'
import type { ModuleScopes, Node } from '../source/source-module.js'
import { boundNames, unwrap } from '../source/walk.js'
import type { Read } from './file-summary.js'
import { plainKey, staticName } from './render-code.js'

/** What binds a name: nothing, an import, or the declaration of a variable that is never written again. */
type Origin = 'global' | { specifier: string; name: string } | { declarator: Node }

export interface ReadContext {
  scopes: ModuleScopes
  only: string | undefined
}

type FoundRead = Omit<Read, 'place'> & { offset: number }

const CLOCKS = /^(Date\.now|performance\.(now|timeOrigin)|process\.(hrtime|uptime)|Temporal\.Now)$/
const RANDOMS =
  /^(Math\.random|crypto\.(randomUUID|getRandomValues|randomBytes|randomInt|randomFill|randomFillSync|generateKeyPairSync|generateKeySync|webcrypto)|uuid)$/
/** Listed by `explain`, without a warning: normal in functions worth caching. */
const STATES =
  /^(fetch|WebSocket|XMLHttpRequest|EventSource|localStorage|sessionStorage|indexedDB|document|window|navigator|location|process\.(cwd|argv|pid|ppid|platform|arch|version|versions|memoryUsage|cpuUsage|stdin|title|execArgv|report)|globalThis)$/
const TIMES = /^(node:)?perf_hooks$/
const CRYPTO = /^(node:)?crypto$/
const PROCESS = /^(node:)?process$/
const MOST_ALIASES = 9

/** What a node itself reads from its surroundings. */
export function findReads(node: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  switch (node.type) {
    case 'MemberExpression':
      return readMember(node, ancestors, context)
    case 'Identifier':
      return readAlias(node, ancestors, context)
    case 'VariableDeclarator':
      return readDeclarator(node, context)
    case 'NewExpression':
    case 'CallExpression':
      return readCall(node, context)
    default:
      return NONE
  }
}

const NONE: FoundRead[] = []

/** None for a name that anything else binds. */
function originOf(name: Node, scopes: ModuleScopes): Origin | undefined {
  const reference = scopes.referenceOf(name)
  if (!reference) return undefined
  if (!reference.resolved) return scopes.top.set.has(name['name']) ? undefined : 'global'
  const { defs, references } = reference.resolved
  const [definition] = defs
  if (definition?.type === 'Variable') {
    const isOneValue = definition.parent?.['kind'] === 'const' || !references.some((other) => other.isWrite() && !other.init)
    return isOneValue ? { declarator: definition.node } : undefined
  }
  if (definition?.type !== 'ImportBinding') return undefined
  const specifier = definition.parent?.['source']?.value as string | undefined
  if (specifier === undefined) return undefined
  const imported = definition.node['imported'] as Node | undefined
  const kind = definition.node.type === 'ImportNamespaceSpecifier' ? '*' : 'default'
  return { specifier, name: imported ? ((imported['name'] ?? imported['value']) as string) : kind }
}

/** `process.env`, `crypto`, `Math.random` as the language or Node names them, whatever a file calls its import. */
function surroundingName(wrapped: Node, context: ReadContext, aliases = 0): string | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'ChainExpression') return surroundingName(node['expression'], context, aliases)
  if (node.type === 'MetaProperty') return 'import.meta'
  if (node.type === 'Identifier') {
    const from = originOf(node, context.scopes)
    if (from === undefined || from === 'global') return from && node['name']
    // `var a = a`
    if ('declarator' in from) return aliases > MOST_ALIASES ? undefined : aliasName(node, from.declarator, context, aliases + 1)
    const whole = from.name === 'default' || from.name === '*'
    if (PROCESS.test(from.specifier)) return whole ? 'process' : `process.${from.name}`
    if (CRYPTO.test(from.specifier)) return whole ? 'crypto' : `crypto.${from.name}`
    if (TIMES.test(from.specifier)) return whole ? undefined : from.name
    return undefined
  }
  if (node.type !== 'MemberExpression') return undefined
  const object = surroundingName(node['object'], context, aliases)
  return object === undefined ? undefined : memberName(object, node)
}

function memberName(object: string, node: Node): string | undefined {
  const member = staticName(node)
  if (member === undefined) return undefined
  return /^(globalThis|window|global|self)$/.test(object) ? member : `${object}.${member}`
}

// `const env = process.env`, `const { env } = process`
function aliasName(identifier: Node, declarator: Node, context: ReadContext, aliases: number): string | undefined {
  if (!declarator['init']) return undefined
  const object = surroundingName(declarator['init'], context, aliases)
  if (object === undefined || declarator['id'].type === 'Identifier') return object
  const properties = declarator['id'].type === 'ObjectPattern' ? (declarator['id']['properties'] as Node[]) : []
  const property = properties.find((item) => item['value']?.['name'] === identifier['name'])
  const key = property && plainKey(property)
  return key === undefined ? undefined : `${object}.${key}`
}

const isEnvironment = (name: string | undefined): name is string => name === 'process.env' || name === 'import.meta.env'

function readMember(node: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const object = surroundingName(node['object'], context)
  if (object === undefined) return NONE
  const offset = node.start
  if (isEnvironment(object)) {
    const name = staticName(node)
    const parent = ancestors.at(-1)
    // `process.env.X = '1'` writes.
    if (parent?.type === 'AssignmentExpression' && parent['operator'] === '=' && unwrap(parent['left']) === node) return []
    return name === undefined ? [wholeEnvironment(object, offset)] : [environment(object, name, offset)]
  }
  const name = memberName(object, node)
  if (name === undefined) return NONE
  if (isEnvironment(name)) return readsOneVariable(node, ancestors, context) ? [] : [wholeEnvironment(name, offset)]
  if (name === 'import.meta.glob') return [{ kind: 'unfollowed', name, code: 'unfollowed-import', offset }]
  return surrounding(name, offset)
}

/** `const env = process.env`, `const { env } = process`, `import { env } from 'node:process'`: of few variables all uses are looked at. */
export function mayBeEnvironment({ defs }: Variable): boolean {
  const [definition] = defs
  if (definition?.type === 'ImportBinding') return definition.node['imported']?.['name'] === 'env'
  if (definition?.type !== 'Variable') return false
  const { id, init } = definition.node as Node & { id: Node; init: Node | null }
  const made = init && unwrap(init)
  const value = made?.type === 'ChainExpression' ? unwrap(made['expression'] as Node) : made
  return value?.type === 'MemberExpression'
    ? staticName(value) === 'env'
    : value?.type === 'Identifier' && id.type === 'ObjectPattern'
}

/** Another name of the environment: what reads one variable of it is found at the member or the pattern. */
function readAlias(identifier: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const name = surroundingName(identifier, context)
  if (!isEnvironment(name) || readsOneVariable(identifier, ancestors, context)) return NONE
  return [wholeEnvironment(name, identifier.start)]
}

function surrounding(name: string, offset: number): FoundRead[] {
  const short = name.split('.').slice(0, 2).join('.')
  if (CLOCKS.test(short)) return [{ kind: 'clock', name: short, code: 'clock-read', offset }]
  if (RANDOMS.test(short)) return [{ kind: 'random', name: short, code: 'random-read', offset }]
  return STATES.test(short) ? [{ kind: 'state', name: short, offset }] : []
}

function readsOneVariable(node: Node, ancestors: readonly Node[], context: ReadContext): boolean {
  const parent = ancestors.at(-1)
  const above = parent?.type === 'ChainExpression' ? ancestors.at(-2) : parent
  if (above?.type === 'MemberExpression' && unwrap(above['object']) !== node && parent?.type !== 'ChainExpression') return false
  if (above?.type === 'MemberExpression') return true
  if (above?.type === 'UnaryExpression') return true
  if (above?.type !== 'VariableDeclarator') return false
  if (above['id'].type !== 'Identifier') return above['id'].type === 'ObjectPattern'
  // A name that may come to mean something else is no alias; one of the module is an input then.
  return above === ancestors[0] || originOf(above['id'], context.scopes) !== undefined
}

function environment(object: string, name: string, offset: number): FoundRead {
  const plain = /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`
  const expression = object === 'process.env' ? `typeof process === 'undefined' ? void 0 : ${plain}` : plain
  return { kind: 'env', name: plain, expression, offset }
}

function wholeEnvironment(object: string, offset: number): FoundRead {
  return { kind: 'unfollowed', name: `${object}[…]`, code: 'dynamic-env', offset }
}

function readDeclarator(declarator: Node, context: ReadContext): FoundRead[] {
  if (!declarator['init'] || declarator['id'].type !== 'ObjectPattern') return NONE
  const object = surroundingName(declarator['init'], context)
  return object === undefined ? [] : readPattern(declarator['id'], object, context)
}

/** `const { X } = process.env`, `const { random } = Math`. */
function readPattern(pattern: Node, object: string, context: ReadContext): FoundRead[] {
  return (pattern['properties'] as Node[]).flatMap((property): FoundRead[] => {
    const key = property.type === 'RestElement' ? undefined : plainKey(property)
    if (
      context.only !== undefined &&
      !boundNames(property.type === 'RestElement' ? property : property['value']).includes(context.only)
    )
      return []
    if (isEnvironment(object)) {
      return [key === undefined ? wholeEnvironment(object, property.start) : environment(object, key, property.start)]
    }
    if (key === undefined) return []
    const value = property['value'] as Node
    const inner = value.type === 'AssignmentPattern' ? (value['left'] as Node) : value
    if (inner.type === 'ObjectPattern') return readPattern(inner, `${object}.${key}`, context)
    return surrounding(`${object}.${key}`, property.start)
  })
}

function readCall(node: Node, context: ReadContext): FoundRead[] {
  const callee = unwrap(node['callee'])
  if (callee.type !== 'Identifier') return NONE
  const offset = node.start
  const name = surroundingName(callee, context)
  if (name === undefined) return NONE
  if (name === 'Date' && (node.type === 'CallExpression' || node['arguments'].length === 0)) {
    return [{ kind: 'clock', name: node.type === 'CallExpression' ? 'Date()' : 'new Date()', code: 'clock-read', offset }]
  }
  if (name === 'eval' || name === 'Function') {
    return [{ kind: 'unfollowed', name: name === 'eval' ? 'eval' : 'new Function', code: 'unfollowed-code', offset }]
  }
  if (name === 'require' && node.type === 'CallExpression') return []
  return surrounding(name, offset)
}
