import { expect, test } from 'vitest'
import { useManyPlaces } from './many-places.js'

test('400 folders in turn need few descriptors, and give them back', async () => {
  const { open, first, again, err } = await useManyPlaces(400, 256)
  expect({ first, again, err }).toEqual({ first: 800, again: 0, err: '' })
  expect(open).toBeLessThan(160)
}, 120_000)

test('where the process has next to none left, places are closed for each other', async () => {
  const { first, again, err } = await useManyPlaces(60, 60)
  expect({ first, again, err }).toEqual({ first: 120, again: 0, err: '' })
}, 120_000)
