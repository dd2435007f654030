import { platform } from '#platform'
import { writeLine, type DebugLine } from './debug-lines.js'
import type { Channel } from '../platform/platform.js'

/** How one call of a tagged function went. */
export type CallStatus = 'hit' | 'miss' | 'again' | 'bypass' | 'joined' | 'error'

/** What is published on the channel `cachecache:call` for every call. */
export interface CallEvent {
  id: string
  version: string
  /** `error`: the function itself failed. */
  status: CallStatus
  /** `sqlite`, `memory`, `redis`, …; `undefined` if no store was used. */
  backend: string | undefined
  /** Size of the entry that was read or written; 0 for none. */
  bytes: number
  durationMs: number
}

let channel: Channel | undefined
let debug: boolean | undefined

/**
 * Whether there are listeners. Otherwise nothing is timed or formatted. `CACHECACHE_DEBUG` is read at the first call and at each call that
 * is not a hit, because reading the environment takes half as long as rendering a hit's key.
 */
export function isWatched(): boolean {
  channel ??= platform.openChannel('cachecache:call')
  if (debug === undefined) refreshDebug()
  return channel.hasSubscribers || debug === true
}

/** Reads `CACHECACHE_DEBUG` again. */
export function refreshDebug(): boolean {
  const text = platform.env('CACHECACHE_DEBUG')
  debug = text !== undefined && text !== '' && text !== '0'
  return debug
}

export function isDebugging(): boolean {
  return debug === true
}

/**
 * Publishes an event, and prints it if `CACHECACHE_DEBUG` requires it.
 * @param why the reason, for the printed line; a promise of it if the store must be queried
 */
export function publish(event: CallEvent, why?: string | Promise<string>): void {
  if (channel?.hasSubscribers === true) channel.publish(event)
  if (debug === true) writeLine(debugLine(event, why))
}

function debugLine({ status, id, backend, bytes, durationMs }: CallEvent, why: string | Promise<string> | undefined): DebugLine {
  const facts = [backend, bytes > 0 ? `${bytes} bytes` : undefined, `${durationMs.toFixed(1)} ms`].filter(
    (fact) => fact !== undefined,
  )
  return { start: `cachecache ${status} ${id}`, why, end: ` (${facts.join(', ')})` }
}
