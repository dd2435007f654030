import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackend } from '../../src/backends/open.js'
import { watchStatuses } from '../support/events.js'
import { tagAsync, tagSync } from '../support/tagged.js'
import { watchWarnings } from '../support/warnings.js'
import { mountDisk } from './mounted-disk.js'

// NTFS by way of FUSE, as Debian's ntfs-3g mounts it: Linux kernels are often built without a file system that ignores case.
const disk = mountDisk((run, image, folder) => {
  run('mkntfs', '--quick', '--force', image)
  run('lowntfs-3g', '-o', 'ignore_case,umask=077', image, folder)
})
const title = 'two paths of one folder that differ in case share its results, at once and one after the other'
const missing = disk === undefined ? ' (left out: needs root, FUSE and the package ntfs-3g)' : ''

test.skipIf(disk === undefined)(`${title}${missing}`, async () => {
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const functionsAt = (name: string) => {
    const options = () => ({ cachePath: join(disk!, name) })
    return {
      sync: tagSync((n: number) => (n > 9 ? 'x'.repeat(1_200_000) + n : { n }), { id: 'app/a.ts#one', options }),
      async: tagAsync(async (n: number) => ({ n }), { id: 'app/a.ts#other', options }),
    }
  }
  const [lower, upper] = [functionsAt('cache'), functionsAt('CACHE')]
  for (const { sync, async } of [lower, upper, lower]) {
    expect([sync(1), await async(1)]).toEqual([{ n: 1 }, { n: 1 }])
    expect(sync(10)).toBe('x'.repeat(1_200_000) + 10)
  }
  expect(seen.splice(0)).toEqual(['miss', 'miss', 'miss', ...Array.from({ length: 6 }, () => 'hit')])
  const both = await Promise.all([lower.async(2), upper.async(2), lower.async(3), upper.async(3)])
  expect(both).toEqual([{ n: 2 }, { n: 2 }, { n: 3 }, { n: 3 }])
  await openBackend(join(disk!, 'Cache')).remove({})
  expect([lower.sync(1), upper.sync(1)]).toEqual([{ n: 1 }, { n: 1 }])
  expect(seen.slice(-2)).toEqual(['miss', 'hit'])
  expect([readdirSync(disk!), warnings]).toEqual([['cache'], []])
  for (const name of ['cache', 'CACHE', 'Cache']) await openBackend(join(disk!, name)).close()
})
