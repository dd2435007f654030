import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'

const loader = fileURLToPath(new URL('../../node_modules/esbuild-loader', import.meta.url))
const runtime = fileURLToPath(new URL('../../packages/runtime', import.meta.url))

/** Outside of the repository, where nothing is found upwards. */
async function workspace(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cachecache-workspace-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function link(target: string, at: string): Promise<void> {
  await mkdir(dirname(at), { recursive: true })
  await symlink(target, at, 'junction')
}

/** An application that has the runtime, and a package of the workspace beside it. */
async function shop(): Promise<string> {
  const folder = await workspace({
    'package.json': '{ "name": "shop", "private": true, "workspaces": ["app", "money"] }',
    'pnpm-lock.yaml': '',
    'node_modules/.keep': '',
    'app/package.json': '{ "name": "@shop/app", "type": "module" }',
    'app/src/main.ts': "import { round } from '@shop/money'\nconsole.log(round(1))\n",
    'money/package.json': '{ "name": "@shop/money", "type": "module", "exports": "./src/round.ts" }',
    'money/src/round.ts': '// Rounds.\n/** @cache */\nexport const round = (n: number): number => Math.round(n)\n',
  })
  await link(join(folder, 'money'), join(folder, 'app/node_modules/@shop/money'))
  await link(runtime, join(folder, 'app/node_modules/@cachecache/runtime'))
  // webpack compiles with it.
  await link(loader, join(folder, 'node_modules/esbuild-loader'))
  return folder
}

// Rollup finds no packages by itself.
test.each(bundlers.filter(({ name }) => name !== 'rollup'))(
  '$name: a tag in a package that lacks the runtime is an error that says where to install it',
  async ({ build }) => {
    const folder = await shop()
    const failure = await build(join(folder, 'app')).then(
      () => '',
      (error: Error) => error.message,
    )
    // oxlint-disable-next-line no-control-regex
    const printed = failure.replace(/\u001B\[[\d;]*m/g, '')
    expect(printed).toContain('`@shop/money` (../money)')
    expect(printed).toContain('`pnpm add @cachecache/runtime` in ../money')

    await link(runtime, join(folder, 'money/node_modules/@cachecache/runtime'))
    await build(join(folder, 'app'))
  },
)
