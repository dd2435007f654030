import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import esbuild from 'esbuild'
import { rollup } from 'rollup'
import rollupEsbuild from 'rollup-plugin-esbuild'
import { expect, onTestFinished, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import rollupPlugin from '@cachecache/unplugin/rollup'
import { bundlers, type Bundler } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

const hasSqlite = process.getBuiltinModule('node:sqlite' as 'node:fs') !== undefined
/** Where `better-sqlite3` is found, without which Node below 22.13 has no SQLite. */
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

const main = `
/** @cache */
export async function later(n: number) { console.log('ran later'); return new Map([[n, new Date(0)]]) }
/** @cache */
export function now(n: number) { console.log('ran now'); return n * 2 }
/** @cache { cachePath: 'memory:' } */
export function short(n: number) { console.log('ran short'); return [n, -0] }
later(1).then((map) => { short(2); console.log('result ' + JSON.stringify([map.size, now(21), short(2).length])) })`

async function cjs(folder: string) {
  await esbuild.build({
    absWorkingDir: folder,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/main.cjs',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    plugins: [esbuildPlugin({ runtime: 'bundle' })],
  })
  return { file: 'dist/main.cjs', warnings: [] }
}

/** As Nitro's plugin does: whatever lies below `node_modules`, or is a package, stays outside. */
const leavesPackagesOutside = {
  name: 'leaves-packages-outside',
  resolveId: {
    order: 'pre' as const,
    async handler(source: string, importer: string | undefined) {
      return importer === undefined || source.endsWith('main.ts') ? null : { id: source, external: true }
    },
  },
}

async function amongOthers(folder: string) {
  const bundle = await rollup({
    input: `${folder}/src/main.ts`,
    plugins: [rollupPlugin({ runtime: 'bundle' }), leavesPackagesOutside, rollupEsbuild({ target: 'es2022', tsconfig: false })],
  })
  await bundle.write({ dir: `${folder}/dist`, entryFileNames: 'main.mjs' })
  await bundle.close()
  return { file: 'dist/main.mjs', warnings: [] }
}

const builds: Pick<Bundler, 'name' | 'build'>[] = [
  ...bundlers.filter(({ name }) => name !== 'rollup'),
  { name: 'esbuild, CommonJS', build: cjs },
  { name: 'rollup, with a plugin that leaves packages outside', build: amongOthers },
]

/** Moves the bundle away from all packages. */
async function moved(project: Scratch, file: string): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'cachecache-moved-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(dirname(project.path(file)), join(folder, 'dist'), { recursive: true })
  await rm(project.folder, { recursive: true })
  return { ...project, folder, path: (name) => join(folder, name) }
}

test.each(builds)('$name: a bundle with the runtime inside hits in a folder of its own', async ({ build }) => {
  const project = await scratchProject({ 'src/main.ts': main })
  const { file } = await build(project.folder, { runtime: 'bundle' })
  const program = await moved(project, file)
  const first = await runNode(program, [file], { NODE_PATH: modules })
  expect(first).toMatchObject({ ran: ['later', 'short', 'now'], result: [1, 42, 2], stderr: '', code: 0 })
  const second = await runNode(program, [file], { NODE_PATH: modules })
  expect(second).toMatchObject({ ran: ['short'], result: [1, 42, 2], stderr: '', code: 0 })
})

test.skipIf(hasSqlite)('where there is no SQLite, one line says what to install, and memory works', async () => {
  const project = await scratchProject({ 'src/main.ts': main })
  const program = await moved(project, (await cjs(project.folder)).file)
  const { ran, result, stderr, code } = await runNode(program, ['dist/main.cjs'])
  expect({ ran, result, code }).toEqual({ ran: ['later', 'short', 'now'], result: [1, 42, 2], code: 0 })
  const lines = stderr.split('\n').filter((line) => line.includes('CacheWarning'))
  expect(lines).toEqual([expect.stringContaining('npm install better-sqlite3')])
  expect(lines[0]).toContain('Node 22.13 or newer')
  expect(stderr).not.toMatch(/plain data|drop the tag/)
})
