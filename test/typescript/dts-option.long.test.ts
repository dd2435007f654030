import { createLogger, createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import cachecache from '@cachecache/unplugin/vite'
import { bundlers } from '../support/bundlers.js'
import { typedProject } from './support/typed-project.js'

const MAIN = `/** @cache */ export function f(a: number) { return a }
/** @cache */ export const g = (a: number) => a
console.log(f(1), g(1))
`

test.each(bundlers)('$name: the option `dts` writes the types and warns of what they cannot express', async ({ name, build }) => {
  const project = await typedProject(6, { 'src/main.ts': MAIN })
  // Rollup has no root of its own.
  const { warnings } = await build(project.folder, { dts: true, ...(name === 'rollup' && { root: project.folder }) })
  expect(await project.read('cachecache.d.ts')).toContain('export function f(a: number, options?:')
  expect(warnings).toEqual([expect.stringContaining('src/main.ts:2 g: ')])
})

test('a development server writes them again after an edit, and warns of what is new', async () => {
  const project = await typedProject(6, { 'src/main.ts': MAIN })
  let hear: (message: string) => void
  const nextWarning = () => new Promise<string>((resolve) => (hear = resolve))
  const first = nextWarning()
  const server = await createServer({
    root: project.folder,
    configFile: false,
    customLogger: { ...createLogger('silent'), warn: (message) => hear(message) },
    // Told of the edit below: a watcher that has just begun would miss it.
    server: { middlewareMode: true, ws: false, watch: { ignored: ['**'] } },
    optimizeDeps: { noDiscovery: true },
    plugins: [cachecache({ dts: 'types/call-sites.d.ts' })],
  })
  onTestFinished(() => server.close())
  expect(await first).toMatch(/^call-site types: types\/call-sites\.d\.ts is not part of the project: .*\nsrc\/main\.ts:2 g: /)

  const second = nextWarning()
  await project.edit(
    'src/main.ts',
    'console.log',
    '/** @cache */ export function h(a: string) { return a }\n/** @cache */ const i = (a: number) => a\nconsole.log',
  )
  server.watcher.emit('change', project.path('src/main.ts'))
  expect(await second).toMatch(/^call-site types: src\/main\.ts:4 i: /)
  expect(await project.read('types/call-sites.d.ts')).toContain('export function h(a: string, options?:')
})
