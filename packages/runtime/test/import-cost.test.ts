import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'

const source = fileURLToPath(new URL('../src/', import.meta.url))
const options = { bundle: true, write: false, format: 'esm', metafile: true, logLevel: 'silent' } as const

test('importing loads nothing of the stores and creates nothing on disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const conditions = ['cachecache-source']
  const { outputFiles } = await build({
    ...options,
    entryPoints: [join(source, 'index.ts')],
    platform: 'node',
    packages: 'external',
    conditions,
  })
  const script = `${outputFiles[0]?.text ?? ''}
    console.log(JSON.stringify(Object.keys((await import('node:module')).default._cache ?? {})))`
  // Packages resolve from the repository, the working directory is empty.
  const file = fileURLToPath(new URL(`./.import-cost-${process.pid}.mjs`, import.meta.url))
  writeFileSync(file, script)
  onTestFinished(() => rmSync(file, { force: true }))
  const loaded = JSON.parse(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' })) as string[]
  expect(loaded.filter((name) => /sqlite|keyv/.test(name))).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

test('a browser bundle holds nothing that only Node has', async () => {
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints: [join(source, 'generated.ts'), join(source, 'index.ts')],
    outdir: 'out',
    platform: 'browser',
    conditions: ['cachecache-source'],
  })
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.filter((name) => /better-sqlite3|keyv|native\/node|platform\/node/.test(name))).toEqual([])
  for (const { text } of outputFiles) expect(text).not.toMatch(/from "node:|require\("node:/)
})
