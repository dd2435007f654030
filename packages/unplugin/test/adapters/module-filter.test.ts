import { describe, expect, it } from 'vitest'
import { moduleFilter, OWN_CODE } from '../../src/adapters/module-filter.js'
import { DEFAULT_EXCLUDE } from '../../src/filter.js'
import { resolveOptions, type PluginOptions } from '../../src/resolve-options.js'

function includes(id: string, options: PluginOptions = {}): boolean {
  const { include, exclude } = moduleFilter(resolveOptions({ root: '/app', ...options })).id
  return include.some((pattern) => pattern.test(id)) && !exclude.some((pattern) => pattern.test(id))
}

describe('modules that are looked at', () => {
  it.each(['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'])('.%s', (extension) => {
    expect(includes(`/app/src/report.${extension}`)).toBe(true)
  })

  it.each(['?v=1a2b', '?t=170', '?worker_file&type=module'])('code with the query %s', (query) => {
    expect(includes(`/app/src/report.ts${query}`)).toBe(true)
  })

  it.each([
    '/app/src/style.css',
    '/app/src/data.json',
    '/app/src/report.ts?raw',
    '/app/src/report.ts?url',
    '/app/src/report.ts?worker&inline',
    '/app/src/report.ts.txt',
    '\0virtual:module.js',
    '/app/src/\0report.js?commonjs-proxy',
    '/app/node_modules/lodash/add.js',
    'C:\\app\\node_modules\\lodash\\add.js',
  ])('not %j', (id) => {
    expect(includes(id)).toBe(false)
  })
})

describe('the options', () => {
  it('take globs from the root, and of the file: a query may follow', () => {
    expect(includes('/app/src/deep/report.ts', { include: 'src/**/*.ts' })).toBe(true)
    expect(includes('/app/src/report.ts?v=1', { include: ['src/*.ts'] })).toBe(true)
    expect(includes('/app/lib/report.ts', { include: 'src/**/*.ts' })).toBe(false)
    expect(includes('/app/src/report.test.ts', { exclude: '**/*.test.ts' })).toBe(false)
  })

  it('take regular expressions, also with a query behind an anchored one', () => {
    expect(includes('/app/src/report.vue?v=1', { include: /\.vue$/ })).toBe(true)
    expect(includes('/app/src/price$', { include: /price\$/ })).toBe(true)
  })

  it('give the same answer each time for an expression with a memory', () => {
    const { include } = moduleFilter(resolveOptions({ include: /report/g })).id
    expect([1, 2, 3].map(() => include[0]!.test('/app/report.ts'))).toEqual([true, true, true])
  })

  it('exclude: what a user names takes the place of node_modules', () => {
    expect(includes('/app/node_modules/mine/report.js', { exclude: [] })).toBe(true)
  })
})

describe('what esbuild calls a hook for', () => {
  const folders = [
    '',
    'src',
    'n',
    'node',
    'node_module',
    'node_modules',
    'node_modules2',
    'my_node_modules',
    'Node_modules',
    'nodes',
  ]
  const paths = folders.flatMap((one) =>
    folders.flatMap((two) => [`/${one}/${two}/report.ts`, `C:\\${one}\\${two}\\node_modules.mjs`]),
  )

  it.each(paths)('%s', (path) => {
    expect(OWN_CODE.test(path)).toBe(!DEFAULT_EXCLUDE.some((pattern) => pattern.test(path)))
    expect(OWN_CODE.test(`${path}on`)).toBe(false)
  })
})
