import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPackageManager, installCommand } from '@cachecache/unplugin/inspect'
import { findHosts, readManifest, type FoundHost } from '../find-hosts.js'
import type { Host } from '../hosts.js'
import { editConfig, isCommonJs } from './edit-config.js'

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
    const text = config === undefined ? undefined : readFileSync(config, 'utf8')
    const edited = text === undefined ? undefined : editConfig(text, host)
    if (edited === 'there') plan.there.push(config!)
    else if (edited !== undefined) plan.edits.push({ file: config!, text: edited })
    else if (text === undefined && host.define) plan.edits.push(newConfig(folder, host))
    else plan.manual.push({ host: host.name, file: config, lines: linesFor(host, text, folder) })
  }
  return plan
}

function newConfig(folder: string, { config, define, entry }: Host): { file: string; text: string } {
  const extension = existsSync(join(folder, 'tsconfig.json')) ? 'ts' : 'mjs'
  const imports = `import cachecache from '@cachecache/unplugin/${entry}'\nimport { defineConfig } from '${define!}'\n`
  const text = `${imports}\nexport default defineConfig({\n  plugins: [cachecache()],\n})\n`
  return { file: join(folder, `${config!}.${extension}`), text }
}

/** The lines as the configuration's format and the project's compiler need them. */
function linesFor({ name, lines }: Host, text: string | undefined, folder: string): string[] {
  const { dependencies, devDependencies } = readManifest(folder)
  const compiler = ['@swc/jest', 'ts-jest'].find((each) => Object.hasOwn({ ...dependencies, ...devDependencies }, each))
  return lines.map((line) => {
    if (name === 'jest') return line.replace('babel-jest', compiler ?? 'babel-jest')
    return text !== undefined && isCommonJs(text)
      ? line.replace(/^import (\w+) from (.+)$/, 'const { default: $1 } = require($2)')
      : line
  })
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
