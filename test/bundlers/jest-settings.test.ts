import { expect, test } from 'vitest'
import { createTransformer } from '@cachecache/unplugin/jest'
import { scratchProject } from '../support/scratch.js'

// Jest itself runs in examples/hosts.
const FILES = {
  'plain.cjs': 'module.exports = { process: (code) => ({ code }), getCacheKey: (code) => code }',
  'src/report.ts': `import { rate } from '@rates/rate'
/** @cache */
export function report(n: number): number { return rate() * n }`,
  'rates/rate.ts': 'export const rate = () => 2',
  'fakes/rate.ts': 'export const rate = () => 3',
}

test('modules that Jest replaces by settings', async () => {
  const project = await scratchProject(FILES)
  const source = await project.read('src/report.ts')
  const transformer = createTransformer({ transformer: project.path('plain.cjs') })
  const version = (settings: object) => {
    const config = { rootDir: project.folder, ...settings }
    const options = { config, configString: '', instrument: false, supportsStaticESM: false }
    const { code } = transformer.process!(source, project.path('src/report.ts'), options)
    return /version:"([^"]+)/.exec(code)?.[1]
  }
  const mapped = (target: string | string[]) => version({ moduleNameMapper: [['^@rates/(.*)$', target]] })
  const real = mapped(project.path('rates/$1'))
  expect(real).toBeDefined()
  const fake = mapped(project.path('fakes/$1'))
  expect(fake).not.toBe(real)
  expect(mapped([project.path('none/$1'), project.path('fakes/$1')])).toBe(fake)

  await project.write({ 'rates/rate.js': 'export const rate = () => 4' })
  const order = (moduleFileExtensions: string[]) =>
    version({ moduleFileExtensions, moduleNameMapper: [['^@rates/(.*)$', project.path('rates/$1')]] })
  expect(order(['ts', 'js'])).toBe(real)
  expect(order(['js', 'ts'])).not.toBe(real)
  expect(version({ automock: true })).toBeUndefined()
})
