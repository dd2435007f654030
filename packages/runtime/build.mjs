import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { builtins } from './build/builtins.mjs'
import { ownFiles } from './build/own-files.mjs'
import { breakAtThrows } from './build/throw-lines.mjs'
import { writeNotices } from './build/notices.mjs'
import { latePackages, packageInputs } from './build/packages.mjs'

// After `tsc -b`, which writes the declarations alone. Each module that is loaded costs a program half a millisecond and more: all
// entries are one file, and what is imported are lists of names from it. Packages are in it too, so that a program that is
// bundled or moved needs nothing else.
const shared = {
  bundle: true,
  format: 'esm',
  conditions: ['cachecache-source', 'import'],
  metafile: true,
  logLevel: 'warning',
}

const node = await bundle('dist/node', ['index', 'generated', 'stores'], {
  platform: 'node',
  target: 'node20.19',
  plugins: [latePackages, builtins],
})
const files = await bundleFiles()
const browser = await buildForBrowsers('dist/browser', ['index', 'generated'])
// A page has no files.
await writeFile('dist/browser/files.js', 'export {}\n')
for (const folder of ['dist/node', 'dist/browser'])
  await build({ ...shared, target: 'es2022', entryPoints: ['src/mocked.ts'], outdir: folder, minifyWhitespace: true })
await writeNotices('dist/THIRD-PARTY-NOTICES.txt', [...packageInputs, ...node, ...files, ...browser])

await commonJs('dist/node', 'dist/cjs', ['runtime', 'index', 'generated', 'files', 'mocked'])

/** @returns the files that it was made of */
async function bundle(folder, entries, options) {
  const contents = [...entries, 'files/observing/seam'].map((entry) => `export * from './src/${entry}.ts'`).join('\n')
  const { metafile: whole } = await build({
    ...shared,
    ...options,
    stdin: { contents, resolveDir: import.meta.dirname, sourcefile: 'runtime.ts' },
    outfile: join(folder, 'runtime.js'),
    sourcemap: true,
    sourcesContent: false,
    // Reading the text is most of an import. Names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
  })
  await finish(join(folder, 'runtime.js'))
  for (const entry of entries) {
    const entryPoints = [`src/${entry}.ts`]
    const { metafile } = await build({ ...shared, ...options, entryPoints, outdir: folder, write: false })
    const [{ exports }] = Object.values(metafile.outputs)
    const names = `export { ${exports.join(', ')} } from './runtime.js'\n`
    // Rollup makes the default import of what CommonJS code of a bundle requires from outside.
    const whole = entry === 'generated' ? `import * as all from './runtime.js'\nexport default all\n` : ''
    await writeFile(join(folder, `${entry}.js`), names + whole)
  }
  // Of an earlier build; removed only now, so that there is no moment without a build.
  const made = new Set([...entries, 'runtime', 'files', 'mocked'].map((entry) => `${entry}.js`)).add('runtime.js.map')
  const stale = (await readdir(folder)).filter((file) => !made.has(file))
  await Promise.all(stale.map((file) => rm(join(folder, file))))
  return Object.keys(whole.inputs)
}

/**
 * A file for each module: a bundler drops the files whose exports nobody uses, but hardly a statement of one large file. A page
 * with no tagged function of its own gets next to nothing.
 */
async function buildForBrowsers(folder, entries) {
  const options = { ...shared, platform: 'browser', target: 'es2022' }
  const entryPoints = entries.map((entry) => `src/${entry}.ts`)
  const { metafile } = await build({ ...options, entryPoints, outdir: folder, write: false })
  const inputs = Object.keys(metafile.inputs)
  await rm(folder, { recursive: true, force: true })
  await build({
    ...options,
    entryPoints: inputs.filter((file) => file.startsWith('src/')),
    outbase: 'src',
    outdir: folder,
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [ownFiles],
  })
  return inputs
}

/** Loaded by programs that read files in tagged functions, and by no others. One runtime for both: the rest of it stays outside. */
async function bundleFiles() {
  const runtime = {
    name: 'runtime',
    setup({ onResolve }) {
      onResolve({ filter: /\/seam\.js$/ }, () => ({ path: './runtime.js', external: true }))
    },
  }
  const { metafile } = await build({
    ...shared,
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    plugins: [runtime],
    entryPoints: ['src/files.ts'],
    outfile: 'dist/node/files.js',
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
  })
  await writeFile('dist/node/files.js', breakAtThrows(await readFile('dist/node/files.js', 'utf8')))
  return Object.keys(metafile.inputs)
}

/** Without sources that are not in this package: tools warn of one that they do not find. */
async function finish(file) {
  const map = JSON.parse(await readFile(`${file}.map`, 'utf8'))
  map.sources = map.sources.map((source) => (/^(?:builtin|late|whole):|node_modules\//.test(source) ? null : source))
  await writeFile(file, breakAtThrows(await readFile(file, 'utf8'), map))
  await writeFile(`${file}.map`, JSON.stringify(map))
}

/** For Jest, whose `require` knows no ES modules. Everybody else has conditions that lead to those, so that no process has two runtimes. */
async function commonJs(from, to, names) {
  await mkdir(to, { recursive: true })
  for (const name of names) {
    const text = await readFile(join(from, `${name}.js`), 'utf8')
    const { code } = await transform(text.replace(/(['"])\.\/runtime\.js\1/g, '"./runtime.cjs"'), {
      format: 'cjs',
      platform: 'node',
      target: 'node20.19',
      minifyWhitespace: true,
      lineLimit: 160,
      define: { 'import.meta.url': 'moduleUrl' },
    })
    const url = code.includes('moduleUrl') ? "const moduleUrl=require('node:url').pathToFileURL(__filename).href;" : ''
    await writeFile(join(to, `${name}.cjs`), `'use strict';${url}${breakAtThrows(code)}`)
  }
}
