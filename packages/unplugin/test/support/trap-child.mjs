import { subscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'

const [, , folder, files] = process.argv
const values = {}
const hits = {}
let current
subscribe('cachecache:call', (event) => {
  if (event.status === 'hit') hits[current] = (hits[current] ?? 0) + 1
})
// An error that a trap lets go must show as its result, not end the other traps.
process.on('unhandledRejection', () => {})
for (const [name, file] of JSON.parse(files)) {
  current = name
  try {
    const loaded = await import(pathToFileURL(join(folder, file)).href)
    const test = loaded.test ?? loaded.default.test
    values[name] = [inspect(await test(), { depth: 9 }), inspect(await test(), { depth: 9 })]
  } catch (error) {
    values[name] = [`${error.name}: ${error.message}`]
  }
}
console.log('\n' + JSON.stringify({ values, hits }))
process.exit()
