import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished } from 'vitest'
import type { CallEvent } from '../../src/reporting/events.js'

/** The events of this test's calls, from here on. */
export function watchCalls(): CallEvent[] {
  const seen: CallEvent[] = []
  const listener = (message: unknown): void => void seen.push(message as CallEvent)
  subscribe('cachecache:call', listener)
  onTestFinished(() => void unsubscribe('cachecache:call', listener))
  return seen
}

/** Their statuses, in order. */
export function watchStatuses(): string[] {
  const seen: string[] = []
  const listener = (message: unknown): void => void seen.push((message as CallEvent).status)
  subscribe('cachecache:call', listener)
  onTestFinished(() => void unsubscribe('cachecache:call', listener))
  return seen
}
