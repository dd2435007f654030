import { expect, test } from 'vitest'
import { useManyPlaces } from './many-places.js'

/** `CACHECACHE_TEST_PLACES=10000` takes several minutes. */
const folders = Number(process.env['CACHECACHE_TEST_PLACES'] ?? 2_000)

test('thousands of folders in turn take less than 64 open places and 150 MB', async () => {
  const { open, rss, kept, first, again, err } = await useManyPlaces(folders, 1_024)
  console.log(`${folders} folders: ${open} descriptors, ${Math.round(rss / 1e6)} MB, ${Math.round(kept)} bytes for one more`)
  expect({ first, again, err }).toEqual({ first: 2 * folders, again: 0, err: '' })
  expect(open).toBeLessThan(64 * 3)
  expect(rss).toBeLessThan(150e6)
  // So that 10,000 folders stay below it, too.
  expect(kept).toBeLessThan(6_000)
}, 900_000)
