import type { Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { surroundingName, type FoundRead, type ReadContext } from './names.js'

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
export const FROM_HERE = /^(?:path\.(?:(?:posix|win32)\.)?(?:resolve|relative)|url\.pathToFileURL)$/

/** State of the process and how it was started. */
export const isProcessState = (name: string): boolean => PROCESS_STATE.test(name)

/** Reads clock, randomness, process, machine or the outside world, by the name of a value or function. */
export function surrounding(name: string, offset: number): FoundRead[] {
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

export const world = (name: string, offset: number): FoundRead => ({ kind: 'state', name, offset })

const workingDirectory = (offset: number): FoundRead => ({
  kind: 'state',
  name: 'process.cwd()',
  expression: 'process.cwd()',
  offset,
})

/** `path.resolve(name)`: a path relative to the working directory. */
export function readPath(node: Node, name: string, context: ReadContext): FoundRead[] {
  const args = node['arguments'] as Node[]
  const anchored = args.map((argument) => argument.type !== 'SpreadElement' && isAbsolute(argument, context))
  const isAnchored = name.endsWith('relative') ? anchored.length > 1 && anchored.every(Boolean) : anchored.some(Boolean)
  return isAnchored ? [] : [workingDirectory(node.start)]
}

/**
 * Whether a path is certainly absolute: `__dirname`, `/etc`, or `process.cwd()`, which is a read of its own. `\\x` and `C:` aren't, except on
 * Windows.
 */
function isAbsolute(wrapped: Node, context: ReadContext): boolean {
  const node = unwrap(wrapped)
  if (typeof node['value'] === 'string') return node['value'].startsWith('/')
  if (node.type === 'CallExpression') {
    const callee = surroundingName(node['callee'], context)
    return /^(?:process\.cwd|os\.(?:homedir|tmpdir)|path\.resolve|url\.fileURLToPath)$/.test(callee ?? '')
  }
  return /^(?:__dirname|__filename|import\.meta\.(?:dirname|filename))$/.test(surroundingName(node, context) ?? '')
}
