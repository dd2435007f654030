import { mkdir, symlink } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

const cli = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

async function explainedVersions(project: Scratch, ...targets: string[]): Promise<string[]> {
  const versions: string[] = []
  for (const target of targets) {
    const { stdout } = await runNode(project, [cli, 'explain', target, '--json'])
    versions.push(...(JSON.parse(stdout) as { version: string }[]).map(({ version }) => version))
  }
  return versions
}

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

  const project = await scratchProject({}, 'sales')
  const targets = ['report.ts#report', 'report.ts#default', 'table.ts#table', 'table.ts#days', 'repo.ts#Repo.kinds']
  expect(await explainedVersions(project, ...targets.map((target) => `src/${target}`))).toEqual(first)
})

// Rollup resolves neither by itself.
test.each(bundlers.filter(({ name }) => name !== 'rollup'))(
  '$name: package imports and workspace packages lead the build and explain to the same version',
  async ({ build }) => {
    const project = await scratchProject({
      'package.json': '{ "name": "shop", "type": "module", "imports": { "#net": "./src/net.ts", "#tax/*": "./src/tax/*.ts" } }',
      'src/net.ts': 'export const net = (price: number) => price - 1\n',
      'src/tax/eu.ts': 'export const rate = 0.2\n',
      'src/main.ts': `import { cacheOf } from '@cachecache/runtime'
import { round } from '@shop/money'
import { net } from '#net'
import { rate } from '#tax/eu'
/** @cache */
export function gross(price: number) { return round(net(price) * (1 + rate)) }
console.log('result ' + JSON.stringify([cacheOf(gross).version]))
`,
      'packages/money/package.json': '{ "name": "@shop/money", "type": "module", "exports": "./src/index.ts" }',
      'packages/money/src/index.ts': "export * from './round.js'\n",
      'packages/money/src/round.ts': 'export const round = (amount: number) => Math.round(amount)\n',
    })
    await mkdir(project.path('node_modules/@shop'), { recursive: true })
    await symlink('../../packages/money', project.path('node_modules/@shop/money'), 'junction')
    const built = async () => (await runNode(project, [(await build(project.folder)).file])).result
    const before = await built()
    expect(await explainedVersions(project, 'src/main.ts')).toEqual(before)

    await project.edit('packages/money/src/round.ts', 'Math.round', 'Math.floor')
    expect(await explainedVersions(project, 'src/main.ts')).not.toEqual(before)
    expect(await built()).toEqual(await explainedVersions(project, 'src/main.ts'))
  },
)

test.each(bundlers)('$name: a comment keeps the version, a helper two imports away moves it', async ({ build }) => {
  const project = await scratchProject({}, 'sales')
  const run = async () => (await runNode(project, [(await build(project.folder)).file])).ran
  await run()
  await project.edit('src/rates.ts', '// Two imports away', '// Moved: two imports away')
  expect(await run()).toEqual([])
  await project.edit('src/rates.ts', 'Currency[currency]', 'Currency[currency] * 2')
  expect(await run()).toEqual(['report'])
})
