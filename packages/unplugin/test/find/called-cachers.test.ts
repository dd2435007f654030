import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTaggedModules } from '../../src/adapters/builds/tagged-modules.js'
import { CALL_PATTERN, mayHoldTag } from '../../src/filter.js'
import { findImportedCalls } from '../../src/find/imported-calls.js'
import { transform } from '../../src/transform.js'
import { writeProject, type Files } from '../identity/edited-project.js'

const STORES = `import { Cacher } from '@cachecache/runtime'\nexport const reports = Cacher('x')\nexport default reports`
const HELPERS = "import { rate } from './rate.js'\nexport const work = (x: number) => rate(x)"
const PROJECT: Files = {
  'package.json': '{ "name": "shop", "type": "module", "imports": { "#stores": "./stores.ts" } }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ESNext", "paths": { "~/*": ["./*"] } } }',
  'stores.ts': STORES,
  'barrel.ts': "export * from './middle.js'",
  'middle.ts': "import { reports as kept } from './stores.js'\nexport { kept as reports }",
  'places/index.ts': "export { reports } from '../stores.js'",
  'kit/package.json': '{ "name": "@shop/kit", "main": "main.ts" }',
  'kit/main.ts': STORES,
  'node_modules/@shop/kit': { link: 'kit' },
  'node_modules/hooks/package.json': '{ "name": "hooks", "version": "1.0.0", "main": "index.js" }',
  'node_modules/hooks/index.js': 'export const reports = (fn) => fn // a cache',
  'plain.ts': 'export const reports = (fn: unknown) => fn',
  'work.ts': HELPERS,
  'rate.ts': 'export const rate = (x: number) => x * 2',
}

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cachecache-calls-'))
  writeProject(root, PROJECT)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const transformed = (source: string, file = 'a.ts') => {
  writeProject(root, { [file]: source })
  return transform(source, path.join(root, file), { root })
}
const work = "import { work } from './work.js'\n"
const body = 'async (x: number) => work(x)'
const named = "import { reports } from './stores.js'\n"

describe('a call of an imported cacher is seen in a module that says so nowhere', () => {
  test.each([
    ['by its name', `${named}export const load = reports(${body})`],
    ['as the default', `import keep from './stores.js'\nexport const load = keep(${body})`],
    ['renamed', `import { reports as keep } from './stores.js'\nexport const load = keep(${body})`],
    ['of a namespace', `import * as stores from './stores.js'\nexport const load = stores.reports(${body})`],
    ['through two barrels', `import { reports } from './barrel.js'\nexport const load = reports(${body})`],
    ['through the index of a folder', `import { reports } from './places'\nexport const load = reports(${body})`],
    ['by an alias of tsconfig', `import { reports } from '~/stores'\nexport const load = reports(${body})`],
    ['by an import of the package', `import { reports } from '#stores'\nexport const load = reports(${body})`],
    ['of a workspace package', `import { reports } from '@shop/kit'\nexport const load = reports(${body})`],
    ['with a name', `${named}const load = ${body}\nexport const kept = reports(load)`],
    ['with an imported name', `${named}export const kept = reports(work)`],
    ['in a class field, with a name', `${named}export class Repo {\n  static readonly load = reports(work)\n}`],
    ['as the default export', `${named}export default reports(${body})`],
    ['in a class field', `${named}export class Repo { load = reports(${body}) }`],
    ['in a function', `${named}export function make() { return reports(${body}) }`],
    ['with type arguments', `${named}export const load = reports<(x: number) => Promise<number>>(${body})`],
    ['with a function expression', `${named}export const load = reports(function (x: number) { return work(x) })`],
    ['with a comment before', `${named}export const load = reports(/* slow */ ${body})`],
    [
      'of an import over lines',
      `import {\n  reports, // it's slow; all of them are (for now)\n} from './stores.js'\nexport const load = reports(${body})`,
    ],
  ])('%s', (_, text) => {
    const source = work + text
    expect(mayHoldTag(source)).toBe(false)
    expect(CALL_PATTERN.test(source)).toBe(true)
    const before = transformed(source)?.functions[0]
    expect(before).toBeDefined()
    writeProject(root, { 'rate.ts': 'export const rate = (x: number) => x * 3' })
    const after = transformed(source)?.functions[0]
    expect(after!.id).toBe(before!.id)
    expect(after!.version).not.toBe(before!.version)
  })
})

describe('what only looks like one is not looked at further', () => {
  test.each([
    ['of an installed package', `import { reports } from 'hooks'\nexport const a = reports(() => 1)`],
    ['of Node', `import { reports } from 'node:test'\nexport const a = reports(() => 1)`],
    ['of a file that says nothing', `import { reports } from './plain.js'\nexport const a = reports(() => 1)`],
    ['a method', `${named}export const a = (list: { reports(f: unknown): void }) => list.reports(() => reports)`],
    ['a hook', `import { useReports } from './stores.js'\nexport const a = useReports(() => 1)`],
    ['a call for its effect', `${named}reports(() => 1)\nexport const a = 1`],
    ['a value', `${named}const n = 1\nexport const a = reports(n)`],
    ['a literal', `${named}export const a = [reports('x'), reports(1), reports({}), reports()]`],
    ['a type', `import type { reports } from './stores.js'\nexport const a = (reports: any) => reports(() => 1)`],
    ['no import', `const reports = (f: unknown) => f\nexport const a = reports(() => 1)`],
  ])('%s', (_, source) => {
    const modules = createTaggedModules({ root })
    expect(modules.mayConcern(source, path.join(root, 'a.ts'))).toBe(false)
    expect(transformed(source)).toBeUndefined()
  })

  test('calls with values are none, however many a module has', () => {
    const names = Array.from({ length: 500 }, (_, n) => `total${n}`)
    const text = `${names.map((name) => `import { ${name} } from './${name}.js'`).join('\n')}\n${names.map((name) => `${name}(1)`).join('\n')}`
    expect(findImportedCalls(text)).toEqual(new Set())
  })
})

test('an edit that makes a place of cachers, or ends it, is seen', async () => {
  const modules = createTaggedModules({ root })
  const source = `import { reports } from './plain.js'\nexport const load = reports(() => 1)`
  writeProject(root, { 'a.ts': source })
  const file = path.join(root, 'a.ts')
  const plain = path.join(root, 'plain.ts')
  const build = () => modules.transform(readFileSync(file, 'utf8'), file)
  expect(await build()).toEqual({ watchFiles: [plain] })
  writeProject(root, { 'plain.ts': STORES })
  modules.forget(plain)
  const tagged = await build()
  expect(tagged).toMatchObject({ code: expect.stringContaining('$site') as string })
  expect([...tagged!.watchFiles]).toContain(plain)
  writeProject(root, { 'plain.ts': PROJECT['plain.ts']! })
  modules.forget(plain)
  expect((await build())?.code).toBeUndefined()
})
