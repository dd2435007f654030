import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

let own: string | undefined

/** Names this thread among all that may share a folder: host, process, its start, thread. */
export function ownHolder(): string {
  if (own === undefined) {
    const { threadId } = process.getBuiltinModule('node:worker_threads')
    own = [hostOf(), process.pid, statOf(process.pid)?.started ?? '', threadId].join(' ')
  }
  return own
}

/**
 * What can be told of a holder from here.
 * @returns `dead`, or a text that changes while its process works: a blocked event loop cannot say so itself
 */
export function lifeOf(holder: unknown): 'dead' | string {
  const [, host, pid, started] = /^(\S+) (\d+) (\d*) \d+$/.exec(String(holder)) ?? []
  // No name that `ownHolder` gives: nobody's.
  if (host === undefined) return 'dead'
  if (host !== hostOf()) return ''
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : ''
  }
  const stat = statOf(Number(pid))
  if (stat === undefined) return ''
  // A zombie has ended; another start means that the number was given away again.
  return stat.state === 'Z' || stat.state === 'X' || stat.started !== started ? 'dead' : stat.cpu
}

let host: string | undefined

/** Process numbers mean something within one host and one PID namespace. */
function hostOf(): string {
  return (host ??= `${hostname().replaceAll(' ', '_')}/${namespaceOf()}`)
}

function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

interface Stat {
  state: string
  /** Ticks since boot. */
  started: string
  /** Ticks of processor time used. */
  cpu: string
}

/** Only Linux tells; elsewhere the heartbeat alone counts. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command's name may hold anything, also spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state = '', user = '', system = '', started = ''] = [fields[0], fields[11], fields[12], fields[19]]
    return { state, started, cpu: `${user}+${system}` }
  } catch {
    return undefined
  }
}
