import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { processorTime } from './processor-time.mjs'

/**
 * One build in a process of its own, since plugin and compiler are loaded only once in each. Prints milliseconds
 * of processor time, the bundler's own loading left out and the plugin's left in: bundlers use all cores, so the time on the clock
 * would hide what a plugin takes from them.
 */
const [bundler, plugin, action, main, helper] = process.argv.slice(2)
const root = dirname(dirname(main))
const require = createRequire(import.meta.url)
const api = await import(pathToFileURL(require.resolve(bundler)).href)

const build = { esbuild: esbuildBuild, vite: viteBuild }[bundler]
console.log(await (action === 'edit' ? timeOfRebuild() : timeOf(build)))

async function timeOf(work) {
  const start = processorTime()
  await work()
  return processorTime() - start
}

async function loadPlugin() {
  if (plugin === 'none') return []
  const { default: cachecache } = await import(`@cachecache/unplugin/${bundler}`)
  return [cachecache({ root })]
}

async function esbuildOptions() {
  const outfile = join(root, 'out', `${plugin}.mjs`)
  return {
    entryPoints: [main],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: await loadPlugin(),
  }
}

async function esbuildBuild() {
  await api.build(await esbuildOptions())
}

async function viteBuild() {
  await api.build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: await loadPlugin(),
    build: { outDir: join(root, 'out', plugin), emptyOutDir: true, minify: false, target: 'node20', ssr: main },
  })
}

/** The second build of a context, after a line of code was added to a helper that tagged functions reach. */
async function timeOfRebuild() {
  const context = await api.context(await esbuildOptions())
  await context.rebuild()
  const before = await readFile(helper)
  await appendFile(helper, `\nexport const edited = ${Date.now()}\n`)
  try {
    return await timeOf(() => context.rebuild())
  } finally {
    await writeFile(helper, before)
    await context.dispose()
  }
}
