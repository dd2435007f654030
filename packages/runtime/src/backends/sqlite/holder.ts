import { readFileSync, readlinkSync } from '../../platform/own-fs.js'
import { hostname } from 'node:os'
import { basename } from 'node:path'

let own: string | undefined

/**
 * Returns a name for this thread that is unique among all that may share a database: host, process, thread, start time.
 * @param inode the database's, so that holders in a copy of the file are invalid
 */
export function ownHolder(inode: number): string {
  own ??= nameThread()
  return `${own} ${inode}`
}

function nameThread(): string {
  const thread = ownThread()
  return [hostOf(), process.pid, thread, statOf(process.pid, thread)?.started ?? ''].join(' ')
}

/** The thread's ID in the operating system if available, because it is freed when the thread ends. */
function ownThread(): number {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')))
  } catch {
    return process.getBuiltinModule('node:worker_threads').threadId
  }
}

/**
 * Returns what can be determined about a holder.
 * @returns `dead`, or a text that changes while its thread can run: a blocked event loop can't send a sign of life
 */
export function lifeOf(holder: unknown, inode: number): 'dead' | string {
  const [, host, pid, thread, started, of] = /^(\S+) (\d+) (\d+) (\d*) (\d+)$/.exec(String(holder)) ?? []
  // Not a name that `ownHolder` returns for this database.
  if (host === undefined || of !== String(inode)) return 'dead'
  if (host !== hostOf()) return ''
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : ''
  }
  if (started === '') return ''
  const stat = statOf(Number(pid), Number(thread))
  // A zombie has ended; a different start time means that the ID was reused. A worker thread may have ended alone.
  if (stat === undefined) return 'dead'
  if (stat.state === 'Z' || stat.state === 'X' || stat.started !== started) return 'dead'
  // A thread that waits for a child process uses no CPU time and sends no sign of life, but is working. A stopped thread is not.
  return stat.state === 'T' || stat.state === 't' ? '' : String(performance.now())
}

let host: string | undefined

/** Process IDs are unique within one host and one PID namespace. */
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
  /** Clock ticks since boot. */
  started: string
}

/** Available only on Linux; elsewhere only the heartbeat counts. */
function statOf(pid: number, thread: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')
    // The command name may contain anything, including spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state = '', started = ''] = [fields[0], fields[19]]
    return { state, started }
  } catch {
    return undefined
  }
}
