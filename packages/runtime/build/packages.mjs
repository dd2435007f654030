import { join } from 'node:path'
import { build } from 'esbuild'
import { builtins } from './builtins.mjs'

const root = join(import.meta.dirname, '..')

/** Of `@keyv/sqlite`. The store gives it a driver of its own; whoever bundles this package would be asked for the others. */
const drivers = {
  name: 'drivers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node|bun):sqlite$|sqlite3?-driver-/ }, ({ path }) => ({ path, namespace: 'driver' }))
    onLoad({ filter: /^/, namespace: 'driver' }, () => ({ contents: '' }))
  },
}

const keyv = await bundlePackages(`export * from './keyv-packages.ts'`)
const msgpackr = await bundlePackages(`export { Packr } from 'msgpackr/pack'`)

/** The files that they are made of. */
export const packageInputs = [...keyv.inputs, ...msgpackr.inputs]

/**
 * Packages are part of the one file, but their code runs when first used: Keyv's by an asynchronous call that reads a store,
 * msgpackr's when a value is encoded or decoded. Not by a file of their own: bundles would consist of two.
 */
export const latePackages = {
  name: 'late-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/keyv-packages\.js$/ }, () => ({ path: 'keyv', namespace: 'whole' }))
    onResolve({ filter: /^msgpackr\/pack$/ }, () => ({ path: 'msgpackr', namespace: 'late' }))
    onResolve({ filter: /^/, namespace: 'late' }, ({ path }) => ({ path, namespace: 'whole' }))
    onLoad({ filter: /^/, namespace: 'late' }, () => ({
      contents: `export function Packr(options) { return new (require('msgpackr').Packr)(options) }`,
    }))
    onLoad({ filter: /^/, namespace: 'whole' }, ({ path }) => ({ contents: { keyv, msgpackr }[path].text }))
  },
}

/** Minified: nobody reads their code here. */
async function bundlePackages(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: join(root, 'src/backends'), loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    plugins: [drivers, builtins],
    metafile: true,
    write: false,
    logLevel: 'warning',
    absWorkingDir: root,
  })
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) }
}
