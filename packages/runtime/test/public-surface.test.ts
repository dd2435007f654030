import { expect, test } from 'vitest'
import * as generated from '../src/generated.js'
import * as index from '../src/index.js'

test('what a program can import', () => {
  expect(Object.keys(index).toSorted()).toEqual([
    'CacheError',
    'CachePathError',
    'Cacher',
    'OptionError',
    'StrictWarning',
    'Unkeyable',
    'Unstorable',
    'cache',
    'cacheKey',
    'cacheOf',
    'cacheOptions',
    'dependsOn',
    'distributedCacher',
    'registerBackend',
    'withCache',
    'withOptions',
    'withOptionsOn',
  ])
})

test('what emitted code imports', () => {
  expect(Object.keys(generated).toSorted()).toEqual([
    'bindable',
    'call',
    'callAsync',
    'closure',
    'created',
    'creation',
    'effect',
    'enter',
    'enterGenerator',
    'filled',
    'filling',
    'given',
    'know',
    'knowMembers',
    'known',
    'largeData',
    'lazily',
    'link',
    'linkAll',
    'linkDeclared',
    'locale',
    'made',
    'members',
    'memo',
    'need',
    'ofText',
    'onlyPlainTexts',
    'outside',
    'read',
    'reader',
    'self',
    'site',
    'state',
    'stateOf',
    'takeOptions',
    'tellPackages',
    'zone',
  ])
})
