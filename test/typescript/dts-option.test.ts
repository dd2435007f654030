import cachecache from '@cachecache/unplugin/esbuild'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { typedProject } from './support/typed-project.js'

test('the plugin option `dts` writes the types beside the build and names what they cannot express', async () => {
  const project = await typedProject(6, {
    'src/main.ts': '/** @cache */ export function f(a: number) { return a }\n/** @cache */ export const g = (a: number) => a\n',
  })
  const { warnings } = await build({
    absWorkingDir: project.folder,
    entryPoints: ['src/main.ts'],
    platform: 'node',
    write: false,
    logLevel: 'silent',
    plugins: [cachecache({ dts: true })],
  })
  expect(await project.read('cachecache.d.ts')).toContain('export function f(a: number, options?:')
  expect(warnings.map((warning) => warning.text)).toEqual([expect.stringContaining('src/main.ts:2 g: ')])
})
