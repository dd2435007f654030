import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const cli = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

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

  test('call-site options and the command line steer what is stored', async () => {
    const project = await scratchProject({}, 'sales')
    const { file } = await build(project.folder)
    const report = async (mode: string) => (await runNode(project, [file, mode])).ran
    await runNode(project, [file])

    expect(await report('again')).toEqual(['report'])
    expect(await report('elsewhere')).toEqual(['report'])
    expect(await report('elsewhere')).toEqual([])

    const cleared = await runNode(project, [
      cli,
      'clear',
      '--yes',
      '--json',
      '--function',
      'report',
      join(project.folder, 'cache'),
    ])
    expect(JSON.parse(cleared.stdout)).toMatchObject({ removed: 1 })
    expect(await report('again')).toEqual(['report'])
    expect((await runNode(project, [file])).ran).toEqual([])
    await runNode(project, [cli, 'clear', '--yes', join(project.folder, 'own-cache')])
    expect((await runNode(project, [file])).ran).toEqual(['table'])
  })
})
