import type { CallNode, NodeOf } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { onlyInitialiser } from '../values/values-of-names.js'
import { isNodeModule, surroundingName, type FoundRead, type ReadContext } from './names.js'

/** A part of Node at run time; none in browsers. */
export const ofNode = (module: string): string => `globalThis.process?.getBuiltinModule?.("node:${module}")`

/** What `inspect` reads when it is given no options. */
const INSPECT = `[${ofNode('util')}?.inspect.defaultOptions,${ofNode('buffer')}?.INSPECT_MAX_BYTES]`
const LISTENERS = `${ofNode('events')}?.defaultMaxListeners`
const WATERMARKS = `[false,true].map((o)=>${ofNode('stream')}?.getDefaultHighWaterMark?.(o))`
const SOCKETS = `['http','https'].map((m)=>globalThis.process?.getBuiltinModule?.('node:'+m)?.Agent.defaultMaxSockets)`

/**
 * Settings of other parts of Node, and what a worker was started with. `util.inspect` reads one of them itself, `util.styleText` the
 * environment and the terminal, `util.debuglog` the environment.
 */
const SETTINGS = new Map(
  Object.entries({
    'async_hooks.executionAsyncId': `${ofNode('async_hooks')}?.executionAsyncId()`,
    'async_hooks.executionAsyncResource': `${ofNode('async_hooks')}?.executionAsyncResource()`,
    'async_hooks.triggerAsyncId': `${ofNode('async_hooks')}?.triggerAsyncId()`,
    'cluster.isMaster': `${ofNode('cluster')}?.isPrimary`,
    'cluster.isPrimary': `${ofNode('cluster')}?.isPrimary`,
    'cluster.isWorker': `${ofNode('cluster')}?.isPrimary`,
    'cluster.worker': `${ofNode('cluster')}?.worker?.id`,
    'console.Console': INSPECT,
    'events.EventEmitter.defaultMaxListeners': LISTENERS,
    'events.getMaxListeners': LISTENERS,
    'util.format': INSPECT,
    'util.formatWithOptions': INSPECT,
    'util.inspect': INSPECT,
    'util.styleText': `${ofNode('util')}?.styleText?.("red","")`,
    'worker_threads.workerData': `${ofNode('worker_threads')}?.workerData`,
  }),
)
/** Members of instances that tell of settings. */
const OF_INSTANCES = new Map([
  ['getMaxListeners', { name: 'events.defaultMaxListeners', expression: LISTENERS }],
  ['readableHighWaterMark', { name: 'stream.getDefaultHighWaterMark', expression: WATERMARKS }],
  ['writableHighWaterMark', { name: 'stream.getDefaultHighWaterMark', expression: WATERMARKS }],
  ['maxSockets', { name: 'http.Agent.defaultMaxSockets', expression: SOCKETS }],
])

export function settingSeenBy(member: string | undefined, offset: number): FoundRead[] {
  const found = member === undefined ? undefined : OF_INSTANCES.get(member)
  return found ? [{ kind: 'state', ...found, offset }] : []
}

const DEBUG = /^util\.debug(?:log)?$/
/** They call two functions that programs may replace; those of Node say nothing. */
const QUERIES = /^(?:querystring\.\w+|url\.(?:format|parse))$/
const ESCAPES = `[${['escape', 'unescape'].map((name) => `${ofNode('querystring')}?.${name}`).join()}].filter((f)=>!/^function qs/.test(f))`

export function settingOfNode(name: string, short: string): string | undefined {
  if (QUERIES.test(short)) return ESCAPES
  if (DEBUG.test(short)) return `${ofNode('process')}?.env.NODE_DEBUG`
  return SETTINGS.get(name) ?? SETTINGS.get(short)
}

/** Functions that tell what other code has set. */
const ASKED =
  /^(?:crypto\.get(?:Ciphers|Curves|Fips|Hashes|Macs)|diagnostics_channel\.hasSubscribers|dns\.(?:promises\.)?get\w+|inspector\.url|module\.get\w+|net\.get\w+|performance\.getEntries\w*|buffer\.resolveObjectURL|process\.(?:eventNames|getMaxListeners|hasUncaughtExceptionCaptureCallback|listenerCount)|stream\.getDefaultHighWaterMark|tls\.get\w+|trace_events\.getEnabledCategories|zlib\.get\w+|worker_threads\.getEnvironmentData)$/
export const isAsked = (name: string): boolean => ASKED.test(name)

/** Asks again with the same arguments, if the code shows them. */
export function readAsked(node: CallNode, name: string): FoundRead {
  const [module, ...members] = name.split('.') as [string, ...string[]]
  const given = node.arguments.map(unwrap).map((one) => (one.type === 'Literal' ? one.raw : null))
  // What it gives holds times.
  if (module === 'performance' || given.some((text) => text === null)) return unasked(name, node.start)
  return { kind: 'state', name, expression: `${[ofNode(module), ...members].join('?.')}?.(${given.join()})`, offset: node.start }
}

export const unasked = (name: string, offset: number): FoundRead => ({ kind: 'unfollowed', name, code: 'hidden-state', offset })

/** Node warns of them when they are loaded. */
const LOUD = /^(?:punycode|sqlite|wasi)$/

/** A plain value that a part of Node holds, and that code may change: `tls.DEFAULT_MIN_VERSION`, `http.globalAgent.maxSockets`. */
export function heldByNode(name: string, offset: number): FoundRead[] {
  const [module, ...path] = name.split('.') as [string, ...string[]]
  if (path.length === 0 || !isNodeModule(module) || LOUD.test(module)) return []
  let value: unknown = process.getBuiltinModule(`node:${module}`)
  for (const [at, member] of path.entries()) {
    if (!isObject(value) || Object.getOwnPropertyDescriptor(value, member)?.writable === false) return []
    // What this Node doesn't have, another version or the program itself may have put there. In a CommonJS file, `module` is its own.
    const isUnknown = module !== 'module' && !(member in value)
    value = Reflect.get(value, member)
    if (!isUnknown && !isPlain(value)) continue
    const members = path.slice(0, at + 1)
    const expression = [ofNode(module), ...members.map((one) => `[${JSON.stringify(one)}]`)].join('?.')
    return [{ kind: 'state', name: [module, ...members].join('.'), expression, offset }]
  }
  return []
}

const isObject = (value: unknown): value is object => typeof value === 'function' || (typeof value === 'object' && value !== null)

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object') return /^(?:string|number|boolean)$/.test(typeof value)
  const prototype: unknown = value && Object.getPrototypeOf(value)
  return (
    value !== null &&
    (prototype === null || prototype === Object.prototype || Array.isArray(value)) &&
    Object.values(value).every(isPlain)
  )
}

/** A member of something that isn't a part of Node by its name. */
export function readInstance(member: NodeOf<'MemberExpression'>, context: ReadContext): FoundRead[] {
  const found = settingSeenBy(staticName(member), member.start)
  return found.length > 0 && surroundingName(member.object, context) === undefined ? found : []
}

/**
 * `channel('x').hasSubscribers`: whether other code listens. Of a channel in a variable of a module, the key holds the listeners; what other
 * values are, only run time knows.
 */
export function readSubscribers(member: NodeOf<'MemberExpression'>, context: ReadContext): FoundRead[] {
  if (staticName(member) !== 'hasSubscribers') return []
  let object = unwrap(member.object)
  if (object.type === 'Identifier') {
    const variable = context.scopes.variableOf(object)
    const init = variable && variable.scope !== context.scopes.top ? onlyInitialiser(variable) : undefined
    if (init) object = unwrap(init)
  }
  const name = object.type === 'CallExpression' ? surroundingName(object.callee, context) : undefined
  if (object.type === 'CallExpression' && name === 'diagnostics_channel.channel')
    return [readAsked(object, 'diagnostics_channel.hasSubscribers')]
  while (object.type === 'MemberExpression') object = unwrap(object.object)
  const isKept = object.type === 'Identifier' && context.scopes.variableOf(object)?.scope === context.scopes.top
  return isKept ? [] : [unasked('diagnostics_channel.hasSubscribers', member.start)]
}
