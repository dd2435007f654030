import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_EXCLUDE, DEFAULT_INCLUDE } from '../src/filter.js'
import { resolveOptions } from '../src/resolve-options.js'

const takes = (file: string) =>
  DEFAULT_INCLUDE.some((pattern) => pattern.test(file)) && !DEFAULT_EXCLUDE.some((pattern) => pattern.test(file))

it('has its defaults in one place', () => {
  expect(resolveOptions()).toEqual({
    include: DEFAULT_INCLUDE,
    exclude: DEFAULT_EXCLUDE,
    root: process.cwd(),
    strict: false,
    dts: undefined,
    alias: {},
    runtime: undefined,
  })
})

it('takes the root from the options, else from the bundler', () => {
  expect(resolveOptions({}, '/bundler').root).toBe(resolve('/bundler'))
  expect(resolveOptions({ root: '/own' }, '/bundler').root).toBe(resolve('/own'))
})

it('takes one pattern or several', () => {
  expect(resolveOptions({ include: 'src/**', exclude: [/a/, 'b'] })).toMatchObject({ include: ['src/**'], exclude: [/a/, 'b'] })
})

it('writes types to a path in the root', () => {
  expect(resolveOptions({ root: '/own', dts: true }).dts).toBe(resolve('/own/cachecache.d.ts'))
  expect(resolveOptions({ root: '/own', dts: 'types/cache.d.ts' }).dts).toBe(resolve('/own/types/cache.d.ts'))
  expect(resolveOptions({ root: '/own', dts: false }).dts).toBeUndefined()
})

describe('the default patterns', () => {
  it.each(['/a/b.ts', '/a/b.tsx', '/a/b.mts', '/a/b.cts', '/a/b.js', '/a/b.jsx', '/a/b.mjs', 'C:\\a\\b.ts'])(
    'take %s',
    (file) => {
      expect(takes(file)).toBe(true)
    },
  )

  it.each(['/a/b.css', '/a/b.json', '/a/node_modules/b/c.js', 'C:\\a\\node_modules\\b.js', '/a/b.vue'])('leave %s', (file) => {
    expect(takes(file)).toBe(false)
  })
})

it('refuses an option that does not exist, and names the one that was meant', () => {
  // @ts-expect-error: the mistake under test
  expect(() => resolveOptions({ exlude: 'x' })).toThrow(
    '`exlude` is not an option of the cachecache plugin. Did you mean `exclude`?',
  )
})

it.each([
  ['include', 5],
  ['exclude', {}],
  ['root', 5],
  ['strict', 'false'],
  ['dts', 5],
  ['alias', [{ find: '@', replacement: './src' }]],
  ['alias', { '@': 5 }],
  ['runtime', 'bundled'],
])('refuses %s: %j', (name, value) => {
  expect(() => resolveOptions({ [name]: value })).toThrow(`The option \`${name}\` of the cachecache plugin must be `)
})

it('takes undefined for an option that is left out', () => {
  expect(resolveOptions({ include: undefined, dts: undefined } as object)).toEqual(resolveOptions())
})
