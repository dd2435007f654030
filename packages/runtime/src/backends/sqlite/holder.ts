import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'

let own: string | undefined

/**
 * Names this thread among all that may share a database: host, process, thread, its start.
 * @param inode of the database: in a copy of it nobody computes
 */
export function ownHolder(inode: number): string {
  own ??= nameThread()
  return `${own} ${inode}`
}

function nameThread(): string {
  const thread = ownThread()
  return [hostOf(), process.pid, thread, statOf(process.pid, thread)?.started ?? ''].join(' ')
}

/** The number that the system gives it, where that can be asked: it ends with the thread. */
function ownThread(): number {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')))
  } catch {
    return process.getBuiltinModule('node:worker_threads').threadId
  }
}

/**
 * What can be told of a holder from here.
 * @returns `dead`, or a text that changes while its thread can work: a blocked event loop cannot say so itself
 */
export function lifeOf(holder: unknown, inode: number): 'dead' | string {
  const [, host, pid, thread, started, of] = /^(\S+) (\d+) (\d+) (\d*) (\d+)$/.exec(String(holder)) ?? []
  // No name that `ownHolder` gives for this database: nobody's.
  if (host === undefined || of !== String(inode)) return 'dead'
  if (host !== hostOf()) return ''
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : ''
  }
  if (started === '') return ''
  const stat = statOf(Number(pid), Number(thread))
  // A zombie has ended; another start means that the number was given away again. A worker thread may have ended alone.
  if (stat === undefined) return 'dead'
  if (stat.state === 'Z' || stat.state === 'X' || stat.started !== started) return 'dead'
  // One that waits for a child process uses no processor time and cannot beat, and works all the same; one that was stopped does not.
  return stat.state === 'T' || stat.state === 't' ? '' : String(performance.now())
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
}

/** Only Linux tells; elsewhere the heartbeat alone counts. */
function statOf(pid: number, thread: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')
    // The command's name may hold anything, also spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state = '', started = ''] = [fields[0], fields[19]]
    return { state, started }
  } catch {
    return undefined
  }
}
