import { readFileSync } from 'node:fs'
import { findPackageManager, installCommand } from '@cachecache/unplugin/inspect'
import { findHosts, readManifest, type FoundHost } from '../hosts.js'
import { editConfig } from './edit-config.js'

/** The changes to make in a project. */
export interface Plan {
  hosts: string[]
  /** Command lines. */
  installs: string[][]
  edits: { file: string; text: string }[]
  /** Lines that the user has to add. */
  manual: { host: string; file: string | undefined; lines: readonly string[] }[]
  /** Configurations that already name the plugin. */
  there: string[]
  next: string
}

export function makePlan(folder: string, only: string | undefined): Plan {
  const hosts = findHosts(folder, only)
  const plan: Plan = {
    hosts: hosts.map(({ host }) => host.name),
    installs: findInstalls(folder, hosts),
    edits: [],
    manual: [],
    there: [],
    next: hosts[0]!.host.next,
  }
  for (const { host, config } of hosts) {
    const edited = config === undefined ? undefined : editConfig(readFileSync(config, 'utf8'), host)
    if (edited === 'there') plan.there.push(config!)
    else if (edited === undefined) plan.manual.push({ host: host.name, file: config, lines: host.lines })
    else plan.edits.push({ file: config!, text: edited })
  }
  return plan
}

/** Excludes packages that the project already lists. */
function findInstalls(folder: string, hosts: readonly FoundHost[]): string[][] {
  const { dependencies, devDependencies, peerDependencies } = readManifest(folder)
  const named = { ...peerDependencies, ...devDependencies, ...dependencies }
  // Without a bundler, programs load the plugin at run time.
  const atRun = ['@cachecache/runtime', ...(hosts.some(({ host }) => host.entry === 'register') ? ['@cachecache/unplugin'] : [])]
  const atBuild = ['@cachecache/unplugin', '@cachecache/cli'].filter((name) => !atRun.includes(name))
  const { manager } = findPackageManager(folder)
  const missing = (names: readonly string[]) => names.filter((name) => !Object.hasOwn(named, name))
  return [[missing(atRun), false] as const, [missing(atBuild), true] as const].flatMap(([names, dev]) =>
    names.length > 0 ? [installCommand(manager, names, { dev })] : [],
  )
}
