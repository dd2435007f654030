import { expect, test } from 'vitest'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

test('an uncaught error of the runtime is shown with the statement that throws it', async () => {
  const project = await scratchProject({
    'main.js': `import { Cacher } from '@cachecache/runtime'\nnew Cacher({ path: 'a', maxsize: 1 })`,
    'main.cjs': `const { Cacher } = require('@cachecache/runtime')\nnew Cacher({ path: 'a', maxsize: 1 })`,
  })
  for (const file of ['main.js', 'main.cjs']) {
    const { stderr } = await runNode(project, [file])
    const [, line = ''] = stderr.split('\n')
    expect(line).toMatch(/^throw new OptionError\(/)
    expect(line.length).toBeLessThan(200)
  }
})
