import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

const LOCKFILES: [file: string, manager: PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** The project's package manager, from the nearest lockfile or `packageManager` field, searching upwards from the folder. */
export function findPackageManager(folder: string): { manager: PackageManager; root: string | undefined } {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = LOCKFILES.find(([file]) => existsSync(path.join(at, file)))?.[1] ?? fieldIn(path.join(at, 'package.json'))
    if (found) return { manager: found, root: at }
    if (path.dirname(at) === at) return { manager: 'npm', root: undefined }
  }
}

function fieldIn(manifest: string): PackageManager | undefined {
  try {
    const { packageManager } = JSON.parse(readFileSync(manifest, 'utf8')) as { packageManager?: unknown }
    return /^(npm|pnpm|yarn|bun)@/.exec(String(packageManager))?.[1] as PackageManager | undefined
  } catch {
    return undefined
  }
}

/** The command that installs packages in a folder's package when run in that folder. */
export function installCommand(manager: PackageManager, packages: readonly string[], { dev = false } = {}): string[] {
  if (manager === 'npm') return ['npm', 'install', ...(dev ? ['--save-dev'] : []), ...packages]
  return [manager, 'add', ...(dev ? [manager === 'pnpm' ? '--save-dev' : '--dev'] : []), ...packages]
}
