import { expect, test } from 'vitest'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

/** Builds `src/main.ts` and reports which of the compiler's packages were loaded. */
const buildAndList = `
import esbuild from 'esbuild'
import cachecache from '@cachecache/unplugin/esbuild'
await esbuild.build({ entryPoints: ['src/main.ts'], outfile: 'dist/main.mjs', bundle: true, platform: 'node', format: 'esm', plugins: [cachecache()] })
const { loaded } = await import('./loaded.mjs')
console.log('result ' + JSON.stringify(loaded()))`

// Natively loaded code and CommonJS show in the process report, whatever loaded them.
const loaded = `export const loaded = () => process.report.getReport().sharedObjects.filter((file) => /parser|resolver/.test(file)).map((file) => file.replace(/.*@/, '').replace(/\\/.*/, ''))`

test('the compiler is loaded by the first tag, not by the plugin', async () => {
  const project = await scratchProject({ 'build.mjs': buildAndList, 'loaded.mjs': loaded })

  await project.write({ 'src/main.ts': 'export function plain(n: number) { return n }' })
  expect((await runNode(project, ['build.mjs'])).result).toEqual([])

  await project.write({ 'src/main.ts': '/** @cache */ export function tagged(n: number) { return n }' })
  expect((await runNode(project, ['build.mjs'])).result).toContain('oxc-parser')
})
