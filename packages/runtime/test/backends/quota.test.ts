import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram, writeCalls } from './child.js'
import { mountDisk } from './mounted-disk.js'

const PROGRAM = `
  let computed = 0
  const f = tagSync('f', (length) => { computed++; return Buffer.alloc(length, 7) })
  for (const length of [10, 30_000_000, 10]) if (f(length).length !== length) throw new Error('wrong')
  if (computed !== 2) throw new Error('What is there is not read.')
  // The store is not used for a moment after a failure.
  for (let length = 20; length < 400; length++) {
    computed = 0
    f(length), f(length)
    if (computed === 1) {
      console.log('cached again')
      break
    }
    await pause(50)
  }
`

// Btrfs, as Debian's btrfs-progs makes it: its quotas need no support in the kernel but its own.
const disk = mountDisk((run, image, mounted) => {
  const limited = join(mounted, 'limited')
  run('mkfs.btrfs', image)
  run('mount', '-o', 'loop', image, mounted)
  run('btrfs', 'quota', 'enable', mounted)
  run('btrfs', 'subvolume', 'create', limited)
  run('btrfs', 'qgroup', 'limit', '16M', limited)
})
const folder = disk && join(disk, 'limited')
const title = 'a result that exceeds the disk quota is returned and not stored, with one warning; others are stored'
const missing = folder === undefined ? ' (left out: needs root, a loop device, Btrfs and the package btrfs-progs)' : ''

test.skipIf(folder === undefined)(`${title}${missing}`, async () => {
  const path = join(folder!, 'cache')
  const { code, out, err } = await runProgram(writeCalls(PROGRAM), path, 'no-log')
  expect([code, out]).toEqual([0, 'cached again\n'])
  expect(err.match(/\[\w+\] CacheWarning/g)).toEqual(['[EDQUOT] CacheWarning'])
  expect(err).toContain('the disk quota is used up')
  expect(readdirSync(join(path, 'cachecache.sqlite-values'))).toEqual([])
})
