import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { findPackageManager, installCommand, readBuildRecords } from '@cachecache/unplugin/inspect'
import { readVersion } from '../version.js'
import { fine, note, problem, type Check } from './check.js'
import { findCopies, findPlugNPlay, type PlugNPlay } from './plug-n-play.js'

const RUNTIME = '@cachecache/runtime'
const UNPLUGIN = '@cachecache/unplugin'

/** Checks the installed packages, as the project resolves them. */
export function checkPackages(folder: string): Check[] {
  const plugNPlay = findPlugNPlay(folder)
  return [checkVersions(folder), checkRuntimes(folder, plugNPlay), checkNpx(folder, plugNPlay)]
}

function checkVersions(folder: string): Check {
  const [runtime, unplugin] = [RUNTIME, UNPLUGIN].map((name) => versionOf(folder, name))
  const missing = [...(runtime ? [] : [RUNTIME]), ...(unplugin ? [] : [UNPLUGIN])]
  if (missing.length > 0) {
    const command = installCommand(findPackageManager(folder).manager, missing).join(' ')
    return problem('versions', `${missing.join(' and ')} can't be found from here. Install with \`${command}\`.`)
  }
  const built = readBuildRecords(folder)[0]?.version
  const versions = {
    [RUNTIME]: runtime!,
    [UNPLUGIN]: unplugin!,
    '@cachecache/cli': readVersion(),
    ...(built && { 'last build': built }),
  }
  const text = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
  if (new Set([runtime, unplugin, readVersion()]).size > 1)
    return problem('versions', `They differ: ${text}. Install the same version of all three.`)
  if (built !== undefined && built !== unplugin) return note('versions', `${text}. Build again with the installed version.`)
  return fine('versions', text)
}

/** Two copies have separate stores and options in one program. */
function checkRuntimes(folder: string, plugNPlay: PlugNPlay | undefined): Check {
  const copies = plugNPlay ? findCopies(plugNPlay, RUNTIME) : findInModules(folder)
  const found = [...new Set(copies)].map((at) => ({ at, version: versionIn(at) }))
  const text = found.map(({ at, version }) => `${version} in ${relative(folder, at) || at}`).join(', ')
  if (found.length > 1)
    return problem(
      'runtimes',
      `There are ${found.length} copies of ${RUNTIME}: ${text}. Use one version in all packages, and let the package manager remove duplicates.`,
    )
  return found.length === 1 ? fine('runtimes', text) : note('runtimes', `No copy of ${RUNTIME} in this folder.`)
}

/** Searches the folder's `node_modules`, those of the packages in it, and those of linked packages. */
function findInModules(folder: string, seen = new Set<string>()): string[] {
  const modules = join(folder, 'node_modules')
  if (seen.has(modules) || !existsSync(modules)) return []
  seen.add(modules)
  const own = join(modules, RUNTIME)
  const copies = existsSync(join(own, 'package.json')) ? [realpathSync(own)] : []
  return [...copies, ...packagesIn(modules).flatMap((at) => findInModules(at, seen))]
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.') || name === '.pnpm')
    .flatMap((name) => {
      const at = join(modules, name)
      // pnpm stores each package in a folder of its own.
      return name.startsWith('@') || name === '.pnpm' ? namesIn(at).map((inner) => join(at, inner)) : [at]
    })
    .flatMap((at) => (existsSync(at) ? [realpathSync(at)] : []))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function checkNpx(folder: string, plugNPlay: PlugNPlay | undefined): Check {
  // Under Plug'n'Play, `npx` finds nothing that is installed.
  if (plugNPlay && findCopies(plugNPlay, '@cachecache/cli').length > 0)
    return fine('npx', '`yarn cachecache` runs the installed `@cachecache/cli`.')
  const bare = packageFolder(folder, 'cachecache')
  if (bare !== undefined)
    return problem(
      'npx',
      `The package \`cachecache\` in ${relative(folder, bare)} is an unrelated package. Remove it and install \`@cachecache/cli\`.`,
    )
  if (packageFolder(folder, '@cachecache/cli') !== undefined)
    return fine('npx', '`npx cachecache` runs the installed `@cachecache/cli`.')
  return note(
    'npx',
    '`@cachecache/cli` is not installed here, and `npx cachecache` would run a package of somebody else: call `npx @cachecache/cli`.',
  )
}

/** Resolves like Node: in `node_modules` of this folder or a parent. */
function packageFolder(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name, 'package.json'))) return join(at, 'node_modules', name)
    if (dirname(at) === at) return undefined
  }
}

function versionOf(folder: string, name: string): string | undefined {
  try {
    return versionIn(dirname(createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`)))
  } catch {
    return undefined
  }
}

const versionIn = (at: string): string =>
  (JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { version: string }).version
