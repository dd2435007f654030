import { expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

test.each(bundlers)(
  '$name: a cacher that a module imports from anywhere never answers with what a helper gave before its edit',
  async ({ build }) => {
    const project = await scratchProject({
      'src/stores.ts': `import { Cacher } from '@cachecache/runtime'\nexport const reports = Cacher('store')`,
      'src/places.ts': `export { reports } from './stores.js'`,
      'src/rate.ts': 'export const rate = 2',
      'src/work.ts': `import { rate } from './rate.js'\nexport const work = (x: number) => x * rate`,
      'src/load.ts': `import { reports } from './places.js'\nimport { work } from './work.js'\nexport const load = reports(async (x: number) => work(x))`,
      'src/main.ts': `import { load } from './load.js'\nload(21).then((value) => console.log('result ' + value))`,
    })
    const run = async () => (await runNode(project, [(await build(project.folder)).file])).result
    await expect(run()).resolves.toEqual(42)
    await project.edit('src/rate.ts', '2', '3')
    await expect(run()).resolves.toEqual(63)
  },
)
