import { expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

test('one source has one version, whichever bundler built it', async () => {
  const versions = new Map<string, string[]>()
  for (const { name, build } of bundlers) {
    const project = await scratchProject({}, 'sales')
    const { file } = await build(project.folder)
    versions.set(name, (await runNode(project, [file, 'versions'])).result)
  }
  const [first] = versions.values()
  expect(first).toHaveLength(5)
  expect(new Set(first)).toHaveProperty('size', 5)
  expect(Object.fromEntries(versions)).toEqual(Object.fromEntries(bundlers.map(({ name }) => [name, first])))
})

test.each(bundlers)('$name: a comment keeps the version, a helper two imports away moves it', async ({ build }) => {
  const project = await scratchProject({}, 'sales')
  const run = async () => (await runNode(project, [(await build(project.folder)).file])).ran
  await run()
  await project.edit('src/rates.ts', '// Two imports away', '// Moved: two imports away')
  expect(await run()).toEqual([])
  await project.edit('src/rates.ts', 'Currency[currency]', 'Currency[currency] * 2')
  expect(await run()).toEqual(['report'])
})
