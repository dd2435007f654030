import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { program } from '../support/program.js'

const source = fileURLToPath(new URL('./programs/hanging.ts', import.meta.url))

/** Why no file system of our own can be mounted here. */
function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'not Linux'
  if (!existsSync('/usr/bin/bindfs')) return 'bindfs is not installed'
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-mount-'))
  try {
    execFileSync('bindfs', [folder, folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
  } catch {
    return 'bindfs may not mount anything'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return undefined
}
const missing = findObstacle()

/** Mounts `from` at `to` by a process that can be stopped, which is a server that is away. */
async function mount(from: string, to: string) {
  const server = spawn('bindfs', ['-f', from, to], { stdio: 'ignore' })
  onTestFinished(() => {
    server.kill('SIGCONT')
    execFileSync('umount', ['--lazy', to])
    server.kill('SIGKILL')
  })
  while (!readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${to} `)) {
    expect(server.exitCode).toBeNull()
    await later(5)
  }
  return server
}

test.skipIf(missing !== undefined)(
  `a mount that hangs: the check gives up and the body runs${missing === undefined ? '' : ` (left out: ${missing})`}`,
  async () => {
    const built = await program(await readFile(source, 'utf8'))
    const at = (name: string) => join(built.directory, name)
    await Promise.all([mkdir(at('served')), mkdir(at('mount'))])
    await writeFile(at('served/a.txt'), 'on the mount')
    await writeFile(at('served/b.txt'), 'also on it')
    await writeFile(at('beside.txt'), 'beside it')
    await symlink('mount/a.txt', at('link.txt'))
    const server = await mount(at('served'), at('mount'))
    const env = { MOUNT: at('mount'), LINK: at('link.txt'), BESIDE: at('beside.txt') }
    const read = ['on the mount', 'on the mount', 'on the mount', 'beside it']
    for (const status of ['miss', 'hit']) {
      const { reports, stderr } = await built.run({ ...env, MODE: 'alive' })
      expect(reports, stderr).toEqual([read, ['read', 'readLater', 'read', 'local'].map((name) => `${name} ${status}`)])
    }
    server.kill('SIGSTOP')
    const { reports, stderr } = await built.run({ ...env, MODE: 'away', CACHECACHE_DEBUG: '1' })
    expect(reports, stderr).toEqual([
      ['read elsewhere', 'read elsewhere', 'read elsewhere', 'beside it', 'gave up'],
      ['read miss', 'readLater miss', 'read miss', 'local hit', 'impatient miss'],
    ])
    for (const name of ['mount/a.txt', 'link.txt']) expect(stderr).toContain(`${name} is on a mount that doesn't answer`)
    expect(stderr).toMatch(
      /\[mount-silent\].*impatient: mount\/b\.txt is on a mount that doesn't answer, so the result is not stored/,
    )
  },
)
