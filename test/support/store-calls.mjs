// Calls one cached function with each number on stdin, and answers each with a line of JSON.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Cacher } from '@cachecache/runtime'

const [url, log, mode = ''] = process.argv.slice(2)
const [how, milliseconds] = mode.split('=')
const duration = Number(milliseconds ?? 0)

function block() {
  for (const until = performance.now() + duration; performance.now() < until;);
}

const compute = Cacher(url)(async function compute(a) {
  appendFileSync(log, `ran ${a}\n`)
  if (how === 'slow') await new Promise((done) => setTimeout(done, duration))
  if (how === 'blocks') block()
  return { a }
})

for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now()
  const running = compute(Number(line))
  if (how === 'blocked') setImmediate(block)
  const value = await running
  console.log(JSON.stringify({ value, milliseconds: performance.now() - started }))
}
