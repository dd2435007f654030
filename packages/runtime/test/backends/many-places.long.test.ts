import { expect, test } from 'vitest'
import { useManyPlaces } from './many-places.js'

const folders = 2_000

test('2,000 folders in turn take less than 64 open places and 150 MB', async () => {
  const { open, rss, first, again, err } = await useManyPlaces(folders, 1_024)
  console.log(`${open} descriptors, ${Math.round(rss / 1e6)} MB`)
  expect({ first, again, err }).toEqual({ first: 2 * folders, again: 0, err: '' })
  expect(open).toBeLessThan(64 * 3)
  expect(rss).toBeLessThan(150e6)
}, 900_000)
