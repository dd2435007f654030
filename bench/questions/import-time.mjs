import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compare } from '../harness/compare.mjs'
import { scratchFolder } from '../harness/scratch.mjs'

const programs = {
  'bare Node': '',
  "import '@cachecache/runtime'": "import '@cachecache/runtime'",
  "import '@cachecache/runtime/generated'": "import '@cachecache/runtime/generated'",
  "import 'keyv' (for scale)": "import 'keyv'",
}

/** Answers in the loader's own thread, hence the synchronous write. */
const tellingLoader = `
import { writeSync } from 'node:fs'
export async function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context) }`

const tellingProgram = `
import { createRequire } from 'node:module'
import '@cachecache/runtime'
console.log([...Object.keys(createRequire(import.meta.url).cache), ...process.moduleLoadList].join('\\n'))`

export default {
  asks: 'What does importing the runtime cost beyond bare Node, and what does it load before the first call?',
  async measure({ children }) {
    const folder = scratchFolder('import')
    const run = (name) => execFileSync(process.execPath, [join(folder, fileOf(name))], { stdio: 'ignore' })
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, fileOf(name)), text)
    const tasks = Object.fromEntries(Object.keys(programs).map((name) => [name, { call: () => run(name) }]))
    const compared = await compare(tasks, { rounds: children, slice: 1 })
    return {
      rows: compared.rows(),
      ratios: [
        compared.difference(
          "import '@cachecache/runtime', milliseconds beyond bare Node",
          "import '@cachecache/runtime'",
          'bare Node',
        ),
        compared.ratio("import '@cachecache/runtime' over bare Node", "import '@cachecache/runtime'", 'bare Node'),
      ],
      notes: [loadedBefore(folder)],
    }
  },
}

const fileOf = (name) => `${Object.keys(programs).indexOf(name)}.mjs`

/** Fails when a library of a store is loaded by the import alone, whether as a module, by require or as a builtin. */
function loadedBefore(folder) {
  writeFileSync(join(folder, 'telling-loader.mjs'), tellingLoader)
  writeFileSync(join(folder, 'telling.mjs'), tellingProgram)
  const register = `import { register } from 'node:module'; register(${JSON.stringify(pathToFileURL(join(folder, 'telling-loader.mjs')).href)})`
  const preload = `data:text/javascript,${encodeURIComponent(register)}`
  const output = execFileSync(process.execPath, ['--import', preload, join(folder, 'telling.mjs')], { encoding: 'utf8' })
  const loaded = output.trim().split('\n')
  const early = loaded.filter((name) => /node_modules\/(better-sqlite3|keyv|@keyv)\/|node:sqlite|NativeModule sqlite/.test(name))
  if (early.length > 0) throw new Error(`Importing the runtime loaded ${early.join(', ')} before any call needed it.`)
  const own = loaded.filter((name) => name.includes('/packages/runtime/')).length
  const others = loaded.filter((name) => name.includes('/node_modules/') && !name.includes('@cachecache')).length
  return `The import loads ${own} modules of the runtime and ${others} of other packages, none of SQLite or Keyv.`
}
