import type { Plugin, PluginBuild } from 'esbuild'
import { expect, test } from 'vitest'
import { filtersOf } from '../../src/adapters/esbuild/setup-loads.js'

const nothing = () => undefined
const pattern = /a/
const options = { filter: /a/ }
const names = ['onLoad'] as const
const pass = (build: PluginBuild) => build.onLoad({ filter: /a/ }, nothing)

/** The filters by which a plugin may load files. */
const shown: [what: string, setup: Plugin['setup'], filters: RegExp[]][] = [
  ['nothing', () => {}, []],
  ['a method', { setup(build: PluginBuild) { build.onLoad({ filter: /\.css$/ }, nothing) } }.setup, [/\.css$/]],
  ['an arrow function', (build) => build.onLoad({ filter: /\.CSS$/i, namespace: 'file' }, nothing), [/\.CSS$/i]],
  ['an async method', { async setup(build: PluginBuild) { await build.resolve('a'); build.onEnd(nothing) } }.setup, []],
  ['parts of the build object', ({ onLoad, onStart }) => { onStart(nothing); onLoad({ filter: /b/ }, nothing) }, [/b/]],
  ['parts, taken later', (build) => { const { onLoad: load, initialOptions } = build; load({ filter: /c/ }, nothing); void initialOptions }, [/c/]],
  ['its own modules', (build) => build.onLoad({ filter: /./, namespace: 'own' }, nothing), []],
  ['two kinds', (build) => { build.onLoad({ filter: /a/ }, nothing); build.onLoad({ filter: /b/ }, nothing) }, [/a/, /b/]],
] // prettier-ignore

test.each(shown)('%s shows which files a plugin may load', (_, setup, filters) => {
  expect(filtersOf({ name: 'other', setup })).toEqual(filters)
})

const hidden: [what: string, setup: Plugin['setup']][] = [
  ['a filter from elsewhere', (build) => build.onLoad({ filter: pattern }, nothing)],
  ['options from elsewhere', (build) => build.onLoad(options, nothing)],
  ['the build object, handed on', (build) => pass(build)],
  ['the build object, kept', (build) => { const kept = build; kept.onLoad({ filter: /a/ }, nothing) }],
  ['a computed name', (build) => build[names[0]]({ filter: /a/ }, nothing)],
  ['the function, handed on', (build) => { const load = build.onLoad; load({ filter: /a/ }, nothing) }],
  ['the rest of the build object', ({ onStart, ...rest }) => { onStart(nothing); rest.onLoad({ filter: /a/ }, nothing) }],
  ['a bound function', pass.bind(undefined)],
  ['all arguments', function () { (arguments[0] as PluginBuild).onLoad({ filter: /a/ }, nothing) }],
  ['a default value', (build = {} as PluginBuild) => build.onLoad({ filter: /a/ }, nothing)],
] // prettier-ignore

test.each(hidden)('%s hides it', (_, setup) => {
  expect(filtersOf({ name: 'other', setup })).toBeUndefined()
})
