import { execFileSync } from 'node:child_process'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { makeScratch } from './scratch.js'

/** More than the gigabyte that stays free, in a file with holes. */
const SIZE = 1.6e9

/**
 * Mounts a new file system until the end of the test file.
 *
 * @param mount runs programs that format the image and mount it
 * @returns its folder, or nothing where none can be mounted
 */
export function mountDisk(
  mount: (run: (program: string, ...args: string[]) => void, image: string, folder: string) => void,
): string | undefined {
  const scratch = makeScratch()
  const [image, folder] = [join(scratch, 'image'), join(scratch, 'mounted')]
  writeFileSync(image, '')
  truncateSync(image, SIZE)
  mkdirSync(folder)
  afterAll(() => {
    try {
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
    } catch {
      // It wasn't mounted.
    }
  })
  try {
    mount((program, ...args) => execFileSync(program, args, { stdio: 'ignore' }), image, folder)
    return folder
  } catch {
    return undefined
  }
}
