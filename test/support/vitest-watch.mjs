// `vitest --watch` in a process of its own, driven by messages, in a project's folder.
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { startVitest } from 'vitest/node'

const runs = new EventEmitter()
let ran = []
const reporter = {
  onUserConsoleLog: ({ content }) => ran.push(...content.split('\n').filter((line) => line.startsWith('ran '))),
  onTestRunEnd(modules, errors) {
    const failures = modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allTests()].flatMap((test) => test.result().errors ?? []),
    ])
    runs.emit('end', { ran: ran.map((line) => line.slice(4)), errors: [...errors, ...failures].map(({ message }) => message) })
    ran = []
  },
}
const first = once(runs, 'end')
const vitest = await startVitest('test', [], { watch: true, reporters: [reporter] }, { server: { watch: { ignored: ['**'] } } })

const actions = {
  async firstRun() {
    return (await first)[0]
  },
  async edit({ name, from, to }) {
    const text = await readFile(name, 'utf8')
    if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`)
    await writeFile(name, text.replace(from, to))
    const next = once(runs, 'end')
    // Told by hand, since watchers drop what follows another change within milliseconds.
    vitest.vite.watcher.emit('change', resolve(name).replaceAll('\\', '/'))
    return (await next)[0]
  },
  async close() {
    await vitest.close()
    process.disconnect()
  },
}

process.on('message', ({ action, ...rest }) => {
  actions[action](rest).then(
    (value) => process.connected && process.send({ value }),
    (error) => process.send({ error: error.stack }),
  )
})
process.send({ value: 'ready' })
