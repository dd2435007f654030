import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FileNames } from '../../src/file-names.js'
import { createTaggedModules } from '../../src/adapters/builds/tagged-modules.js'
import { readCacheFile, writeCacheFile } from '../../src/build-cache/cache-file.js'
import * as transformModule from '../../src/transform.js'
import { f, writeProject } from '../identity/edited-project.js'

vi.mock('../../src/transform.js', { spy: true })

const FILES = {
  'package.json': '{ "name": "shop", "imports": { "#rates": "./rates.ts" } }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ESNext", "paths": { "~/*": ["./lib/*"] } } }',
  'a.ts': `import { g } from './m'\nimport j from './d.json'\nimport { rate } from '#rates'\nimport { add } from 'adder'\nimport { far } from '~/far'\nimport './late'\n${f('return g(x) + j.a + rate + add(x) + far')}`,
  'm.ts': `export * from './b'`,
  'b/index.ts': 'export class K { k = 1 }\nexport const g = () => new K()',
  'rates.ts': 'export const rate = 1',
  'lib/far.ts': 'export const far = 1',
  'd.json': '{ "a": 1 }',
  'node_modules/adder/package.json':
    '{ "name": "adder", "version": "1.0.0", "main": "index.js", "dependencies": { "deep": "1" } }',
  'node_modules/adder/index.js': 'export const add = (x) => x',
  'node_modules/deep/package.json': '{ "name": "deep", "version": "1.0.0" }',
}

let root: string
const rewriteTagged = vi.mocked(transformModule.rewriteTagged)
const write = (name: string, content: string) => writeProject(root, { [name]: content })

/** One build in a process of its own, as far as memory goes. */
async function build(): Promise<{ code: string | undefined; worked: number }> {
  const modules = createTaggedModules({ root })
  rewriteTagged.mockClear()
  const file = path.join(root, 'a.ts')
  const result = await modules.transform(readFileSync(file, 'utf8'), file)
  await modules.save()
  return { code: result?.code, worked: rewriteTagged.mock.calls.length }
}

/** What a build would give that keeps nothing. */
function fresh(): string | undefined {
  const file = path.join(root, 'a.ts')
  return transformModule.transform(readFileSync(file, 'utf8'), file, { root })?.code
}

/** Without the record of the build, which lies beside them. */
const cachedNames = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith('build-'))

function cacheFile(): string {
  const folder = path.join(root, 'node_modules/.cache/cachecache')
  return path.join(folder, cachedNames(folder)[0]!)
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cachecache-kept-'))
  writeProject(root, FILES)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

test('the next build works nothing out, and gives the same', async () => {
  const first = await build()
  const second = await build()
  expect([first.worked, second.worked]).toEqual([1, 0])
  expect(second.code).toBe(first.code)
  expect(second.code).toBe(fresh())
})

test('a module without a tag after all is kept as such', async () => {
  write('a.ts', '// The tag @cache, in prose only.\nexport const a = 1\n')
  expect(await build()).toEqual({ code: undefined, worked: 1 })
  expect(await build()).toEqual({ code: undefined, worked: 0 })
})

const EDITS = [
  ['the module', 'a.ts', FILES['a.ts'].replace('+', '-')],
  ['a reached file', 'b/index.ts', FILES['b/index.ts'].replace('= 1', '= 2')],
  ['a barrel', 'm.ts', 'export const g = () => 3'],
  ['JSON', 'd.json', '{ "a": 2 }'],
  ['package imports', 'package.json', FILES['package.json'].replace('./rates.ts', './lib/far.ts')],
  ['the name of the package', 'package.json', FILES['package.json'].replace('shop', 'store')],
  ['a package nearer by', 'lib/package.json', '{ "name": "lib" }'],
  ['tsconfig', 'tsconfig.json', FILES['tsconfig.json'].replace('"target"', '"useDefineForClassFields": false, "target"')],
  ['a path alias', 'tsconfig.json', FILES['tsconfig.json'].replace('./lib/', './b/')],
  ['a tsconfig nearer by', 'b/tsconfig.json', '{ "compilerOptions": { "useDefineForClassFields": false } }'],
  ['an installed version', 'node_modules/adder/package.json', FILES['node_modules/adder/package.json'].replace('1.0.0', '1.0.1')],
  ['a dependency of a package', 'node_modules/deep/package.json', '{ "name": "deep", "version": "1.0.1" }'],
  [
    'a package nearer by of the same name',
    'node_modules/adder/node_modules/deep/package.json',
    '{ "name": "deep", "version": "2.0.0" }',
  ],
  ['a file that goes before a folder', 'b.ts', 'export const g = () => 4'],
  ['an import that was missing', 'late.ts', 'Array.prototype.late = () => 1'],
] as const

describe('every edit that changes a version is seen', () => {
  test.each(EDITS)('%s', async (_what, name, content) => {
    const before = await build()
    write(name, content)
    const after = await build()
    expect(after.code).toBe(fresh())
    expect(after.worked).toBe(1)
    if (name !== 'lib/package.json') expect(after.code).not.toBe(before.code)
  })

  test.each(EDITS.flatMap((edit) => [['once a build starts', ...edit] as const, ['once it is told', ...edit] as const]))(
    'within one process, %s: %s',
    async (when, _what, name, content) => {
      const modules = createTaggedModules({ root })
      const file = path.join(root, 'a.ts')
      const code = async () => (await modules.transform(readFileSync(file, 'utf8'), file))!.code
      await code()
      write(name, content)
      // Servers name the file unless it is new.
      modules.forget(when === 'once it is told' && name in FILES ? path.join(root, name) : undefined)
      await new Promise(setImmediate)
      expect(await code()).toBe(fresh())
    },
  )

  test('within one process too, and undone', async () => {
    const modules = createTaggedModules({ root })
    const file = path.join(root, 'a.ts')
    const code = async () => (await modules.transform(readFileSync(file, 'utf8'), file))!.code
    const first = await code()
    write('b/index.ts', FILES['b/index.ts'].replace('= 1', '= 2'))
    // The next batch: what is asked for in one turn is looked at once.
    await new Promise(setImmediate)
    expect(await code()).toBe(fresh())
    write('b/index.ts', FILES['b/index.ts'])
    await new Promise(setImmediate)
    expect(await code()).toBe(first)
  })
})

test('files that come in before others, in one process, once a build starts', async () => {
  const modules = createTaggedModules({ root })
  const file = path.join(root, 'a.ts')
  const code = async () => (await modules.transform(readFileSync(file, 'utf8'), file))!.code
  const first = await code()
  writeProject(root, { 'b.ts': 'export const g = () => 4', 'lib/tsconfig.json': '{}', 'lib/package.json': '{ "name": "lib" }' })
  modules.forget()
  await new Promise(setImmediate)
  expect(await code()).toBe(fresh())
  expect(await code()).not.toBe(first)
})

test.each(['stranger.ts', 'lib/other.ts'])('a file that nothing reaches, %s, changes nothing', async (name) => {
  await build()
  write(name, 'export const stranger = 1')
  expect((await build()).worked).toBe(0)
})

describe('a kept file that is not as it was written is not believed, and replaced', () => {
  const DAMAGES: [string, (text: string) => string][] = [
    ['empty', () => ''],
    ['cut short', (text) => text.slice(0, text.length / 2)],
    ['no JSON', (text) => `${text.split('\n')[0]}\n{`],
    ['another format', (text) => text.replace(/results \d+/, 'results 0')],
    ['another release', (text) => text.replace(/^(\S+ \S+ \S+ )\S+/, '$1other')],
    ['other code under the same digest', (text) => text.replace('return', 'throw')],
    ['other names', (text) => text.replaceAll('a.ts', 'z.ts')],
    ['bytes', () => '\0\uFFFD\n\0'],
  ]
  test.each(DAMAGES)('%s', async (_what, damage) => {
    const first = await build()
    const file = cacheFile()
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, damage(text))
    expect(readFileSync(file, 'utf8')).not.toBe(text)
    expect(await build()).toEqual({ code: first.code, worked: 1 })
    expect(await build()).toEqual({ code: first.code, worked: 0 })
  })
})

test('builds at the same time leave a whole file', async () => {
  await Promise.all([build(), build(), build()])
  expect(readdirSync(path.dirname(cacheFile())).toSorted()).toEqual([
    expect.stringMatching(/^build-/),
    expect.stringMatching(/^results-/),
  ])
  expect((await build()).worked).toBe(0)
})

test('the longest unused go when it grows too large', () => {
  const file = path.join(root, 'large.json')
  const result = { code: 'x'.repeat(9e6), map: {} as never, diagnostics: [], watchFiles: new FileNames([]) }
  const results = ['a', 'b', 'c', 'd'].map((name) => [name, { text: '', seen: [], result }] as [string, never])
  writeCacheFile(file, { results, seen: [], verdicts: [] })
  expect(statSync(file).size).toBeLessThan(32e6)
  expect(readCacheFile(file)?.results.map(([name]) => name)).toEqual(['b', 'c', 'd'])
})

test('nothing is written without `node_modules`, or where the user does not want it', async () => {
  vi.stubEnv('CACHECACHE_ANALYSIS', 'off')
  await build()
  expect(existsSync(path.join(root, 'node_modules/.cache'))).toBe(false)
  vi.stubEnv('CACHECACHE_ANALYSIS', path.join(root, 'elsewhere'))
  await build()
  expect(existsSync(path.join(root, 'elsewhere'))).toBe(true)
  vi.unstubAllEnvs()
  rmSync(path.join(root, 'node_modules'), { recursive: true })
  await build()
  expect(existsSync(path.join(root, 'node_modules'))).toBe(false)
})

test.each(['m.ts', 'm.ts/inside'])(
  'CACHECACHE_ANALYSIS=%s, which is not a folder, keeps nothing and fails no build',
  async (name) => {
    vi.stubEnv('CACHECACHE_ANALYSIS', path.join(root, name))
    expect(await build()).toEqual({ code: fresh(), worked: 1 })
    expect(await build()).toEqual({ code: fresh(), worked: 1 })
  },
)

test('a module that a plugin cut out of a file, as if the file were a folder', async () => {
  const modules = createTaggedModules({ root })
  const source = `import { g } from '../b'\nimport { add } from 'adder'\nconst x = add(() => 1)\n`
  const plain = await modules.transform(source, path.join(root, 'm.ts/plain.ts'))
  expect([...plain!.watchFiles]).toEqual([])
  const result = await modules.transform(`${source}${f('return g(x)')}`, path.join(root, 'm.ts/tagged.ts'))
  expect(result?.code).toContain('"shop/m.ts/tagged.ts#f"')
})

test('settings of the plugin have files of their own', async () => {
  await build()
  const modules = createTaggedModules({ root, alias: { adder: './rates.ts' } })
  const file = path.join(root, 'a.ts')
  const { code } = (await modules.transform(readFileSync(file, 'utf8'), file))!
  expect(code).toBe(transformModule.transform(readFileSync(file, 'utf8'), file, { root, alias: { adder: './rates.ts' } })!.code)
})
