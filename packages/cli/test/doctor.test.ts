import { chmodSync, mkdirSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Check } from '../src/doctor/check.js'
import { readVersion } from '../src/version.js'
import { cachecache, makeScratch } from './terminal.js'

const version = readVersion()
const manifest = (name: string, more: object = {}) => JSON.stringify({ name, version, ...more })

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A project with all three packages and a tagged function, whose cache would lie in it. */
function project(files: Record<string, string> = {}): string {
  const folder = realpathSync(makeScratch())
  write(folder, {
    'package.json': manifest('shop'),
    'src/a.ts': '/** @cache */\nexport function load() {}\n',
    ...Object.fromEntries(
      ['runtime', 'unplugin', 'cli'].map((name) => [
        `node_modules/@cachecache/${name}/package.json`,
        manifest(`@cachecache/${name}`),
      ]),
    ),
    ...files,
  })
  vi.stubEnv('CACHECACHE_PATH', join(folder, '.cache'))
  return folder
}

/** As a build leaves it. */
const record = (folder: string, tagged: string[], more: object = {}) => ({
  'node_modules/.cache/cachecache/build-0123456789abcdef.json': JSON.stringify({
    format: 1,
    tool: 'vite',
    root: folder,
    version,
    alias: {},
    settings: {},
    tagged,
    ...more,
  }),
})

async function doctor(folder: string) {
  const { code, out } = await cachecache(['doctor', '--json'], { folder })
  const checks = JSON.parse(out) as Check[]
  return { code, checks, of: (name: string) => checks.find((check) => check.name === name) }
}

afterEach(() => vi.unstubAllEnvs())

test('all is fine', async () => {
  const folder = project()
  write(folder, record(folder, ['src/a.ts']))
  const { code, checks } = await doctor(folder)
  expect(checks.filter(({ status }) => status !== 'fine')).toEqual([])
  expect(code).toBe(0)
  expect(checks.map(({ name }) => name)).toEqual(['plugin', 'tags', 'versions', 'runtimes', 'npx', 'sqlite', 'place'])
  const { out } = await cachecache(['doctor'], { folder })
  expect(out).toMatch(/^ok {4}plugin {4}It has run: vite .* 1 file with tags\.$/m)
})

test("under Yarn's Plug'n'Play, which has no node_modules", async () => {
  const folder = project({
    '.pnp.cjs': '',
    '.yarn/cache/runtime/package.json': manifest('@cachecache/runtime'),
    'node_modules/pnpapi/index.js': `exports.getAllLocators = () => [{ name: null }, ...['runtime', 'cli'].flatMap((name) => [1, 2].map((hash) => ({ name: '@cachecache/' + name, hash })))]
exports.getPackageInformation = ({ name, hash }) => ({ packageLocation: name === '@cachecache/runtime' ? '/virtual/' + hash : '/cli' })
exports.resolveVirtual = (path) => path.startsWith('/virtual/') ? require('path').join(__dirname, '../../.yarn/cache/runtime') : null`,
  })
  const { of } = await doctor(folder)
  expect(of('runtimes')).toMatchObject({ status: 'fine', message: `${version} in .yarn/cache/runtime` })
  expect(of('npx')).toMatchObject({ status: 'fine', message: expect.stringContaining('yarn cachecache') as string })
})

test('a build leaves its record in `.yarn` if there is no node_modules', async () => {
  const folder = project()
  rmSync(join(folder, 'node_modules'), { recursive: true })
  const [[name, text]] = Object.entries(record(folder, ['src/a.ts'])) as [[string, string]]
  write(folder, { '.pnp.cjs': '', [name.replace('node_modules', '.yarn')]: text })
  expect((await doctor(folder)).of('plugin')).toMatchObject({ status: 'fine' })
})

test('a plugin that never ran', async () => {
  const { code, of } = await doctor(project())
  expect(code).toBe(1)
  expect(of('plugin')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('npx @cachecache/cli init') as string,
  })
})

test('a plugin that is configured, and has not run yet', async () => {
  const folder = project({
    'package.json': manifest('shop', { devDependencies: { vite: '1' } }),
    'vite.config.ts': "import cachecache from '@cachecache/unplugin/vite'\n",
  })
  expect((await doctor(folder)).of('plugin')).toMatchObject({
    status: 'note',
    message: expect.stringContaining('vite.config.ts') as string,
  })
})

test('tags that no build met', async () => {
  const folder = project({ 'src/b.ts': '/** @cache */\nexport const other = () => 1\n' })
  write(folder, record(folder, ['src/a.ts']))
  const long = new Date(Date.now() - 3600_000)
  utimesSync(join(folder, 'src/b.ts'), long, long)
  const { code, of } = await doctor(folder)
  expect(of('tags')).toMatchObject({ status: 'problem', message: expect.stringContaining('`other` (src/b.ts:2)') as string })
  expect(code).toBe(1)

  const soon = new Date(Date.now() + 60_000)
  utimesSync(join(folder, 'src/b.ts'), soon, soon)
  expect((await doctor(folder)).of('tags')).toMatchObject({ status: 'note' })
})

test('what builds wrote holds no tags', async () => {
  const folder = project({
    'lib/a.js': "import { call } from '@cachecache/runtime/generated'\n/** @cache */\nexport function load() {}\n",
    'dist/a.js': '/** @cache */\nexport function load() {}\n',
  })
  write(folder, record(folder, ['src/a.ts']))
  expect((await doctor(folder)).of('tags')).toMatchObject({ status: 'fine' })
})

test('versions that differ, and packages that are missing', async () => {
  const folder = project({
    'node_modules/@cachecache/unplugin/package.json': '{ "name": "@cachecache/unplugin", "version": "9.9.9" }',
  })
  expect((await doctor(folder)).of('versions')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('9.9.9') as string,
  })
})

test('two runtimes, also by way of a workspace', async () => {
  const folder = project({
    'packages/money/node_modules/@cachecache/runtime/package.json': '{ "name": "@cachecache/runtime", "version": "0.0.1" }',
  })
  mkdirSync(join(folder, 'node_modules/@shop'))
  symlinkSync(join(folder, 'packages/money'), join(folder, 'node_modules/@shop/money'), 'junction')
  const found = (await doctor(folder)).of('runtimes')
  expect(found).toMatchObject({ status: 'problem', message: expect.stringContaining('There are 2 copies') as string })
  expect(found!.message).toContain(join('packages', 'money', 'node_modules'))
})

test("somebody else's package of the bare name", async () => {
  const folder = project({ 'node_modules/cachecache/package.json': '{ "name": "cachecache", "version": "1.0.0" }' })
  expect((await doctor(folder)).of('npx')).toMatchObject({ status: 'problem' })
})

test('a place that cannot be written; the superuser may write everywhere', async () => {
  const folder = project()
  mkdirSync(join(folder, 'closed'))
  chmodSync(join(folder, 'closed'), 0o500)
  vi.stubEnv('CACHECACHE_PATH', join(folder, 'closed/cache'))
  const status = process.getuid?.() === 0 ? 'fine' : 'problem'
  expect((await doctor(folder)).of('place')).toMatchObject({ status })
})

test('a place that cannot be opened', async () => {
  const folder = project({ 'broken.sqlite': 'no database at all, but long enough to be taken for one by its size' })
  vi.stubEnv('CACHECACHE_PATH', join(folder, 'broken.sqlite'))
  expect((await doctor(folder)).of('place')).toMatchObject({ status: 'problem' })
})
