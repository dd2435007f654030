import type { CallNode, Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { plainKey } from '../render-code.js'
import { surroundingName, type FoundRead, type ReadContext } from './names.js'
import { heldByNode, isAsked, ofNode, readAsked, settingOfNode, unasked } from './node-state.js'

const CLOCKS =
  /^(Date\.now|performance\.(now|timeOrigin|nodeTiming|eventLoopUtilization|toJSON)|perf_hooks\.monitorEventLoopDelay|process\.(hrtime|uptime)|Temporal\.Now)$/
const RANDOMS = /^(Math\.random|crypto\.(random\w+|generate\w+|getRandomValues|pseudoRandomBytes|prng|rng|webcrypto)|uuid)$/
/** Access to the world outside the process; `explain` lists it. */
const WORLD =
  /^(fetch|WebSocket|XMLHttpRequest|EventSource|indexedDB|process\.(memoryUsage|cpuUsage|threadCpuUsage|resourceUsage|constrainedMemory|availableMemory|getActiveResourcesInfo|report)|v8\.get\w+|os\.(freemem|loadavg|uptime|getPriority|networkInterfaces))$/
/** The paths of a module. */
const MODULE_PATHS = /^(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename|main|dir|path|file))$/
/** The address of a file, as a bundler writes it: with a digest, or the content itself. */
export const addressName = (file: string): string => `new URL(${JSON.stringify(file)})`
export const isAddress = (name: string): boolean => name.startsWith('new URL(')
export const addressOf = (name: string): string => `${name.slice(0, -1)}, import.meta.url).href`
/** Members of `import.meta` that load code. */
const LOADERS = /^(?:env|glob|hot|webpackHot|vitest|resolve|require)$/
export const isModulePath = (name: string): boolean => MODULE_PATHS.test(name)
/** Members of `process` that act, or that say nothing of its state. All others are part of the key. */
const ACTS =
  /^process\.(?:on|once|off|addListener|prependListener|prependOnceListener|remove\w*Listeners?|setMaxListeners|emit|emitWarning|exit|reallyExit|abort|kill|nextTick|queueMicrotask|stdout|stderr|send|disconnect|chdir|binding|dlopen|loadEnvFile|getBuiltinModule|ref|unref|setUncaughtExceptionCaptureCallback|setSourceMapsEnabled|finalization|env)$/
const CALLED = /^process\.get(?:e?[ug]id|groups)$/
/** The width of a terminal, and whether there is one. */
const TERMINAL = /^process\.(?:stdout|stderr)\.(?:(columns|rows|isTTY)|getColorDepth|hasColors|getWindowSize)$/
/** Information of `node:os` about the machine and its user; constants are marked. */
const MACHINE =
  /^os\.(?:(EOL|devNull)|arch|availableParallelism|endianness|homedir|hostname|machine|platform|release|tmpdir|totalmem|type|userInfo|version)$/
const OS = 'process.getBuiltinModule("node:os")'
/** Members of globals that calls of others change. */
const LEFT_OVER =
  /^(?:Buffer\.poolSize|Error\.stackTraceLimit|RegExp\.(?:\$[\d&+`'_]|input|lastMatch|lastParen|leftContext|rightContext))$/

/**
 * Functions whose paths may be relative to the working directory, one that reads the command line unless it is given one, and one that
 * hands out parts of Node.
 */
const BY_ARGUMENTS =
  /^(?:path\.(?:(?:posix|win32)\.)?(?:resolve|relative)|url\.pathToFileURL|util\.parseArgs|process\.getBuiltinModule)$/

/** Whether the arguments of a call decide what a function reads. */
export const isByArguments = (name: string): boolean => BY_ARGUMENTS.test(name) || isAsked(name)

export const STANDARD_INPUT = 'process.stdin'

/** State of the process and how it was started. */
export const isProcessState = (name: string): boolean =>
  MODULE_PATHS.test(name) ||
  (name.startsWith('process.') && surrounding(name, 0).some(({ expression }) => expression !== undefined))

/** Reads clock, randomness, process, machine or the outside world, by the name of a value or function. */
export function surrounding(name: string, offset: number): FoundRead[] {
  if (harmless.has(name)) return NONE
  const found = readsOf(name, offset)
  if (found.length === 0 && harmless.size < MOST_HARMLESS) harmless.add(name)
  return found
}

/** Names that read nothing, like `Object.freeze`: files use the same ones again and again. */
const harmless = new Set<string>()
const MOST_HARMLESS = 1000
const NONE: FoundRead[] = []

function readsOf(name: string, offset: number): FoundRead[] {
  const short = name.split('.').slice(0, 2).join('.')
  if (CLOCKS.test(short)) return [{ kind: 'clock', name: short, code: 'clock-read', offset }]
  if (RANDOMS.test(short)) return [{ kind: 'random', name: short, code: 'random-read', offset }]
  if (short === 'process.cwd') return [workingDirectory(offset)]
  if (BY_ARGUMENTS.test(name)) return unlessGiven(name, offset)
  if (isAsked(name)) return [unasked(name, offset)]
  if (short === STANDARD_INPUT) return readStandardInput(name, offset)
  if (name === 'tty.isatty') return [0, 1, 2].map((stream) => terminalAt(stream, offset))
  const machine = MACHINE.exec(short)
  if (machine) return [{ kind: 'state', name: short, expression: `${OS}.${short.slice(3)}${machine[1] ? '' : '()'}`, offset }]
  const setting = settingOfNode(name, short)
  if (setting !== undefined) return [{ kind: 'state', name: short, expression: setting, offset }]
  if (LEFT_OVER.test(short)) return [{ kind: 'state', name: short, expression: bracketed(short), offset }]
  if (short === 'os.cpus') return [{ kind: 'state', name: short, expression: `${OS}.cpus().length`, offset }]
  if (WORLD.test(short)) return [world(short, offset)]
  const state = (of: string, isCalled: boolean): FoundRead[] => [
    { kind: 'state', name: of, expression: `${of}${isCalled ? '?.()' : ''}`, offset },
  ]
  if (MODULE_PATHS.test(name)) return state(name, false)
  const terminal = TERMINAL.exec(name)
  if (terminal) return state(name, terminal[1] === undefined)
  if (name.startsWith('process.')) return ACTS.test(short) ? [] : state(short, CALLED.test(short))
  if (name.startsWith('import.meta.')) return readMeta(name.split('.')[2]!, offset)
  return heldByNode(name, offset)
}

/** `RegExp["$&"]` */
const bracketed = (name: string): string => name.replace(/\.(.*)/, (_, member: string) => `[${JSON.stringify(member)}]`)

/** What other code sets, or a bundler replaces. */
const readMeta = (member: string, offset: number): FoundRead[] =>
  LOADERS.test(member) ? [] : [{ kind: 'state', name: `import.meta.${member}`, expression: `import.meta.${member}`, offset }]

export const world = (name: string, offset: number): FoundRead => ({ kind: 'state', name, offset })

const workingDirectory = (offset: number): FoundRead => ({
  kind: 'state',
  name: 'process.cwd()',
  expression: 'process.cwd()',
  offset,
})

const terminalAt = (stream: number, offset: number): FoundRead => ({
  kind: 'state',
  name: `tty.isatty(${stream})`,
  expression: `${ofNode('tty')}?.isatty(${stream})`,
  offset,
})

/** What it holds can be read only once, so no key can contain it. */
function readStandardInput(name: string, offset: number): FoundRead[] {
  if (name.endsWith('.isTTY')) return [terminalAt(0, offset)]
  return name.endsWith('.fd') ? [] : [{ kind: 'unfollowed', name: STANDARD_INPUT, code: 'hidden-state', offset }]
}

function unlessGiven(name: string, offset: number): FoundRead[] {
  if (name === 'util.parseArgs') return [{ kind: 'state', name: 'process.argv', expression: 'process.argv', offset }]
  if (name === 'process.getBuiltinModule')
    return [{ kind: 'unfollowed', name: 'getBuiltinModule(…)', code: 'unfollowed-import', offset }]
  return [workingDirectory(offset)]
}

/** `path.resolve(name)`: a path relative to the working directory. `parseArgs({ args })` reads no command line. */
export function readByArguments(node: CallNode, name: string, context: ReadContext): FoundRead[] {
  if (isAsked(name)) return [readAsked(node, name)]
  if (name === 'util.parseArgs') return isGivenArgs(node) ? [] : unlessGiven(name, node.start)
  if (name === 'process.getBuiltinModule')
    return literalText(node.arguments[0]) === undefined ? unlessGiven(name, node.start) : []
  const anchored = node.arguments.map((argument) => isAbsolute(argument, context))
  const isAnchored = name.endsWith('relative') ? anchored.length > 1 && anchored.every(Boolean) : anchored.some(Boolean)
  return isAnchored ? [] : [workingDirectory(node.start)]
}

function isGivenArgs({ arguments: [config] }: CallNode): boolean {
  const given = config && config.type !== 'SpreadElement' ? unwrap(config) : undefined
  return given?.type === 'ObjectExpression' && given.properties.some((one) => one.type === 'Property' && plainKey(one) === 'args')
}

/**
 * Whether a path is certainly absolute: `__dirname`, `/etc`, or `process.cwd()`, which is a read of its own. `\\x` and `C:` aren't, except on
 * Windows.
 */
function isAbsolute(wrapped: Node, context: ReadContext): boolean {
  const node = unwrap(wrapped)
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value.startsWith('/')
  if (node.type === 'CallExpression') {
    const callee = surroundingName(node.callee, context)
    return /^(?:process\.cwd|os\.(?:homedir|tmpdir)|path\.resolve|url\.fileURLToPath)$/.test(callee ?? '')
  }
  return /^(?:__dirname|__filename|import\.meta\.(?:dirname|filename))$/.test(surroundingName(node, context) ?? '')
}
