import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTS, NODE, type Host } from './hosts.js'

const EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'cts']

export interface FoundHost {
  host: Host
  /** Absolute path; undefined if there is no configuration. */
  config: string | undefined
}

interface Manifest {
  jest?: unknown
  workspaces?: unknown
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** Returns all hosts of a project, or only the named one. Plain Node if there is none. */
export function findHosts(folder: string, only?: string): FoundHost[] {
  const named = [...HOSTS, NODE].find(({ name }) => name === only)
  if (named) return [{ host: named, config: configOf(folder, named) }]
  const { dependencies, devDependencies, peerDependencies } = readManifest(folder)
  const installed = { ...peerDependencies, ...dependencies, ...devDependencies }
  const found = HOSTS.filter(
    ({ packages, files = [] }) =>
      packages.some((name) => Object.hasOwn(installed, name)) || files.some((file) => existsSync(join(folder, file))),
  ).map((host) => ({ host, config: configOf(folder, host) }))
  // A bundler is a host only if it has a configuration, because another package may include it.
  const known = found.filter(({ host, config }) => config !== undefined || host.framework)
  if (known.length === 0) return [found[0] ?? { host: NODE, config: undefined }]
  return known.filter(
    ({ config }, index) => config === undefined || known.findIndex((other) => other.config === config) === index,
  )
}

function configOf(folder: string, { name, config, script }: Host): string | undefined {
  if (script) return scriptsIn(folder).find((file) => script.test(readFileSync(file, 'utf8')))
  if (config === undefined) return undefined
  const file = EXTENSIONS.map((extension) => join(folder, `${config}.${extension}`)).find((path) => existsSync(path))
  return file ?? (name === 'jest' && readManifest(folder).jest ? join(folder, 'package.json') : undefined)
}

/** The scripts of the folder itself and of the folders for scripts. */
const scriptsIn = (folder: string): string[] =>
  ['.', 'scripts', 'build'].flatMap((name) => {
    const place = join(folder, name)
    if (!existsSync(place) || !statSync(place).isDirectory()) return []
    return readdirSync(place)
      .filter((file) => /\.[cm]?[jt]s$/.test(file))
      .map((file) => join(place, file))
  })

/** Whether a configuration names the plugin; that package.json lists it says nothing. */
export const namesPlugin = (text: string): boolean => text.includes('@cachecache/unplugin/')

/** Whether its packages, and not the folder itself, have tagged functions. */
export const isWorkspace = (folder: string): boolean =>
  readManifest(folder).workspaces !== undefined || existsSync(join(folder, 'pnpm-workspace.yaml'))

export function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    return {}
  }
}
