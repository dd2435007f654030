// The README as a new user follows it: in a scratch project that installs the packed packages.
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { readBlocks } from './support/examples/page.js'
import { runPage } from './support/examples/run-page.js'
import { createScratchProject } from './support/examples/scratch-install.js'

const readme = new URL('../README.md', import.meta.url)
const blocks = await readBlocks(readme)

it('leads from the install to the first hit', { timeout: 300_000 }, async () => {
  await using project = await createScratchProject()
  const install = blocks.find(({ words }) => words.includes('install'))!
  for (const line of install.text.trim().split('\n')) await project.shell(line)
  if (Number(process.versions.node.split('.')[0]) < 22) await project.shell('npm i better-sqlite3')
  await runPage(readme, new URL('../docs/', import.meta.url), project)
})

it('names the two set-up commands', () => {
  const shell = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim())
  expect(shell).toEqual(expect.arrayContaining(['npm ci && npm run demo', 'npm ci && npm test']))
})

it.each([
  ['README.md', 9000],
  ['ARCHITECTURE.md', 15_000],
  ['packages/runtime/README.md', 3000],
  ['packages/unplugin/README.md', 3000],
  ['packages/cli/README.md', 3000],
])('%s has at most %i bytes', async (name, bytes) => {
  expect((await readFile(new URL(`../${name}`, import.meta.url))).length).toBeLessThanOrEqual(bytes)
})
