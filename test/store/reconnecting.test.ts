import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { openExistingStore } from '@cachecache/runtime/stores'
import { expect, onTestFinished, test } from 'vitest'
import { entry, report } from '../../packages/runtime/test/backends/contract.js'
import { startServer, whyNot } from './servers.js'

// Adapters are optional: they are found from where the program runs.
process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const missing = whyNot('redis')

test.skipIf(missing !== undefined)(
  `connections that the server ends leave no listeners behind${missing === undefined ? '' : ` (left out: ${missing})`}`,
  async () => {
    const server = await startServer('redis')
    onTestFinished(() => server.remove())
    const warnings: string[] = []
    const listen = (warning: Error) => void warnings.push(warning.name)
    process.on('warning', listen)
    onTestFinished(() => void process.off('warning', listen))
    const store = (await openExistingStore(server.url))!
    const password = new URL(server.url).password
    // A call that meets the end fails; what comes after it connects anew.
    const writes = async (name: string) => {
      for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((later) => setTimeout(later, 20))) {
        try {
          return await store.write(entry(report, name, 1))
        } catch {
          // Tried again.
        }
      }
      throw new Error('The connection did not come back.')
    }
    for (let i = 0; i < 15; i++) {
      await writes(`${i}`)
      const socket = connect(server.port, '127.0.0.1')
      socket.write(`AUTH ${password}\r\nCLIENT KILL TYPE normal SKIPME yes\r\nQUIT\r\n`)
      socket.resume()
      await once(socket, 'end')
      socket.end()
      // The adapter's own connection hears of its end.
      await new Promise((later) => setTimeout(later, 20))
    }
    await writes('last')
    await store.close()
    // Node tells of a leak in the next turn.
    await new Promise(setImmediate)
    expect(warnings).toEqual([])
  },
)
