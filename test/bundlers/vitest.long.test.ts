import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { startDriven } from '../support/driven-process.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

const files = {
  'vitest.config.ts': `import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [cachecache()], test: { disableConsoleIntercept: true } })`,
  'src/report.test.ts': `import { expect, test } from 'vitest'
import shout, { report } from './report.js'
import { Repo } from './repo.js'
test('results', async () => {
  expect(await report(2024)).toEqual({ year: 2024, region: 'north', total: 2530, printed: new Date(2024, 0) })
  expect(shout('hi')).toBe('HI')
  expect(await new Repo('a').find('1')).toBe('a/1')
})`,
}

test('vitest needs the plugin and nothing else', async () => {
  const project = await scratchProject(files, 'sales')
  const run = () => runNode(project, [vitest, 'run', '--reporter=dot'])
  const cold = await run()
  expect(cold).toMatchObject({ code: 0, ran: ['report', 'default', 'find'] })
  expect(await run()).toMatchObject({ code: 0, ran: [] })
  await project.edit('src/rates.ts', 'Currency[currency]', '1 * Currency[currency]')
  expect(await run()).toMatchObject({ code: 0, ran: ['report'] })
})

test('vitest in watch mode recomputes what an edit reaches, and nothing else', async () => {
  const project = await scratchProject(
    { ...files, 'vitest.config.ts': files['vitest.config.ts'].replace('true', 'false') },
    'sales',
  )
  const watching = await startDriven(project, 'vitest-watch.mjs')
  const edit = (name: string, from: string, to: string) => watching.ask({ action: 'edit', name, from, to })

  expect(await watching.ask({ action: 'firstRun' })).toEqual({ ran: ['report', 'default', 'find'], errors: [] })
  expect(await edit('src/rates.ts', '// Two', '// Still two')).toEqual({ ran: [], errors: [] })
  expect(await edit('src/rates.ts', 'Currency[currency]', '1 * Currency[currency]')).toEqual({ ran: ['report'], errors: [] })
  expect(await edit('src/money.ts', 'rateOf(currency)', '1 * rateOf(currency)')).toEqual({ ran: ['report'], errors: [] })
})

test('a test that replaces code neither stores nor gets results of the real one', async () => {
  const mocking = (name: string, lines: string) => ({
    [name]: `import { expect, test, vi } from 'vitest'\nimport { shout } from './shout.js'\nimport { loud } from './loud.js'\n${lines}`,
  })
  const project = await scratchProject({
    'vitest.config.ts': files['vitest.config.ts'].replace('test: {', 'test: { fileParallelism: false,'),
    'package.json': '{ "name": "shop", "type": "module" }',
    'src/loud.ts': `export const loud = { up: (x: string) => x.toUpperCase() }`,
    'src/shout.ts': `import { loud } from './loud.js'\n/** @cache */\nexport const shout = (x: string) => loud.up(x)`,
    ...mocking('src/a.test.ts', `test('real', () => { expect(shout('a')).toBe('A'); expect(loud.up('b')).toBe('B') })`),
    ...mocking(
      'src/b.test.ts',
      `vi.mock('./loud.js', () => ({ loud: new (class { up() { return 'mocked' } })() }))
test('a factory', () => { expect(shout('a')).toBe('mocked'); expect(shout('b')).toBe('mocked'); expect(loud.up('b')).toBe('mocked') })`,
    ),
    ...mocking(
      'src/c.test.ts',
      `test('a spy', () => {
  const spy = vi.spyOn(loud, 'up').mockReturnValue('spied')
  expect([shout('a'), shout('c')]).toEqual(['spied', 'spied'])
  spy.mockRestore()
  expect([shout('a'), shout('c')]).toEqual(['A', 'C'])
})`,
    ),
    ...mocking(
      'src/d.test.ts',
      `test('real again', () => expect([shout('a'), shout('b'), shout('c'), loud.up('')]).toEqual(['A', 'B', 'C', '']))`,
    ),
  })
  expect(await runNode(project, [vitest, 'run', '--reporter=dot'])).toMatchObject({ code: 0 })
  expect(await runNode(project, [vitest, 'run', '--reporter=dot'])).toMatchObject({ code: 0 })
})
