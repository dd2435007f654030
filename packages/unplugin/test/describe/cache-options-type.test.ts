import { describe, expect, it } from 'vitest'
import { testEdits, transformEntry, type Files } from '../identity/edited-project.js'

const entry = (above: string) => `${above}\n/** @cache */ export function f(x: number, o?: Options) { return x }`
const ours = "import type { CacheOptions } from '@cachecache/runtime'\nexport type Options = CacheOptions"

/** What the emitted code keys, and where it looks for options. */
function keyedIn(files: Files): string {
  return /\[x[^)]*\)/.exec(transformEntry(files).code)![0]
}

describe('a type of another file that is an alias of CacheOptions', () => {
  it.each<[string, Files]>([
    ['an alias', { 'a.ts': entry("import type { Options } from './types.js'"), 'types.ts': ours }],
    [
      'passed on under another name',
      {
        'a.ts': entry("import type { Options } from './index.js'"),
        'index.ts': "export type { CacheOptions as Options } from '@cachecache/runtime'",
      },
    ],
    [
      'extended, through a barrel',
      {
        'a.ts': entry("import { type Options } from './index.js'"),
        'index.ts': "export * from './types.js'",
        'types.ts':
          "import type * as cc from '@cachecache/runtime'\nexport interface Options extends Readonly<cc.CacheOptions> {}",
      },
    ],
    [
      'of a namespace',
      { 'a.ts': entry("import type * as types from './types.js'\ntype Options = types.Options"), 'types.ts': ours },
    ],
  ])('%s', (_, files) => {
    expect(keyedIn(files)).toBe('[x],o)')
  })
})

describe('a type of that name which is the author’s own', () => {
  it.each<[string, Files]>([
    [
      'in another file',
      {
        'a.ts': entry("import type { CacheOptions as Options } from './types.js'"),
        'types.ts': 'export interface CacheOptions { maxAge?: number }',
      },
    ],
    [
      'of a package',
      {
        'a.ts': entry("import type { CacheOptions as Options } from 'http-cache'"),
        'node_modules/http-cache/package.json': '{ "name": "http-cache", "version": "1.0.0", "types": "index.d.ts" }',
        'node_modules/http-cache/index.d.ts': 'export interface CacheOptions { again?: boolean; maxAge?: number }',
        'node_modules/http-cache/index.js': '',
      },
    ],
    ['that is nowhere', { 'a.ts': entry("import type { CacheOptions as Options } from './gone.js'") }],
  ])('%s', (_, files) => {
    expect(keyedIn(files)).toBe('[x,o],arguments[2])')
  })
})

testEdits('an alias of another file', [
  [
    'gets members of its own',
    'same',
    { 'a.ts': entry("import type { Options } from './types.js'"), 'types.ts': ours },
    { 'types.ts': 'export interface Options { maxAge?: number }' },
  ],
])
