import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { sqliteLibrary } from './sqlite.mjs'
import { benchRoot, workspaceRoot } from './scratch.mjs'

/** What the figures were taken on. No host name: it helps nobody. */
export function describeMachine() {
  return {
    system: `${type()} ${release()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    sqlite: sqliteLibrary,
    commit: commitOf(),
    versions: versions(),
  }
}

/** `undefined` outside of a git checkout. A dirty tree says so: its figures belong to no commit. */
function commitOf() {
  const git = (...args) =>
    execFileSync('git', args, { cwd: workspaceRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'packages') ? ', changed since' : '')
  } catch {
    return undefined
  }
}

function versions() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(benchRoot, 'package.json'), 'utf8'))
  const require = createRequire(join(benchRoot, 'package.json'))
  return Object.fromEntries(
    Object.keys({ ...dependencies, ...devDependencies }).map((name) => [name, installedVersion(require, name)]),
  )
}

/** Read from the folders on the way up: not every package exports its package.json. */
function installedVersion(require, name) {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version
    } catch {
      continue
    }
  }
  return 'not installed'
}
