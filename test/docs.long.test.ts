// The programs of the documentation, page by page, in scratch projects with the packed packages installed.
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readBlocks } from './support/examples/page.js'
import { runPage } from './support/examples/run-page.js'
import { createScratchProject, type ScratchProject } from './support/examples/scratch-install.js'

const docs = new URL('../docs/', import.meta.url)
const folders = ['guide', 'hosts', 'recipes', 'reference']
const pages: string[] = []
for (const folder of folders) {
  for (const name of await readdir(new URL(`${folder}/`, docs))) {
    if (!name.endsWith('.md')) continue
    const blocks = await readBlocks(new URL(`${folder}/${name}`, docs))
    if (blocks.some(({ language, words }) => language === 'sh' && words[0] === 'run')) pages.push(`${folder}/${name}`)
  }
}

// What the pages take for granted: a project that has the host.
const tools = 'esbuild rolldown rollup vite vitest webpack webpack-cli @rspack/core @rspack/cli typescript better-sqlite3'
let project: ScratchProject

beforeAll(async () => {
  project = await createScratchProject()
  await project.shell(`npm i @cachecache/runtime @cachecache/unplugin @cachecache/cli ${tools}`)
}, 300_000)

afterAll(() => project?.[Symbol.asyncDispose]())

const versions = new Map<string, string>()

it.each(pages)('docs/%s', { timeout: 240_000 }, async (name) => {
  const folder = await project.sibling(name.replaceAll(/\W/g, '-'))
  await runPage(new URL(name, docs), docs, folder)
  const { stdout } = await folder.shell('npx cachecache ls --json')
  const primes = (JSON.parse(stdout) as { function: string; version: string }[]).filter((one) =>
    one.function.endsWith('#countPrimes'),
  )
  if (name.startsWith('hosts/')) for (const { version } of primes) versions.set(name, version)
})

it('gives one version to one source in every host', () => {
  expect(versions.size).toBeGreaterThan(6)
  expect(new Set(versions.values()).size).toBe(1)
})

it('reports call options to tsc only once the declarations are written', async () => {
  const folder = await project.sibling('typed')
  for (const { file, text } of await readBlocks(new URL('guide/typed-call-sites.md', docs)))
    if (file) await folder.write(file, text)
  await expect(folder.shell('npx tsc --noEmit')).rejects.toThrow(
    /src\/use-squares\.ts\(3,12\).*Expected 1 arguments, but got 2\./,
  )
  await folder.write('src/use-squares.ts', (await folder.read('src/use-squares.ts')).replace('again', 'agian'))
  await expect(folder.shell('npx cachecache check')).rejects.toThrow(/src\/use-squares\.ts\(3,14\): error TS\d+: .*'agian'/)
})
