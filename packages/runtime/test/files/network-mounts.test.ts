import { expect, test } from 'vitest'
import { parseMounts } from '../../src/files/network-mounts.js'

test('mounts behind which there is a server or another process are found in the list of the system', () => {
  const list = [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw',
    '24 22 0:22 / /dev/shm rw - tmpfs tmpfs rw',
    '30 22 0:40 / /home/ann/My\\040data rw,relatime - nfs4 files:/export rw,vers=4.2',
    '31 22 0:41 / /media/share rw shared:2 master:3 - cifs //files/share rw',
    '32 22 0:42 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw',
    '33 22 8:2 / /media/stick rw - fuseblk /dev/sdb1 rw',
    '34 22 0:44 / /mnt/c rw - 9p drvfs rw',
    'a line of some later kernel',
    '',
  ]
  const found = ['/home/ann/My data', '/media/share', '/run/user/1000/gvfs', '/mnt/c']
  expect([...parseMounts(list.join('\n'))]).toEqual(found)
})
