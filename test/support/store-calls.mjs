// Calls one cached function with each number on stdin, and answers each with a line of JSON.
import { appendFileSync, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Cacher } from '@cachecache/runtime'

const [url, log, mode = ''] = process.argv.slice(2)
// A computation takes so many milliseconds (`slow`), blocks the event loop meanwhile (`blocks`), or waits for a file (`until`). All calls but
// the first are followed by a blocked event loop (`blocked`).
const [how, what] = mode.split('=')
const duration = Number(what ?? 0)
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

function block() {
  for (const until = performance.now() + duration; performance.now() < until;);
}

const compute = Cacher(url)(async function compute(a) {
  appendFileSync(log, `ran ${a}\n`)
  if (how === 'slow') await pause(duration)
  // One pause more: then this program has also heard of what happened before.
  if (how === 'until') for (let found = false; !found; await pause(20)) found = existsSync(what)
  if (how === 'blocks') block()
  return { a }
})

let calls = 0
for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now()
  const running = compute(Number(line))
  if (how === 'blocked' && calls++ > 0) setImmediate(block)
  const value = await running
  console.log(JSON.stringify({ value, milliseconds: performance.now() - started }))
}
