import esbuild from 'esbuild'
import { expect, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import { bundlers } from '../support/bundlers.js'
import { scratchProject } from '../support/scratch.js'

const files = {
  'node_modules/.keep': '',
  'src/main.ts': "import { load } from './load.js'\nconsole.log(load('a'))\n",
  'src/load.ts': '/** @cache */\nexport function load(file: string): string { return file }\n',
}
// oxlint-disable-next-line no-control-regex
const plain = (text: string) => text.replace(/\u001B\[[\d;]*m/g, '')

/** What a build prints when it fails. */
async function failureOf(built: Promise<unknown>): Promise<string> {
  const error = await built.then(
    () => undefined,
    (failure: Error & { errors?: { text?: string; location?: { file: string; line: number } }[] }) => failure,
  )
  const messages = (error?.errors ?? []).map(({ text, location }) => `${location?.file}:${location?.line} ${text}`)
  return plain([error?.message, ...messages].join('\n'))
}

test.each(bundlers)('$name: `strict` fails where the bundle holds a tag that was not rewritten', async ({ build, name }) => {
  const { folder } = await scratchProject(files)
  // Rollup knows no folder but the process's.
  const root = name === 'rollup' ? { root: folder } : {}
  const printed = await failureOf(build(folder, { strict: true, exclude: /load\.ts$/, ...root }))
  expect(printed).toMatch(/load\.ts:2/)
  expect(printed).toContain('`load` is tagged and part of this build, but it was not rewritten')
  await build(folder, { exclude: /load\.ts$/, ...root })
})

test.each(bundlers)('$name: `strict` names tags that no build met, and passes', async ({ build, name }) => {
  const { folder } = await scratchProject({ ...files, 'src/other.ts': '/** @cache */\nexport const other = (): number => 1\n' })
  const { warnings } = await build(folder, { strict: true, ...(name === 'rollup' && { root: folder }) })
  expect(warnings.map(plain)).toEqual([expect.stringContaining('`other` is tagged, but neither this build')])
  expect(plain(warnings[0]!)).toMatch(/other\.ts:2/)
})

test('esbuild: a plugin that loads the file first is found out', async () => {
  const { folder } = await scratchProject(files)
  const first: esbuild.Plugin = {
    name: 'first',
    setup: (build) => build.onLoad({ filter: /load\.ts$/ }, () => ({ contents: 'export const load = (a) => a', loader: 'ts' })),
  }
  const built = esbuild.build({
    absWorkingDir: folder,
    entryPoints: ['src/main.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    logLevel: 'silent',
    plugins: [first, esbuildPlugin({ strict: true })],
  })
  expect(await failureOf(built)).toContain('another plugin loads it first')
})
