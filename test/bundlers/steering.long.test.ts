import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const cli = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

describe.each(bundlers)('$name', ({ build }) => {
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
