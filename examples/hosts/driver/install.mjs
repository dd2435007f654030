import { cp, readFile, symlink, writeFile, access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './process.mjs'

const examples = fileURLToPath(new URL('../', import.meta.url))
const packages = fileURLToPath(new URL('../../../packages/', import.meta.url))

/** @returns tarball by package name */
export async function packPackages(scratch) {
  const packed = {}
  for (const folder of ['runtime', 'unplugin', 'cli']) {
    const { name, version } = JSON.parse(await readFile(join(packages, folder, 'package.json'), 'utf8'))
    const { code, output } = await run('npm', ['pack', '--silent', '--pack-destination', scratch], {
      cwd: join(packages, folder),
    })
    if (code !== 0) throw new Error(`${name} cannot be packed:\n${output}`)
    packed[name] = join(scratch, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  }
  return packed
}

const leftOut = new Set(['node_modules', 'dist', '.next', '.output', '.nuxt', '.svelte-kit', 'build', '.astro', '.react-router'])

/** An example in a folder of its own, installed. @returns what npm printed where it failed */
export async function installExample(name, folder, packed) {
  const source = join(examples, name)
  await cp(source, folder, { recursive: true, filter: (file) => file === source || !leftOut.has(basename(file)) })
  await useTarballs(join(folder, 'package.json'), packed)
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error']
  const { code, output } = await run('npm', ['install', ...flags], { cwd: folder, env: quiet(process.env), limit: 240 })
  if (code !== 0) return output
  await linkSqlite(folder)
  return undefined
}

/** Ours come from the tarballs, also where another package of ours asks for them. */
async function useTarballs(file, packed) {
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(manifest[kind] ?? {})) if (packed[name]) manifest[kind][name] = `file:${packed[name]}`
  }
  manifest.overrides = { ...manifest.overrides, '@cachecache/runtime': `file:${packed['@cachecache/runtime']}` }
  await writeFile(file, JSON.stringify(manifest, null, 2))
}

/** On Node 20 the store needs it. Compiled once, for the repository: a minute for each example would be too long. */
async function linkSqlite(folder) {
  const place = join(folder, 'node_modules', 'better-sqlite3')
  const own = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
  const built = await access(join(place, 'build')).then(
    () => true,
    () => false,
  )
  if (built) return
  const { rm } = await import('node:fs/promises')
  await rm(place, { recursive: true, force: true })
  await symlink(own, place, 'junction')
}

/** Tools that would tell somebody of the run, or color what they print. */
export function quiet(env) {
  const ours = /^(?:CACHECACHE|VITEST|VITE_|NODE_ENV$|NODE_OPTIONS$|npm_|INIT_CWD$|FORCE_COLOR$)/
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name))),
    NO_COLOR: '1',
    CI: '1',
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    NO_UPDATE_NOTIFIER: '1',
  }
}
