import { spawn } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { makeCache } from './cache.js'
import { makeScratch } from './terminal.js'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
let bin: string

beforeAll(async () => {
  const folder = makeScratch()
  bin = join(folder, 'dist/bin.mjs')
  copyFileSync(here('../package.json'), join(folder, 'package.json'))
  await build({
    entryPoints: [here('../src/bin.ts')],
    outdir: join(folder, 'dist'),
    outExtension: { '.js': '.mjs' },
    // As in the package: a command that is not called is not loaded.
    splitting: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['cachecache-source'],
    external: ['@cachecache/unplugin', '@cachecache/unplugin/*', 'typescript', 'bun:sqlite'],
    // Bundled CommonJS packages call require().
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
    logLevel: 'error',
  })
})

async function runBin(...argv: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [bin, ...argv], { env: { ...process.env, NODE_PATH: here('../../../node_modules') } })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  return { code, out, err }
}

test('lists and clears on a pipe without asking, and ends by itself', async () => {
  const path = await makeCache()
  expect(JSON.parse((await runBin('ls', path, '--json')).out)).toHaveLength(4)
  expect(await runBin('clear', path)).toEqual({ code: 0, out: 'Removed 5 entries (3 kB).\n', err: '' })
  expect(await runBin('ls', path)).toEqual({ code: 0, out: 'The cache is empty.\n', err: '' })
})

test('exits 2 on misuse', async () => {
  expect(await runBin('lss')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean ls?') })
})

test('a reader that closes the pipe early is not an error', async () => {
  const child = spawn(process.execPath, [bin, '--help'])
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (chunk) => (err += chunk))
  const code = await new Promise((ended) => child.on('close', ended))
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
