import type { Variable } from '../source/scopes.js'
import type { ModuleScopes, Node } from '../source/source-module.js'
import { boundNames, unwrap } from '../source/walk.js'
import type { Read } from './file-summary.js'
import { isStandardGlobal } from './builtins.js'
import { isOwnUrl, requiredBy } from './imported-code.js'
import { plainKey, staticName } from './render-code.js'

/** The binding of a name: none, an import, or the declaration of a variable that is never reassigned. */
type Origin = 'global' | { specifier: string; name: string } | { declarator: Node }

export interface ReadContext {
  scopes: ModuleScopes
  only: string | undefined
}

type FoundRead = Omit<Read, 'place'> & { offset: number }

const CLOCKS = /^(Date\.now|performance\.(now|timeOrigin)|process\.(hrtime|uptime)|Temporal\.Now)$/
const RANDOMS =
  /^(Math\.random|crypto\.(randomUUID|getRandomValues|randomBytes|randomInt|randomFill|randomFillSync|generateKeyPairSync|generateKeySync|webcrypto)|uuid)$/
/** Access to the world outside the process; `explain` lists it. */
const WORLD =
  /^(fetch|WebSocket|XMLHttpRequest|EventSource|indexedDB|process\.(memoryUsage|cpuUsage|resourceUsage|stdin|report))$/
/** State of the process and how it was started: arguments, program, platform, module paths. Part of the key. */
const PROCESS_STATE =
  /^process\.(argv|argv0|execArgv|execPath|pid|ppid|platform|arch|version|versions|title|exitCode)$|^(__dirname|__filename)$|^import\.meta\.(url|dirname|filename|main)$/
/** Information of `node:os` about the machine and its user; constants are marked. */
const MACHINE =
  /^os\.(?:(EOL|devNull)|arch|availableParallelism|endianness|homedir|hostname|machine|platform|release|tmpdir|totalmem|type|userInfo|version)$/
const OS = 'process.getBuiltinModule("node:os")'
/** Functions whose paths may be relative to the working directory. */
const FROM_HERE = /^path\.(?:(?:posix|win32)\.)?(?:resolve|relative)$/
const TIMES = /^(node:)?perf_hooks$/
const CRYPTO = /^(node:)?crypto$/
const PROCESS = /^(node:)?process$/
const PLACES = /^(?:node:)?(os|path)(?:\/(?:posix|win32))?$/
const MOST_ALIASES = 9

/** What a node itself reads from its environment. */
export function findReads(node: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  switch (node.type) {
    case 'MemberExpression':
      return readMember(node, ancestors, context)
    case 'Identifier':
      return context.scopes.variableOf(node) ? readAlias(node, ancestors, context) : readGlobal(node, ancestors)
    case 'VariableDeclarator':
      return readDeclarator(node, context)
    case 'MetaProperty':
      return ancestors.at(-1)?.type === 'MemberExpression' || node['meta']?.['name'] !== 'import'
        ? NONE
        : [{ kind: 'unfollowed', name: 'import.meta', code: 'unfollowed-code', offset: node.start }]
    case 'NewExpression':
    case 'CallExpression':
      return readCall(node, context)
    default:
      return NONE
  }
}

const NONE: FoundRead[] = []

/** `undefined` for a name with any other binding. */
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

/** `process.env`, `crypto`, `Math.random`: the name in the language or in Node, whatever a file calls its import. */
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
    const place = PLACES.exec(from.specifier)?.[1]
    return place && (whole ? place : `${place}.${from.name}`)
  }
  if (node.type === 'CallExpression') return PLACES.exec(requiredBy(node) ?? '')?.[1]
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
    // `process.env.X = '1'` is a write.
    if (parent?.type === 'AssignmentExpression' && parent['operator'] === '=' && unwrap(parent['left']) === node) return []
    const known = name ?? constantText(node['property'], context)
    return known === undefined ? [wholeEnvironment(object, offset)] : [environment(object, known, offset)]
  }
  const name = memberName(object, node)
  if (name === undefined) return NONE
  if (object === 'import.meta' && name === 'import.meta.url' && isOwnUrlBase(ancestors)) return NONE
  // Through an alias: `const w = window as any; w.mode`.
  if (/^(globalThis|window|global|self)$/.test(object) && context.scopes.variableOf(rootOf(node)) && !isStandardGlobal(name)) {
    const parent = ancestors.at(-1)
    const isWrite =
      (parent?.type === 'AssignmentExpression' && parent['operator'] === '=' && unwrap(parent['left']) === node) ||
      (parent?.type === 'UpdateExpression' && ancestors.at(-2)?.type === 'ExpressionStatement')
    const expression = `globalThis[${JSON.stringify(name)}]`
    return isWrite ? NONE : [{ kind: 'state', name: `globalThis.${name}`, expression, offset }]
  }
  if (isEnvironment(name)) {
    if (readsOneVariable(node, ancestors, context)) return []
    const asked = askedFor(ancestors.at(-1))
    return [asked === undefined ? wholeEnvironment(name, offset) : environment(name, asked, offset)]
  }
  const parent = ancestors.at(-1)
  // The arguments of the call decide.
  if (FROM_HERE.test(name) && parent?.type === 'CallExpression' && unwrap(parent['callee']) === node) return NONE
  return surrounding(name, offset)
}

/** `X` of `'X' in process.env`. */
function askedFor(parent: Node | undefined): string | undefined {
  const left = parent?.type === 'BinaryExpression' && parent['operator'] === 'in' ? unwrap(parent['left']) : undefined
  return typeof left?.['value'] === 'string' ? left['value'] : undefined
}

/** The text of a constant such as `const KEY = 'X'`. */
function constantText(name: Node, { scopes }: ReadContext): string | undefined {
  const origin = unwrap(name).type === 'Identifier' ? originOf(unwrap(name), scopes) : undefined
  if (typeof origin !== 'object' || !('declarator' in origin)) return undefined
  const { id, init } = origin.declarator as Node & { id: Node; init: Node | null }
  const value = init && id.type === 'Identifier' ? (unwrap(init)['value'] as unknown) : undefined
  return typeof value === 'string' ? value : undefined
}

function rootOf(member: Node): Node {
  let node = unwrap(member)
  while (node.type === 'MemberExpression' || node.type === 'ChainExpression')
    node = unwrap((node['object'] ?? node['expression']) as Node)
  return node
}

/** `new Worker(new URL('./w.js', import.meta.url))`: only the worker's code counts. */
function isOwnUrlBase(ancestors: readonly Node[]): boolean {
  const url = ancestors.at(-1)
  const worker = ancestors.at(-2)
  return (
    url?.type === 'NewExpression' &&
    worker?.type === 'NewExpression' &&
    isOwnUrl(url) &&
    String(unwrap(worker['callee'])['name']).endsWith('Worker')
  )
}

/** A name that isn't bound in the file: a global of the program, or a bundler's replacement. */
function readGlobal(identifier: Node, ancestors: readonly Node[]): FoundRead[] {
  let name = identifier['name'] as string
  const isRoot = /^(globalThis|window|global|self)$/.test(name)
  if (!isRoot && isStandardGlobal(name)) {
    if (/^(localStorage|sessionStorage|document|navigator|location|history|screen)$/.test(name))
      return [world(name, identifier.start)]
    return PROCESS_STATE.test(name) ? surrounding(name, identifier.start) : NONE
  }
  const path: string[] = []
  let child = identifier
  let at = ancestors.length - 1
  for (; at >= 0; at--) {
    const parent = ancestors[at]!
    if (parent.type === 'MemberExpression') {
      if (unwrap(parent['object']) !== child) break
      const member = staticName(parent)
      if (member === undefined) {
        if (isRoot && path.length === 0) return [unfollowedGlobal(name, identifier.start)]
        break
      }
      path.push(member)
    } else if (parent.type !== 'ChainExpression') break
    child = parent
  }
  const parent = ancestors[at]
  if (parent?.type === 'AssignmentExpression' && parent['operator'] === '=' && unwrap(parent['left']) === child) return NONE
  if (parent?.type === 'UpdateExpression' && ancestors[at - 1]?.type === 'ExpressionStatement') return NONE
  if (parent?.type === 'UnaryExpression' && parent['operator'] === 'typeof' && path.length === 0)
    return isRoot ? NONE : [{ kind: 'state', name: `typeof ${name}`, expression: `typeof ${name}`, offset: identifier.start }]
  if (isRoot) {
    if (path.length === 0)
      return parent?.type === 'VariableDeclarator' ||
        parent?.type === 'LogicalExpression' ||
        parent?.type === 'ConditionalExpression'
        ? NONE
        : [unfollowedGlobal(name, identifier.start)]
    const [first] = path
    // It is found under its own name.
    if (isStandardGlobal(first!)) return NONE
    name = `globalThis.${path.shift()!}`
  }
  // A called method belongs to the object.
  if (parent?.type === 'CallExpression' && unwrap(parent['callee']) === child && path.length > 0) path.pop()
  if (updatesItself(identifier, ancestors)) return NONE
  const members = path.map((member) => (/^[A-Za-z_$][\w$]*$/.test(member) ? `.${member}` : `[${JSON.stringify(member)}]`))
  const expression = [name, ...members].join('')
  return [{ kind: 'state', name: expression, expression, offset: identifier.start }]
}

/** `globalThis.calls = (globalThis.calls ?? 0) + 1` as a statement: the value is read only to update it. */
function updatesItself(identifier: Node, ancestors: readonly Node[]): boolean {
  for (let at = ancestors.length - 1; at > 0; at--) {
    const node = ancestors[at]!
    if (/^(MemberExpression|ChainExpression|LogicalExpression|BinaryExpression)$/.test(node.type)) continue
    const above = ancestors[at - 1]!
    const isDropped =
      above.type === 'ExpressionStatement' ||
      (above.type === 'SequenceExpression' && unwrap(above['expressions'].at(-1)) !== node)
    return (
      node.type === 'AssignmentExpression' &&
      isDropped &&
      chainOf(node['left']) === chainOf(identifierChain(identifier, ancestors))
    )
  }
  return false
}

function identifierChain(identifier: Node, ancestors: readonly Node[]): Node {
  let chain = identifier
  for (
    let at = ancestors.length - 1;
    at >= 0 && ancestors[at]!.type === 'MemberExpression' && unwrap(ancestors[at]!['object']) === chain;
    at--
  )
    chain = ancestors[at]!
  return chain
}

/** The names of a member chain, with `*` for computed names. */
function chainOf(wrapped: Node): string {
  const node = unwrap(wrapped)
  if (node.type === 'ChainExpression') return chainOf(node['expression'])
  return node.type === 'MemberExpression' ? `${chainOf(node['object'])}.${staticName(node) ?? '*'}` : String(node['name'])
}

const world = (name: string, offset: number): FoundRead => ({ kind: 'state', name, offset })

const unfollowedGlobal = (name: string, offset: number): FoundRead => ({
  kind: 'unfollowed',
  name: `${name}[…]`,
  code: 'unfollowed-global',
  offset,
})

/**
 * `const env = process.env`, `const { env } = process`, `import { env } from 'node:process'`. Limits the variables whose uses
 * are examined.
 */
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

/** An alias of the environment; the read of a single variable is found at the member or the pattern. */
function readAlias(identifier: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const name = surroundingName(identifier, context)
  if (name !== undefined && PROCESS_STATE.test(name)) return surrounding(name, identifier.start)
  if (!isEnvironment(name) || readsOneVariable(identifier, ancestors, context)) return NONE
  return [wholeEnvironment(name, identifier.start)]
}

function surrounding(name: string, offset: number): FoundRead[] {
  const short = name.split('.').slice(0, 2).join('.')
  if (CLOCKS.test(short)) return [{ kind: 'clock', name: short, code: 'clock-read', offset }]
  if (RANDOMS.test(short)) return [{ kind: 'random', name: short, code: 'random-read', offset }]
  if (short === 'process.cwd') return [workingDirectory(offset)]
  if (FROM_HERE.test(name)) return [workingDirectory(offset)]
  const machine = MACHINE.exec(short)
  if (machine) return [{ kind: 'state', name: short, expression: `${OS}.${short.slice(3)}${machine[1] ? '' : '()'}`, offset }]
  if (short === 'os.cpus') return [{ kind: 'state', name: short, expression: `${OS}.cpus().length`, offset }]
  if (PROCESS_STATE.test(short)) return [{ kind: 'state', name: short, expression: short, offset }]
  return WORLD.test(short) ? [world(short, offset)] : []
}

const workingDirectory = (offset: number): FoundRead => ({
  kind: 'state',
  name: 'process.cwd()',
  expression: 'process.cwd()',
  offset,
})

/** Whether a path is certainly absolute: `__dirname`, `/etc`, or `process.cwd()`, which is a read of its own. */
function isAbsolute(wrapped: Node, context: ReadContext): boolean {
  const node = unwrap(wrapped)
  if (typeof node['value'] === 'string') return /^(?:[/\\]|[A-Za-z]:)/.test(node['value'])
  if (node.type === 'CallExpression') {
    const callee = surroundingName(node['callee'], context)
    return (
      /^(?:process\.cwd|os\.(?:homedir|tmpdir)|path\.resolve)$/.test(callee ?? '') ||
      String(unwrap(node['callee'])['name']) === 'fileURLToPath'
    )
  }
  return /^(?:__dirname|__filename|import\.meta\.(?:dirname|filename))$/.test(surroundingName(node, context) ?? '')
}

/** `path.resolve(name)`: a path relative to the working directory. */
function readPlace(node: Node, name: string, context: ReadContext): FoundRead[] {
  const args = node['arguments'] as Node[]
  const anchored = args.map((argument) => argument.type !== 'SpreadElement' && isAbsolute(argument, context))
  const isAnchored = name.endsWith('relative') ? anchored.length > 1 && anchored.every(Boolean) : anchored.some(Boolean)
  return isAnchored ? NONE : [workingDirectory(node.start)]
}

function readsOneVariable(node: Node, ancestors: readonly Node[], context: ReadContext): boolean {
  const parent = ancestors.at(-1)
  const above = parent?.type === 'ChainExpression' ? ancestors.at(-2) : parent
  if (above?.type === 'MemberExpression' && unwrap(above['object']) !== node && parent?.type !== 'ChainExpression') return false
  if (above?.type === 'MemberExpression') return true
  if (above?.type === 'UnaryExpression') return true
  if (above?.type !== 'VariableDeclarator') return false
  if (above['id'].type !== 'Identifier') return above['id'].type === 'ObjectPattern'
  // A reassigned name isn't an alias; a module-level one is then an input.
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
    // Its calls decide.
    return FROM_HERE.test(`${object}.${key}`) ? NONE : surrounding(`${object}.${key}`, property.start)
  })
}

const LOCAL_TIME =
  /^((get|set)(Date|Day|FullYear|Year|Hours|Minutes|Month|Seconds|Milliseconds|TimezoneOffset)|to(Date|Time|LocaleDate|LocaleTime)String)$/
const LOCALE = /^(toLocale\w*|localeCompare)$/

/** What depends on the machine's time zone and locale: `date.getHours()`, `new Date(2024, 0)`, `Intl`, `toLocaleString()`. */
function readMachine(node: Node, callee: Node, context: ReadContext): FoundRead[] {
  const { start: offset } = node
  const method = callee.type === 'MemberExpression' ? (staticName(callee) ?? '') : ''
  const name = surroundingName(callee, context) ?? ''
  const args = node['arguments'] as Node[]
  const makesDate = name === 'Date' && node.type === 'NewExpression' && args.length > 0 && !isUniversalTime(args)
  const isIntl = name.startsWith('Intl.')
  const zone = LOCAL_TIME.test(method) || LOCALE.test(method) || isIntl || makesDate || name === 'Date.parse'
  const found: FoundRead[] = []
  if (zone) found.push({ kind: 'state', name: 'time zone', expression: 'zone', offset })
  if (LOCALE.test(method) || isIntl) found.push({ kind: 'state', name: 'default locale', expression: 'locale', offset })
  return found
}

/** One number of milliseconds, or a string with a time zone. */
function isUniversalTime(args: readonly Node[]): boolean {
  const value = unwrap(args[0]!)['value'] as unknown
  return (
    args.length === 1 &&
    (typeof value === 'number' || (typeof value === 'string' && /^\d{4}(-\d\d){0,2}$|Z$|[+-]\d\d:\d\d$/.test(value)))
  )
}

function readCall(node: Node, context: ReadContext): FoundRead[] {
  const callee = unwrap(node['callee'])
  const machine = readMachine(node, callee, context)
  const name = surroundingName(callee, context)
  if (name !== undefined && FROM_HERE.test(name)) return [...machine, ...readPlace(node, name, context)]
  if (callee.type !== 'Identifier') return machine
  return [...machine, ...readNamedCall(node, callee, context)]
}

function readNamedCall(node: Node, callee: Node, context: ReadContext): FoundRead[] {
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
