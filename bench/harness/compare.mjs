import { randomUUID } from 'node:crypto'
import { Bench } from 'tinybench'
import { summarise } from './statistics.mjs'

const byTheClock = () => performance.now()

/**
 * Measures tasks interleaved: in every round each task gets a short slice, in turns forwards and backwards, so that whatever
 * else the machine does falls on all of them alike.
 *
 * @param {Record<string, { call: (n: number) => unknown, async?: boolean, batch?: number, reports?: boolean }>} tasks
 *   `call` is one call; `n` counts up. `batch` calls make one sample, so that the clock costs nothing.
 *   With `reports`, a call gives the milliseconds itself (a child process that timed only the part in question).
 * @param {{ rounds: number, slice: number, now?: () => number }} size `slice` in milliseconds per task and round;
 *   `now` gives the time in milliseconds, that of the clock unless another one is passed
 */
export async function compare(tasks, { rounds, slice, now = byTheClock }) {
  const run = randomUUID()
  const names = Object.keys(tasks)
  const medians = Object.fromEntries(names.map((name) => [name, []]))
  const counters = Object.fromEntries(names.map((name) => [name, 0]))

  const measureOnce = async (name, time) => {
    const { call, async = false, batch = 1, reports = false } = tasks[name]
    // The young generation only: a full collection also throws away optimised code, and then a slice measures V8 warming up again.
    globalThis.gc?.({ type: 'minor' })
    const bench = new Bench({ time, iterations: 1, warmup: false, throws: true, now })
    const take = () => counters[name]++
    const once = async ? () => awaitCalls(call, take, batch, now) : () => makeCalls(call, take, batch, now)
    bench.add(name, reports ? reportingCall(call, take, async) : once, { async })
    await (async ? bench.run() : bench.runSync())
    // milliseconds to microseconds
    return bench.tasks[0].result.latency.p50 * 1000
  }

  for (const name of names) await measureOnce(name, slice * 2)
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) medians[name].push(await measureOnce(name, slice))
  }
  return new Comparison(run, medians)
}

function makeCalls(call, take, batch, now) {
  const start = now()
  for (let i = 0; i < batch; i++) call(take())
  return sample(now() - start, batch)
}

async function awaitCalls(call, take, batch, now) {
  const start = now()
  for (let i = 0; i < batch; i++) await call(take())
  return sample(now() - start, batch)
}

function reportingCall(call, take, async) {
  return async ? async () => reported(await call(take())) : () => reported(call(take()))
}

function reported(milliseconds) {
  return { overriddenDuration: milliseconds, overriddenIterationCost: milliseconds }
}

function sample(spent, batch) {
  return { overriddenDuration: spent / batch, overriddenIterationCost: spent }
}

/** Figures of one comparison: per task one median a round, in microseconds. */
export class Comparison {
  constructor(run, rounds) {
    this.run = run
    this.rounds = rounds
  }

  /** @returns rows for the table */
  rows(unit = 'µs') {
    return Object.entries(this.rounds).map(([task, values]) => ({ run: this.run, task, unit, ...summarise(values) }))
  }

  /** What one task takes beyond another, round by round, in milliseconds. */
  difference(measure, over, under) {
    const beyond = this.rounds[over].map((value, round) => (value - this.rounds[under][round]) / 1000)
    return { run: this.run, measure, unit: 'ms', ...summarise(beyond) }
  }

  /**
   * The ratio of two tasks, taken round by round and then summarised.
   * @param {string} over @param {string | ((at: (task: string) => number) => number)} under a task, or figures of several put together
   */
  ratio(measure, over, under) {
    const resolve = (side, round) => {
      const at = (task) => {
        if (!(task in this.rounds)) throw new Error(`No task "${task}" in this run; figures of another run are not compared.`)
        return this.rounds[task][round]
      }
      return typeof side === 'function' ? side(at) : at(side)
    }
    const length = Math.min(...Object.values(this.rounds).map((values) => values.length))
    const ratios = Array.from({ length }, (_, round) => resolve(over, round) / resolve(under, round))
    return { run: this.run, measure, unit: 'x', ...summarise(ratios) }
  }
}
