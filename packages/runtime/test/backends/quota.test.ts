import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runProgram, writeCalls } from './child.js'
import { makeScratch } from './scratch.js'

// Btrfs, as Debian's btrfs-progs makes it: its quotas need no support in the kernel but its own.
let mounted: string | undefined

afterAll(() => {
  if (mounted !== undefined) execFileSync('umount', ['-l', mounted])
})

/** More than the gigabyte that stays free, in a file with holes. */
const DISK = 1.6e9

/** @returns a folder that may hold 16 MB, or nothing where none can be made */
function makeLimitedFolder(): string | undefined {
  const scratch = makeScratch()
  const [image, disk] = [join(scratch, 'image'), join(scratch, 'disk')]
  const folder = join(disk, 'limited')
  writeFileSync(image, '')
  truncateSync(image, DISK)
  mkdirSync(disk)
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'ignore' })
  try {
    run('mkfs.btrfs', image)
    run('mount', '-o', 'loop', image, disk)
    mounted = disk
    run('btrfs', 'quota', 'enable', disk)
    run('btrfs', 'subvolume', 'create', folder)
    run('btrfs', 'qgroup', 'limit', '16M', folder)
    return folder
  } catch {
    return undefined
  }
}

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

const folder = makeLimitedFolder()
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
