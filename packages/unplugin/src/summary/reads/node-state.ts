import type { CallNode } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { isNodeModule, type FoundRead } from './names.js'

/** A part of Node at run time; none in browsers. */
export const ofNode = (module: string): string => `globalThis.process?.getBuiltinModule?.("node:${module}")`

/**
 * Settings of other parts of Node, and what a worker was started with. `util.inspect` reads one of them itself, `util.styleText` the
 * environment and the terminal, `util.debuglog` the environment.
 */
const SETTINGS = new Map(
  Object.entries({
    'async_hooks.executionAsyncId': 'executionAsyncId()',
    'async_hooks.executionAsyncResource': 'executionAsyncResource()',
    'async_hooks.triggerAsyncId': 'triggerAsyncId()',
    'cluster.isMaster': 'isPrimary',
    'cluster.isPrimary': 'isPrimary',
    'cluster.isWorker': 'isPrimary',
    'cluster.worker': 'worker?.id',
    'events.EventEmitter.defaultMaxListeners': 'defaultMaxListeners',
    'util.format': 'inspect.defaultOptions',
    'util.inspect': 'inspect.defaultOptions',
    'util.styleText': 'styleText?.("red","")',
    'worker_threads.workerData': 'workerData',
  }),
)
const DEBUG = /^util\.debug(?:log)?$/
/** They call two functions that programs may replace; those of Node say nothing. */
const QUERIES = /^(?:querystring\.\w+|url\.(?:format|parse))$/
const ESCAPES = `[${['escape', 'unescape'].map((name) => `${ofNode('querystring')}?.${name}`).join()}].filter((f)=>!/^function qs/.test(f))`

export function settingOfNode(name: string, short: string): string | undefined {
  if (QUERIES.test(short)) return ESCAPES
  if (DEBUG.test(short)) return `${ofNode('process')}?.env.NODE_DEBUG`
  const found = SETTINGS.get(name) ?? SETTINGS.get(short)
  return found && `${ofNode(short.split('.')[0]!)}?.${found}`
}

/** Functions that tell what other code has set. */
const ASKED =
  /^(?:crypto\.getFips|diagnostics_channel\.hasSubscribers|dns\.get\w+|inspector\.url|net\.get\w+|performance\.getEntries\w*|buffer\.resolveObjectURL|stream\.getDefaultHighWaterMark|trace_events\.getEnabledCategories|worker_threads\.getEnvironmentData)$/
export const isAsked = (name: string): boolean => ASKED.test(name)

/** Asks again with the same arguments, if the code shows them. */
export function readAsked(node: CallNode, name: string): FoundRead {
  const [module, member] = name.split('.') as [string, string]
  const given = node.arguments.map(unwrap).map((one) => (one.type === 'Literal' ? one.raw : null))
  // What it gives holds times.
  if (module === 'performance' || given.some((text) => text === null)) return unasked(name, node.start)
  return { kind: 'state', name, expression: `${ofNode(module)}?.${member}?.(${given.join()})`, offset: node.start }
}

export const unasked = (name: string, offset: number): FoundRead => ({ kind: 'unfollowed', name, code: 'hidden-state', offset })

/** A plain value that a part of Node holds, and that code may change: `tls.DEFAULT_MIN_VERSION`, `http.globalAgent.maxSockets`. */
export function heldByNode(name: string, offset: number): FoundRead[] {
  const [module, ...path] = name.split('.') as [string, ...string[]]
  if (path.length === 0 || !isNodeModule(module)) return []
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
