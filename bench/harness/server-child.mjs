import { createServer } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'

/** A server with two routes: one answered by a tagged function, and one that has its answer already. Told what to measure by messages. */
const { cachedPage, pageOf } = await import(pathToFileURL(process.argv[2]))
const PAGES = 100

const pages = Array.from({ length: PAGES }, (_, n) => pageOf(n))
const delay = monitorEventLoopDelay({ resolution: 1 })
let served = 0

const answers = {
  '/plain': async (n) => pages[n],
  '/': (n) => cachedPage(n),
}

const server = createServer(async (request, response) => {
  const body = JSON.stringify(await answers[request.url](served++ % PAGES))
  response.setHeader('content-type', 'application/json')
  response.end(body)
})

process.on('message', (message) => {
  if (message === 'start') {
    delay.reset()
    delay.enable()
    return process.send('started')
  }
  delay.disable()
  process.send({ p99: delay.percentile(99) / 1000, max: delay.max / 1000 })
})

for (let n = 0; n < PAGES; n++) await cachedPage(n)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
