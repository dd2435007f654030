import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

test('vitest needs the plugin and nothing else', async () => {
  const project = await scratchProject(
    {
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
    },
    'sales',
  )
  const run = () => runNode(project, [vitest, 'run', '--reporter=dot'])
  const cold = await run()
  expect(cold).toMatchObject({ code: 0, ran: ['report', 'default', 'find'] })
  expect(await run()).toMatchObject({ code: 0, ran: [] })
  await project.edit('src/rates.ts', 'Currency[currency]', '1 * Currency[currency]')
  expect(await run()).toMatchObject({ code: 0, ran: ['report'] })
})
