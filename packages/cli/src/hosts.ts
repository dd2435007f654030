import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A tool that rewrites a project's modules, or configures one that does. */
export interface Host {
  name: string
  /** Dependencies of a project that indicate this host; files, if there are no such dependencies. */
  packages: readonly string[]
  files?: readonly string[]
  /** It includes bundlers, and takes precedence over them. */
  framework?: true
  /** Its configuration file, without the extension. */
  config?: string
  /** The entry of `@cachecache/unplugin`. */
  entry: string
  /** Where the plugin is called in the configuration: a path of properties. */
  place?: readonly string[]
  /** Lines for a configuration that is edited by hand. */
  lines: readonly string[]
  /** The command to run next. */
  next: string
}

const EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'cts']
const plugin = (entry: string): string => `import cachecache from '@cachecache/unplugin/${entry}'`
const listed = (entry: string, list = 'plugins') => [plugin(entry), '', `${list}: [cachecache()],`]

const viteBased = (name: string, packages: string[], next: string): Host => ({
  name,
  packages,
  config: 'vite.config',
  entry: 'vite',
  place: ['plugins'],
  lines: listed('vite'),
  next,
})

/** Frameworks come before the bundlers that they include: the first match is a project's host. */
export const HOSTS: readonly Host[] = [
  {
    name: 'next',
    framework: true,
    packages: ['next'],
    config: 'next.config',
    entry: 'loader',
    lines: [
      'turbopack: {',
      "  rules: { '*.{ts,tsx,mts,js,jsx,mjs}': { condition: { not: 'foreign' }, loaders: ['@cachecache/unplugin/loader'] } },",
      '},',
      "serverExternalPackages: ['@cachecache/runtime'],",
    ],
    next: 'next build',
  },
  {
    name: 'nuxt',
    framework: true,
    packages: ['nuxt'],
    config: 'nuxt.config',
    entry: 'rollup',
    lines: [
      plugin('rollup'),
      "import cachecacheVite from '@cachecache/unplugin/vite'",
      '',
      'vite: { plugins: [cachecacheVite()] },',
      'nitro: { rollupConfig: { plugins: [cachecache()] } },',
    ],
    next: 'nuxt build',
  },
  {
    name: 'astro',
    framework: true,
    packages: ['astro'],
    config: 'astro.config',
    entry: 'vite',
    place: ['vite', 'plugins'],
    lines: [plugin('vite'), '', 'vite: { plugins: [cachecache()] },'],
    next: 'astro build',
  },
  { ...viteBased('sveltekit', ['@sveltejs/kit'], 'vite build'), framework: true },
  { ...viteBased('react-router', ['@react-router/dev'], 'react-router build'), framework: true },
  { ...viteBased('vitest', ['vitest'], 'vitest run'), config: 'vitest.config' },
  viteBased('vite', ['vite', 'vite-node', 'vitest'], 'vite build'),
  {
    name: 'tsdown',
    packages: ['tsdown'],
    config: 'tsdown.config',
    entry: 'rolldown',
    place: ['plugins'],
    lines: listed('rolldown'),
    next: 'tsdown',
  },
  {
    name: 'tsup',
    packages: ['tsup'],
    config: 'tsup.config',
    entry: 'esbuild',
    place: ['esbuildPlugins'],
    lines: listed('esbuild', 'esbuildPlugins'),
    next: 'tsup',
  },
  {
    name: 'unbuild',
    packages: ['unbuild'],
    config: 'build.config',
    entry: 'rollup',
    lines: [plugin('rollup'), '', "hooks: { 'rollup:options': (_, options) => void options.plugins.unshift(cachecache()) },"],
    next: 'unbuild',
  },
  {
    name: 'rspack',
    packages: ['@rspack/core'],
    config: 'rspack.config',
    entry: 'rspack',
    place: ['plugins'],
    lines: listed('rspack'),
    next: 'rspack build',
  },
  {
    name: 'webpack',
    packages: ['webpack'],
    config: 'webpack.config',
    entry: 'webpack',
    place: ['plugins'],
    lines: listed('webpack'),
    next: 'webpack',
  },
  {
    name: 'rolldown',
    packages: ['rolldown'],
    config: 'rolldown.config',
    entry: 'rolldown',
    place: ['plugins'],
    lines: listed('rolldown'),
    next: 'rolldown -c',
  },
  {
    name: 'rollup',
    packages: ['rollup'],
    config: 'rollup.config',
    entry: 'rollup',
    place: ['plugins'],
    lines: listed('rollup'),
    next: 'rollup -c',
  },
  {
    name: 'jest',
    packages: ['jest'],
    config: 'jest.config',
    entry: 'jest',
    lines: ["transform: { '\\\\.[jt]sx?$': ['@cachecache/unplugin/jest', { transformer: '@swc/jest' }] },"],
    next: 'jest',
  },
  { name: 'esbuild', packages: ['esbuild'], entry: 'esbuild', lines: listed('esbuild'), next: 'node build.mjs' },
  {
    name: 'bun',
    packages: [],
    files: ['bun.lock', 'bun.lockb', 'bunfig.toml'],
    entry: 'bun',
    lines: [plugin('bun'), '', "await Bun.build({ entrypoints: ['src/main.ts'], plugins: [cachecache()] })"],
    next: 'bun build.ts',
  },
  {
    name: 'deno',
    packages: [],
    files: ['deno.json', 'deno.jsonc', 'deno.lock'],
    entry: 'esbuild',
    lines: [
      plugin('esbuild'),
      '',
      "await build({ entryPoints: ['src/main.ts'], bundle: true, format: 'esm', plugins: [cachecache()] })",
    ],
    next: 'deno run --allow-read --allow-env --allow-write build.ts',
  },
]

/** For a project without a bundler. */
export const NODE: Host = {
  name: 'node',
  packages: [],
  entry: 'register',
  lines: ['node --import @cachecache/unplugin/register src/main.js'],
  next: 'node --import @cachecache/unplugin/register src/main.js',
}

export interface FoundHost {
  host: Host
  /** Absolute path; undefined if there is no configuration. */
  config: string | undefined
}

interface Manifest {
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

function configOf(folder: string, { config }: Host): string | undefined {
  if (config === undefined) return undefined
  return EXTENSIONS.map((extension) => join(folder, `${config}.${extension}`)).find((file) => existsSync(file))
}

export function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    return {}
  }
}
