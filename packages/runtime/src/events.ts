import { platform } from '#platform'
import { writeLine, type DebugLine } from './debug-lines.js'
import type { Channel } from './platform/platform.js'

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
 * Whether anybody wants to know. Nothing is timed or formatted otherwise. `CACHECACHE_DEBUG` is read at the first call
 * and at each call that is no hit: reading the environment costs as much as half a hit's rendering.
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
 * Publishes an event, and prints it where `CACHECACHE_DEBUG` asks for that.
 * @param why the reason, for the printed line; a promise of it where a store must be asked
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
