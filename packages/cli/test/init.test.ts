import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { HOSTS } from '../src/hosts.js'
import { cachecache, makeScratch } from './terminal.js'

const installed = {
  dependencies: { '@cachecache/runtime': '1' },
  devDependencies: { '@cachecache/unplugin': '1', '@cachecache/cli': '1' },
}

/** A project of these files, with a host among its dependencies. */
function project(files: Record<string, string>, packages: string[] = [], ready = true): string {
  const folder = makeScratch()
  const dev = { ...(ready ? installed.devDependencies : {}), ...Object.fromEntries(packages.map((name) => [name, '1'])) }
  const manifest = { name: 'shop', ...(ready && { dependencies: installed.dependencies }), devDependencies: dev }
  for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')
interface Printed {
  hosts: string[]
  installs: string[]
  edited: string[]
  there: string[]
  manual: { host: string; file: string | null; lines: string[] }[]
  next: string
}
const init = async (folder: string, ...argv: string[]) => {
  const outcome = await cachecache(['init', '--json', ...argv], { folder })
  return { ...outcome, printed: JSON.parse(outcome.out || '{}') as Printed }
}

afterEach(() => vi.unstubAllEnvs())

describe('the configuration', () => {
  test.each([
    [
      'vite',
      'vite.config.ts',
      "import { defineConfig } from 'vite'\n\n// Ours.\nexport default defineConfig({\n  plugins: [vue()],\n})\n",
      /plugins: \[cachecache\(\), vue\(\)\]/,
    ],
    ['vite', 'vite.config.js', 'export default {}\n', /plugins: \[cachecache\(\)\]/],
    [
      'vitest',
      'vitest.config.ts',
      "import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: {} })\n",
      /plugins: \[cachecache\(\)\]/,
    ],
    [
      'astro',
      'astro.config.mjs',
      "import { defineConfig } from 'astro/config'\nexport default defineConfig({})\n",
      /vite: \{\s*plugins: \[cachecache\(\)\]/,
    ],
    [
      'tsup',
      'tsup.config.ts',
      "import { defineConfig } from 'tsup'\nexport default defineConfig({ entry: ['a.ts'] })\n",
      /esbuildPlugins: \[cachecache\(\)\]/,
    ],
    ['rollup', 'rollup.config.js', "export default {\n  input: 'a.js',\n  plugins: [],\n}\n", /plugins: \[cachecache\(\)\]/],
    ['webpack', 'webpack.config.mjs', "export default { entry: './a.js' }\n", /plugins: \[cachecache\(\)\]/],
  ])('%s: %s gets the import and the call, once', async (host, name, before, call) => {
    const folder = project({ [name]: before }, [host])
    const { code, printed } = await init(folder)
    expect([code, printed.hosts, printed.edited]).toEqual([0, [host], [name]])
    const after = read(folder, name)
    expect(after).toMatch(call)
    const { entry } = HOSTS.find((each) => each.name === host)!
    expect(after).toMatch(new RegExp(`^import cachecache from ["']@cachecache/unplugin/${entry}["']`, 'm'))
    if (before.includes('// Ours.')) expect(after).toContain('// Ours.')

    const again = await init(folder)
    expect([again.printed.edited, again.printed.there]).toEqual([[], [name]])
    expect(read(folder, name)).toBe(after)
  })

  test.each([
    ['a function', 'export default ({ mode }) => ({ plugins: [] })\n'],
    ['a variable for the list', 'const plugins = []\nexport default { plugins }\n'],
    ['CommonJS', 'module.exports = { plugins: [] }\n'],
    ['no syntax', 'export default {\n'],
  ])('%s stays as it is, and the lines are printed', async (_what, text) => {
    const folder = project({ 'vite.config.js': text }, ['vite'])
    const { code, printed } = await init(folder)
    expect([code, printed.edited]).toEqual([0, []])
    expect(printed.manual[0]!.lines.join('\n')).toContain("'@cachecache/unplugin/vite'")
    expect(read(folder, 'vite.config.js')).toBe(text)
  })

  test.each([
    ['vitest', {}, 'vitest.config.mjs'],
    ['vite', { 'tsconfig.json': '{}' }, 'vite.config.ts'],
  ] as [string, Record<string, string>, string][])('of %s is created if there is none', async (host, files, name) => {
    const folder = project(files, [host])
    expect((await init(folder)).printed.edited).toEqual([name])
    expect(read(folder, name)).toMatch(/^import cachecache from '@cachecache\/unplugin\/vite'\n[^]*plugins: \[cachecache\(\)\]/)
    expect((await init(folder)).printed.there).toEqual([name])
  })

  test('lines for CommonJS use require', async () => {
    const folder = project({ 'webpack.config.js': 'module.exports = { plugins: [] }\n' }, ['webpack'])
    const { manual } = (await init(folder)).printed
    expect(manual[0]!.lines[0]).toBe("const { default: cachecache } = require('@cachecache/unplugin/webpack')")
  })

  test.each([
    ['ts-jest', { 'jest.config.js': 'module.exports = {}\n' }, 'jest.config.js'],
    [
      '@swc/jest',
      { 'package.json': JSON.stringify({ devDependencies: { jest: '1', '@swc/jest': '1' }, jest: {} }) },
      'package.json',
    ],
    ['babel-jest', { 'jest.config.mjs': 'export default {}\n' }, 'jest.config.mjs'],
  ] as [string, Record<string, string>, string][])('lines for Jest name %s', async (compiler, files, name) => {
    const { manual } = (await init(project(files, ['jest', compiler]), '--no-install')).printed
    expect(manual).toMatchObject([{ host: 'jest', file: name, lines: [expect.stringContaining(`transformer: '${compiler}'`)] }])
  })

  test.each([
    [
      'esbuild',
      { 'scripts/build.mjs': "import cachecache from '@cachecache/unplugin/esbuild'\nimport { build } from 'esbuild'\n" },
    ],
    ['next', { 'next.config.ts': "const loaders = ['@cachecache/unplugin/loader']\nexport default {}\n" }],
    ['jest', { 'jest.config.js': "module.exports = { transform: { x: ['@cachecache/unplugin/jest', {}] } }\n" }],
  ])('of %s that has the plugin is left alone', async (host, files) => {
    const folder = project(files, [host])
    expect((await init(folder)).printed).toMatchObject({ hosts: [host], edited: [], manual: [], there: Object.keys(files) })
  })

  test('a name that is taken', async () => {
    const folder = project({ 'vite.config.js': 'const cachecache = 1\nexport default { plugins: [] }\n' }, ['vite'])
    await init(folder)
    expect(read(folder, 'vite.config.js')).toMatch(/plugins: \[cachecachePlugin\(\)\]/)
  })
})

describe('the host', () => {
  test.each([
    [['@sveltejs/kit', 'vite'], { 'vite.config.ts': 'export default {}' }, ['sveltekit']],
    [['next', 'jest'], { 'jest.config.js': 'export default {}' }, ['next', 'jest']],
    [
      ['vite', 'vitest', 'esbuild'],
      { 'vite.config.ts': 'export default {}', 'vitest.config.ts': 'export default {}' },
      ['vitest', 'vite'],
    ],
    [['vitest'], { 'vite.config.ts': 'export default {}' }, ['vite']],
    [['nuxt'], {}, ['nuxt']],
    [['astro'], { 'astro.config.mjs': 'export default {}' }, ['astro']],
    [['@react-router/dev', 'vite'], { 'vite.config.ts': 'export default {}' }, ['react-router']],
    [['vite-node'], {}, ['vite-node']],
    [['tsup', 'esbuild'], { 'tsup.config.ts': 'export default {}' }, ['tsup']],
    [['tsdown'], { 'tsdown.config.ts': 'export default {}' }, ['tsdown']],
    [['unbuild'], { 'build.config.ts': 'export default {}' }, ['unbuild']],
    [['@rspack/core'], { 'rspack.config.mjs': 'export default {}' }, ['rspack']],
    [['rolldown'], { 'rolldown.config.js': 'export default {}' }, ['rolldown']],
    [['esbuild'], {}, ['esbuild']],
    [['esbuild', 'tsx'], { 'build.mjs': "import { build } from 'esbuild'" }, ['esbuild']],
    [['typescript', 'tsx'], { 'tsconfig.json': '{}' }, ['tsx']],
    [[], { 'bun.lock': '' }, ['bun']],
    [[], { 'deno.json': '{}' }, ['deno']],
    [[], {}, ['node']],
  ] as [string[], Record<string, string>, string[]][])('%j with %j: %j', async (packages, files, hosts) => {
    expect((await init(project(files, packages), '--dry-run')).printed.hosts).toEqual(hosts)
  })

  test('may be named', async () => {
    expect((await init(project({}, ['vite']), '--host', 'jest', '--dry-run')).printed.hosts).toEqual(['jest'])
    const { code, err } = await init(project({}), '--host', 'gulp')
    expect([code, err]).toEqual([2, expect.stringContaining('Unknown host gulp')])
  })

  test('the root of a workspace is misuse', async () => {
    const folder = project({ 'package.json': '{ "workspaces": ["packages/*"] }' })
    expect(await init(folder)).toMatchObject({ code: 2, err: expect.stringContaining('root of a workspace') })
    expect((await init(project({ 'pnpm-workspace.yaml': '' }, ['vite']))).printed.hosts).toEqual(['vite'])
  })

  test('no project is misuse', async () => {
    expect((await init(makeScratch())).code).toBe(2)
  })
})

describe('installing', () => {
  test.each([
    ['package-lock.json', ['npm install @cachecache/runtime', 'npm install --save-dev @cachecache/unplugin @cachecache/cli']],
    ['pnpm-lock.yaml', ['pnpm add @cachecache/runtime', 'pnpm add --save-dev @cachecache/unplugin @cachecache/cli']],
    ['yarn.lock', ['yarn add @cachecache/runtime', 'yarn add --dev @cachecache/unplugin @cachecache/cli']],
    ['bun.lock', ['bun add @cachecache/runtime', 'bun add --dev @cachecache/unplugin @cachecache/cli']],
  ])('by %s', async (lockfile, commands) => {
    const { printed } = await init(project({ [lockfile]: '' }, ['vite'], false), '--dry-run')
    expect(printed.installs).toEqual(commands)
  })

  test('what Node loads when it runs is a dependency, and what is there is left alone', async () => {
    expect((await init(project({}, [], false), '--dry-run')).printed.installs).toEqual([
      'npm install @cachecache/runtime @cachecache/unplugin',
      'npm install --save-dev @cachecache/cli',
    ])
    expect((await init(project({}, []), '--dry-run')).printed.installs).toEqual([])
  })

  /** A package manager that notes its arguments. */
  function standIn(folder: string, script: string): void {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'bin/npm'), 0o755)
    vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`)
  }

  test.skipIf(process.platform === 'win32')('runs the package manager, then edits', async () => {
    const folder = project({ 'vite.config.js': 'export default {}\n' }, ['vite'], false)
    standIn(folder, 'echo "$@" >> called.txt')
    expect((await init(folder)).code).toBe(0)
    expect(read(folder, 'called.txt')).toBe(
      'install @cachecache/runtime\ninstall --save-dev @cachecache/unplugin @cachecache/cli\n',
    )
    expect(read(folder, 'vite.config.js')).toContain('cachecache()')
  })

  test.skipIf(process.platform === 'win32')('a failed installation writes nothing', async () => {
    const folder = project({ 'vite.config.js': 'export default {}\n' }, ['vite'], false)
    standIn(folder, 'echo "no network" >&2; exit 1')
    const { code, err } = await init(folder)
    expect([code, err]).toEqual([1, expect.stringContaining('no network')])
    expect(read(folder, 'vite.config.js')).toBe('export default {}\n')
  })
})

test('a person is asked, and a no does nothing', async () => {
  const folder = project({ 'vite.config.js': 'export default {}\n' }, ['vite'])
  expect(await cachecache(['init'], { folder, answer: false })).toMatchObject({ code: 0, asked: ['Continue?'] })
  expect(read(folder, 'vite.config.js')).toBe('export default {}\n')
  const { out } = await cachecache(['init'], { folder, answer: true })
  expect(out).toContain('add the plugin to vite.config.js')
  expect(out).toContain('npx vite build')
  expect(read(folder, 'vite.config.js')).toContain('cachecache()')
})
