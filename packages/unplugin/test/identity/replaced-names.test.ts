import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../../src/identity/project.js'
import type { BuildSettings } from '../../src/surroundings/build-settings.js'
import { entryOf, f, withProject, type Files } from './edited-project.js'
import { identify } from './identity-of.js'

const versionOf = (files: Files, settings: (root: string) => BuildSettings) =>
  withProject(
    files,
    (root) => identify(createProject({ root, settings: settings(root) }), path.join(root, entryOf(files))).version,
  )

const inject = (root: string): BuildSettings => ({ inject: [path.join(root, 'i.ts')] })
const provide =
  (name: string, from: (root: string) => string, as = name) =>
  (root: string) => ({
    provide: { [name]: { from: from(root), name: as } },
  })
const own = (root: string) => path.join(root, 'i.ts')
const installed = (version: string): Files => ({
  'node_modules/dep/package.json': `{ "name": "dep", "version": "${version}", "main": "i.js" }`,
  'node_modules/dep/i.js': 'exports.fetch = exports.createElement = () => 1',
})
const JSX = f('return <b />')

/** Names that code doesn't declare, and for which the bundler puts the export of a module. */
describe('an edit of what replaces', () => {
  test.each<[what: string, files: Files, edit: Files, settings: (root: string) => BuildSettings]>([
    [
      'a global',
      { 'a.ts': f('return fetch(x)'), 'i.ts': 'export const fetch = () => 1' },
      { 'i.ts': 'export const fetch = () => 2' },
      inject,
    ],
    [
      'a global in a helper',
      {
        'a.ts': f('return g()', `import { g } from './b'`),
        'b.ts': 'export const g = () => URL()',
        'i.ts': 'export const v = () => 1',
      },
      { 'i.ts': 'export const v = () => 2' },
      provide('URL', own, 'v'),
    ],
    [
      'a global by a package',
      { 'a.ts': f('return fetch(x)'), ...installed('1.0.0') },
      installed('2.0.0'),
      provide('fetch', () => 'dep'),
    ],
    [
      'the function of JSX',
      { 'a.tsx': JSX, 'i.ts': 'export const React = { createElement: () => 1 }' },
      { 'i.ts': 'export const React = { createElement: () => 2 }' },
      inject,
    ],
    [
      'the function of JSX, by a setting',
      { 'a.tsx': JSX, 'i.ts': 'export const h = () => 1' },
      { 'i.ts': 'export const h = () => 2' },
      (root) => ({ ...provide('h', own)(root), jsx: { factory: 'h' } }),
    ],
    [
      'the fragments of JSX, by a setting',
      { 'a.tsx': f('return <>a</>'), 'i.ts': 'export const h = () => 1, Part = 1' },
      { 'i.ts': 'export const h = () => 1, Part = 2' },
      (root) => ({ provide: { Part: { from: own(root), name: 'Part' } }, jsx: { factory: 'h', fragment: 'Part' } }),
    ],
    [
      'the function of JSX by a package',
      { 'a.tsx': JSX, ...installed('1.0.0') },
      installed('2.0.0'),
      provide('React', () => 'dep', '*'),
    ],
    [
      'a method of a global, at load',
      { 'a.ts': f('return [].last()'), 'i.ts': 'Array.prototype.last = () => 1' },
      { 'i.ts': 'Array.prototype.last = () => 2' },
      inject,
    ],
  ])('%s', (_what, files, edit, settings) => {
    expect(versionOf({ ...files, ...edit }, settings)).not.toBe(versionOf(files, settings))
    expect(versionOf({ ...files, ...edit }, () => ({}))).toBe(versionOf(files, () => ({})))
  })

  test('what nothing uses', () => {
    const files = { 'a.ts': f('return x'), 'i.ts': 'export const fetch = () => 1' }
    expect(versionOf({ ...files, 'i.ts': 'export const fetch = () => 2' }, inject)).toBe(versionOf(files, inject))
  })
})
