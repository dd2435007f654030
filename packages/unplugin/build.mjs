import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

// After `tsc -b`, which writes the declarations and what the language service loads. A build pays for each file that it
// loads, so the entries are bundled; with `splitting`, what only a tag needs stays in chunks of its own.
const outdir = 'dist/node'
const entries = [
  'index',
  'vite',
  'esbuild',
  'webpack',
  'rollup',
  'rolldown',
  'rspack',
  'register',
  'load-hook',
  'loader',
  'jest',
  'bun',
  'transform',
  'explain',
  'inspect',
  'call-sites',
]
// esbuild's own builds are so short that loading seventeen small files instead of four is seen: its entry shares no chunks.
const outputs = await Promise.all([bundle(entries.filter((name) => name !== 'esbuild')), bundle(['esbuild'])])

// Chunks of an earlier build have other names; removed only now, so that there is no moment without a build.
const made = new Set(outputs.flat().map((file) => basename(file)))
const stale = (await readdir(outdir)).filter((file) => !made.has(file))
await Promise.all(stale.map((file) => rm(join(outdir, file))))

async function bundle(names) {
  const { metafile } = await build({
    entryPoints: names.map((name) => `src/${name}.ts`),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    conditions: ['cachecache-source'],
    define: { BUILD_STAMP: JSON.stringify(await stampOf('src')) },
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  })
  return Object.keys(metafile.outputs)
}

/** Another text of the plugin, or other packages, make other results: what an earlier build kept is not theirs. */
async function stampOf(folder) {
  const hash = createHash('sha256').update(await readFile('package.json'))
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.c?ts$/.test(file))
  for (const file of files.toSorted()) hash.update(`\n${file.replaceAll('\\', '/')}\n`).update(await readFile(join(folder, file)))
  return hash.digest('base64url').slice(0, 22)
}
