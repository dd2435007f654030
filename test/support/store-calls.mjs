// Calls one cached function as lines on stdin say (`call 1`, `again 1`), and answers each with a line of JSON.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Cacher } from '@cachecache/runtime'

const [url, log, mode = ''] = process.argv.slice(2)
const duration = Number(mode.split('=')[1] ?? 0)

const compute = Cacher(url)(async function compute(a) {
  appendFileSync(log, `ran ${a}\n`)
  if (duration > 0) await new Promise((done) => setTimeout(done, duration))
  return { a }
})

for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now()
  const value = await compute(Number(line))
  console.log(JSON.stringify({ value, milliseconds: performance.now() - started }))
}
