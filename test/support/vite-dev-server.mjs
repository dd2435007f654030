// A Vite dev server in a process of its own, driven by messages: `node vite-dev-server.mjs <vite | vite7>`, in a project's folder.
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import cachecache from '@cachecache/unplugin/vite'

const { createServer } = await import(process.argv[2])
const updates = new EventEmitter()
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false },
  plugins: [
    cachecache(),
    {
      name: 'tell-updates',
      enforce: 'post',
      // The last thing that Vite does about a changed file.
      hotUpdate({ file }) {
        if (this.environment.name === 'ssr') updates.emit('update', file)
      },
    },
  ],
})
const load = {
  ssrLoadModule: (url) => server.ssrLoadModule(url),
  runner: (url) => server.environments.ssr.runner.import(url),
}
let ran = []
console.log = (line) => ran.push(line.replace('ran ', ''))

const actions = {
  async call({ how, url, name, args }) {
    const module = await load[how](url)
    ran = []
    return { value: await module[name](...args), ran }
  },
  async edit({ name, from, to }) {
    const text = await readFile(name, 'utf8')
    if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`)
    const updated = once(updates, 'update')
    await writeFile(name, text.replace(from, to))
    await updated
  },
  async clientCode({ url }) {
    return (await server.transformRequest(url)).code
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
