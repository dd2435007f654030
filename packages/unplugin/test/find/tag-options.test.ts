import { expect, test } from 'vitest'
import { tagNames } from '../../../runtime/src/options/options.js'
import { TAG_OPTIONS } from '../../src/find/tag-options.js'

test('the build and the runtime know the same options of a tag', () => {
  expect([...TAG_OPTIONS].sort()).toEqual([...tagNames].sort())
})
