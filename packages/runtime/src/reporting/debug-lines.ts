import { platform } from '#platform'
import { printable } from './printable.js'

/** One line of `CACHECACHE_DEBUG`. A reason that requires a query to the store is added later. */
export interface DebugLine {
  start: string
  why: string | Promise<string> | undefined
  end: string
}

/** Lines in the order of the calls. A line that waits for its reason delays those after it. */
const waiting: { line: DebugLine; reason: string | undefined; ready: boolean }[] = []
let flushesAtExit = false

export function writeLine(line: DebugLine): void {
  const { why } = line
  const item = { line, reason: typeof why === 'string' ? why : undefined, ready: typeof why !== 'object' }
  waiting.push(item)
  if (typeof why === 'object') {
    const answered = (reason?: string): void => {
      item.reason = reason
      item.ready = true
      flush(false)
    }
    why.then(answered, () => answered())
    if (!flushesAtExit) platform.onExit(() => flush(true))
    flushesAtExit = true
  }
  flush(false)
}

function flush(all: boolean): void {
  for (;;) {
    const first = waiting[0]
    if (first === undefined || !(all || first.ready)) return
    waiting.shift()
    const { line, reason } = first
    platform.writeDebug(printable(`${line.start}${reason === undefined ? '' : `: ${reason}`}${line.end}`))
  }
}
