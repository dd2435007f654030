import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import esbuild from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const run = promisify(execFile)
const runtime = fileURLToPath(new URL('../../packages/runtime', import.meta.url))
const compiled = fileURLToPath(new URL('../../node_modules/better-sqlite3/build', import.meta.url))
const source = `
/** @cache */
export async function later(n: number) { console.log('ran later'); return n }
later(1).then((n) => console.log('result ' + n))`

type Trace = (files: string[], options: { base: string }) => Promise<{ fileList: Set<string> }>

test('a file tracer copies what a program needs, and the copy hits', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachecache-trace-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const app = join(folder, 'app')
  await mkdir(app)
  await writeFile(join(app, 'package.json'), '{ "name": "app", "type": "module" }')
  const { stdout } = await run('npm', ['pack', runtime, '--pack-destination', folder, '--silent'])
  const packages = [join(folder, stdout.trim()), 'better-sqlite3@12.11.1', '@keyv/redis@5.1.6', '@vercel/nft@1']
  await run('npm', ['install', '--no-audit', '--no-fund', '--silent', '--ignore-scripts', ...packages], { cwd: app })
  // Compiled in the repository already.
  await cp(compiled, join(app, 'node_modules/better-sqlite3/build'), { recursive: true })
  const project = await scratchProject({ 'src/main.ts': source })
  await esbuild.build({
    absWorkingDir: project.folder,
    entryPoints: ['src/main.ts'],
    outfile: join(app, 'main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [esbuildPlugin()],
  })
  const nft = pathToFileURL(join(app, 'node_modules/@vercel/nft/out/index.js')).href
  const { nodeFileTrace } = (await import(nft)) as { nodeFileTrace: Trace }
  const files = [...(await nodeFileTrace([join(app, 'main.mjs')], { base: app })).fileList]
  expect(files).toContain('node_modules/better-sqlite3/lib/index.js')
  expect(files.some((file) => file.startsWith('node_modules/@keyv/redis/dist/'))).toBe(true)

  const moved = { ...project, folder: join(folder, 'moved') }
  for (const file of files) {
    await mkdir(dirname(join(moved.folder, file)), { recursive: true })
    await cp(join(app, file), join(moved.folder, file), { recursive: true })
  }
  await rm(app, { recursive: true })
  expect(await runNode(moved, ['main.mjs'])).toMatchObject({ ran: ['later'], result: 1, stderr: '' })
  expect(await runNode(moved, ['main.mjs'])).toMatchObject({ ran: [], result: 1, stderr: '' })
})
