import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const benchRoot = fileURLToPath(new URL('..', import.meta.url))
export const workspaceRoot = fileURLToPath(new URL('../..', import.meta.url))

/** A folder of our own that is gone when the process ends. Built code in it finds the workspace's packages. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `cachecache-bench-${name}-`))
  symlinkSync(join(workspaceRoot, 'node_modules'), join(folder, 'node_modules'), 'junction')
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
