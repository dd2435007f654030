import { readdirSync, readFileSync } from 'node:fs'

/** A tick of the clock in `/proc`. */
const TICK_MS = 10

/**
 * Milliseconds of processor time, user and system, that this process and its running children have used: esbuild works in a
 * child. Only Linux lists the children; elsewhere theirs is missing.
 */
export function processorTime() {
  return ownProcessorTime() + (process.platform === 'linux' ? timeOfChildren() : 0)
}

/** The same of this process alone, with all its threads. */
export function ownProcessorTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function timeOfChildren() {
  const threads = readdirSync('/proc/self/task')
  const children = threads.flatMap((id) => read(`/proc/self/task/${id}/children`).split(' ').filter(Boolean))
  return children.reduce((sum, child) => sum + timeOf(child), 0)
}

/** The name of the program, in brackets, may have spaces. */
function timeOf(child) {
  const fields = read(`/proc/${child}/stat`)
    .replace(/^.*\) /, '')
    .split(' ')
  return fields.length < 13 ? 0 : (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // The thread or the child has ended.
    return ''
  }
}
