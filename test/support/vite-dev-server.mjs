// A Vite dev server in a process of its own, driven by messages: `node vite-dev-server.mjs <vite | vite7> <watched | told> [name target]`, in a
// project's folder. `watched`: it learns of edits from the file system; `told`: from this script, since watchers drop what follows
// another change within milliseconds. Another plugin leads imports of `name` to the file `target`.
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import cachecache from '@cachecache/unplugin/vite'

const [vite, edits, name, target] = process.argv.slice(2)
const { createServer } = await import(vite)
const updates = new EventEmitter()
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: edits === 'told' ? { ignored: ['**'] } : {} },
  plugins: [
    cachecache(),
    name !== undefined && {
      name: 'leads',
      enforce: 'pre',
      resolveId: (source) => (source.endsWith(name) ? resolve(target) : null),
    },
    {
      name: 'tell-updates',
      enforce: 'post',
      // The last thing that Vite does about a changed file.
      hotUpdate({ file }) {
        if (this.environment.name === 'ssr') updates.emit(file)
      },
    },
  ],
})
const load = {
  ssrLoadModule: (url) => server.ssrLoadModule(url),
  runner: (url) => server.environments.ssr.runner.import(url),
}
let ran = []
console.log = (line) => line.startsWith('ran ') && ran.push(line.slice(4))

const actions = {
  async call({ how, url, name, args }) {
    const module = await load[how](url)
    ran = []
    return { value: await module[name](...args), ran }
  },
  async edit({ name, from, to }) {
    const text = await readFile(name, 'utf8')
    if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`)
    const file = resolve(name).replaceAll('\\', '/')
    const updated = once(updates, file)
    await writeFile(name, text.replace(from, to))
    if (edits === 'told') server.watcher.emit('change', file)
    await updated
  },
  async clientCode({ url }) {
    const { code } = await server.transformRequest(url)
    // Vite 7 does not end while a dependency that a page asked for is still being bundled.
    await server.waitForRequestsIdle()
    return code
  },
  async close() {
    await server.close()
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
