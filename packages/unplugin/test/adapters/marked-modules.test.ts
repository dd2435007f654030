import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FileNames } from '../../src/file-names.js'
import { bunPlugin } from '../../src/adapters/bun-hooks.js'
import { ModulesAtOnce } from '../../src/adapters/builds/modules-at-once.js'
import { NodeModules } from '../../src/adapters/node/node-hooks.js'
import { createTaggedModules } from '../../src/adapters/builds/tagged-modules.js'
import { resolveOptions } from '../../src/resolve-options.js'

const MARK = 'import "@cachecache/runtime/mocked";'
const TEST = "import { mock } from 'node:test'\nmock.method(api, 'load')\n"
const REWRITTEN = `import { site } from "@cachecache/runtime/generated";${TEST}`

afterEach(() => vi.restoreAllMocks())

/** A project without tags: its tests call tagged code of another package. */
function project(hasRuntime: boolean): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'marked-modules-')))
  const files = {
    'a.test.js': TEST,
    ...(hasRuntime && {
      'node_modules/@cachecache/runtime/package.json': '{"exports":{"./*":"./all.js"}}',
      'node_modules/@cachecache/runtime/all.js': '',
    }),
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  return root.replaceAll('\\', '/')
}

describe('a test that mocks and contains a tag itself', () => {
  const stub = () => {
    vi.spyOn(ModulesAtOnce.prototype, 'resultOf').mockReturnValue({
      code: REWRITTEN,
      diagnostics: [],
      watchFiles: new FileNames([]),
    })
    vi.spyOn(ModulesAtOnce.prototype, 'findingsOf').mockReturnValue([])
    vi.spyOn(ModulesAtOnce.prototype, 'mocks').mockReturnValue(true)
  }

  test('in Node', () => {
    stub()
    const url = pathToFileURL(path.resolve('/a.test.js')).href
    const { source } = new NodeModules(() => {}).rewrite(url, { format: 'module', source: TEST })
    expect(source).toBe(MARK + REWRITTEN)
  })

  test('in Bun', () => {
    stub()
    const file = path.join(project(true), 'a.test.js')
    let load: ((file: { path: string }) => { contents: string }) | undefined
    bunPlugin().setup({ onResolve: () => {}, onLoad: (_, callback) => (load = callback) })
    expect(load!({ path: file }).contents).toBe(MARK + REWRITTEN)
  })
})

describe.each([true, false])('where no file of the root is tagged, with the runtime: %s', (hasRuntime) => {
  test('in Node', () => {
    const root = project(hasRuntime)
    const modules = new ModulesAtOnce(resolveOptions({ root }), { tool: 'node', settings: {} }, () => {})
    expect(modules.mocks(`${root}/a.test.js`, TEST)).toBe(hasRuntime)
  })

  test('in Vitest', async () => {
    const root = project(hasRuntime)
    const modules = createTaggedModules({ root })
    modules.configure({ tool: 'vitest', root, settings: { '': {} } })
    expect(modules.mayConcern(TEST, `${root}/a.test.js`)).toBe(true)
    const result = await modules.transform(TEST, `${root}/a.test.js`)
    expect(result?.code).toBe(hasRuntime ? MARK + TEST : undefined)
  })
})
