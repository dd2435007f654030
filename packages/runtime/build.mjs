import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

/**
 * An import statement makes Node read every property of a built-in, and loads its streams for `node:fs`: two milliseconds
 * that this function call does not take. Named one by one, so that no copy of all properties is made either.
 */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }))
    onLoad({ filter: /^/, namespace: 'builtin' }, async ({ path }) => {
      const functions = Object.entries(await import(path)).filter(([, value]) => typeof value === 'function')
      const names = functions.map(([name]) => name).filter((name) => name !== 'default')
      const take = names.map((name) => `export const ${name} = (...args) => builtin.${name}(...args)`)
      const builtin = `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)})`
      return { contents: [builtin, ...take].join('\n') }
    })
  },
}

// After `tsc -b`, which writes the declarations alone. Loading some sixty modules one by one costs a program more time
// than all that is in them. With `splitting`, what the entries share is there once: stores, warnings, sites.
const shared = {
  bundle: true,
  splitting: true,
  format: 'esm',
  packages: 'external',
  conditions: ['cachecache-source'],
  sourcemap: true,
  sourcesContent: false,
  // Reading the text is most of an import. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
  logLevel: 'warning',
}

const entryPoints = ['src/index.ts', 'src/generated.ts']
await bundle('dist/node', {
  entryPoints: [...entryPoints, 'src/stores.ts'],
  platform: 'node',
  target: 'node20.19',
  plugins: [builtins],
})
await bundle('dist/browser', { entryPoints, platform: 'browser', target: 'es2022' })

async function bundle(outdir, options) {
  const { metafile } = await build({ ...shared, ...options, outdir })
  // Chunks of an earlier build have other names; removed only now, so that there is no moment without a build.
  const made = new Set(Object.keys(metafile.outputs).map((file) => basename(file)))
  const stale = (await readdir(outdir)).filter((file) => !made.has(file))
  await Promise.all(stale.map((file) => rm(join(outdir, file))))
  const maps = [...made].filter((file) => file.endsWith('.map'))
  await Promise.all(maps.map((file) => forgetBuiltins(join(outdir, file))))
}

/** Their texts are no files, and tools warn of a source that they do not find. */
async function forgetBuiltins(file) {
  const map = JSON.parse(await readFile(file, 'utf8'))
  map.sources = map.sources.map((source) => (source.startsWith('builtin:') ? null : source))
  await writeFile(file, JSON.stringify(map))
}
