import { describe, expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const expected = {
  report: [2530, 'north', true],
  same: true,
  shout: 'HI',
  table: [
    [0, 0],
    [1, 1],
  ],
  days: [
    { value: '5-1', done: false },
    { value: '5-2', done: false },
    { value: 2, done: true },
  ],
  scaled: [20, 30],
  find: ['a/1', 'b/1'],
  size: 8,
  kinds: [['k', 1]],
  shape: [1, 'report', 2, 'table'],
}
const once = ['report', 'default', 'table', 'days', 'scale', 'scale', 'find', 'find', 'size', 'kinds']

describe.each(bundlers)('$name', ({ build }) => {
  test.each(['standard', 'experimental'])(
    'a project with %s decorators computes once, then answers from disk',
    async (decorators) => {
      const compilerOptions = decorators === 'experimental' ? { experimentalDecorators: true } : {}
      const project = await scratchProject({ 'tsconfig.json': JSON.stringify({ compilerOptions }) }, 'sales')
      const { file, warnings } = await build(project.folder)
      expect(warnings).toEqual([])

      const cold = await runNode(project, [file])
      expect(cold.stderr).toBe('')
      expect(cold.result).toEqual(expected)
      expect(cold.ran).toEqual(once)

      const warm = await runNode(project, [file])
      expect(warm.stderr).toBe('')
      expect(warm.result).toEqual(expected)
      expect(warm.ran).toEqual([])
    },
  )
})
