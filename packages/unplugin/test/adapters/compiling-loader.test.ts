import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { rollup, type Plugin } from 'rollup'
import { afterAll, expect, test } from 'vitest'
import cachecache from '../../src/rollup.js'

const folder = mkdtempSync(path.join(tmpdir(), 'cachecache-loader-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = path.join(folder, 'main.ts')
writeFileSync(file, '')

/** As `@rollup/plugin-typescript` does: what it loads is compiled already. */
const compilesWhileLoading = (code: string): Plugin => ({ name: 'typescript', load: () => code })

const build = (code: string) =>
  rollup({ input: file, plugins: [[cachecache({ root: folder })], null, [[compilesWhileLoading(code)]]], onwarn: () => {} })

test('a tagged file that a loader has compiled is refused with the way out', async () => {
  await expect(build('/** @cache */\nexport function load(file) { return file }')).rejects.toThrow(
    /main\.ts:1:1: @rollup\/plugin-typescript compiles this file while loading it.*rollup-plugin-esbuild/s,
  )
})

test('a file without a tag is not its business', async () => {
  const bundle = await build('export const load = (file) => file')
  expect((await bundle.generate({})).output[0].code).toContain('load')
})
