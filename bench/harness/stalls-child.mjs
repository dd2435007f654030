import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'

/** Misses, five at a time with pauses between them. Reports how long the event loop stood still. */
const [program, writer] = process.argv.slice(2)
const { cachedNumbers } = await import(pathToFileURL(program))
const [AT_ONCE, PAUSE] = [5, 5]

let n = 0
const callSome = () => Promise.all(Array.from({ length: AT_ONCE }, () => cachedNumbers(writer, n++)))

process.on('message', async (milliseconds) => {
  await callSome()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  for (const until = performance.now() + milliseconds; performance.now() < until;) {
    await callSome()
    await new Promise((over) => setTimeout(over, PAUSE))
  }
  delay.disable()
  process.send({ p99: delay.percentile(99) / 1000, longest: delay.max / 1000 })
})
await callSome()
process.send('ready')
