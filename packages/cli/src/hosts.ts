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
  /** What a project's script contains that calls it, if it has no configuration file. */
  script?: RegExp
  /** The module with `defineConfig`, for a configuration that is missing and needs nothing else. */
  define?: string
  /** The entry of `@cachecache/unplugin`. */
  entry: string
  /** Where the plugin is called in the configuration: a path of properties. */
  place?: readonly string[]
  /** Lines for a configuration that is edited by hand. */
  lines: readonly string[]
  /** The command to run next. */
  next: string
}

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
      '// With Turbopack, the default:',
      'turbopack: {',
      "  rules: { '*.{ts,tsx,mts,js,jsx,mjs}': { condition: { not: 'foreign' }, loaders: ['@cachecache/unplugin/loader'] } },",
      '},',
      "serverExternalPackages: ['@cachecache/runtime'],",
      '// With `next build --webpack`:',
      plugin('webpack'),
      '',
      'webpack: (settings) => (settings.plugins.push(cachecache()), settings),',
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
  { ...viteBased('vitest', ['vitest'], 'vitest run'), config: 'vitest.config', define: 'vitest/config' },
  { ...viteBased('vite', ['vite', 'vitest'], 'vite build'), define: 'vite' },
  { ...viteBased('vite-node', ['vite-node'], 'vite-node src/main.ts'), define: 'vite' },
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
    lines: ["transform: { '\\\\.[jt]sx?$': ['@cachecache/unplugin/jest', { transformer: 'babel-jest' }] },"],
    next: 'jest',
  },
  {
    name: 'esbuild',
    packages: ['esbuild'],
    script: /\bfrom ['"]esbuild['"]|\brequire\(['"]esbuild['"]\)/,
    entry: 'esbuild',
    lines: listed('esbuild'),
    next: 'node build.mjs',
  },
  {
    name: 'tsx',
    packages: ['tsx'],
    entry: 'register',
    lines: ['node --import @cachecache/unplugin/register --import tsx src/main.ts'],
    next: 'node --import @cachecache/unplugin/register --import tsx src/main.ts',
  },
  {
    name: 'bun',
    packages: [],
    files: ['bun.lock', 'bun.lockb', 'bunfig.toml'],
    script: /\bBun\.build\(/,
    entry: 'bun',
    lines: [
      '// To build:',
      plugin('bun'),
      '',
      "await Bun.build({ entrypoints: ['src/main.ts'], plugins: [cachecache()] })",
      '',
      '// Without a build: bun --preload @cachecache/unplugin/register src/main.ts',
    ],
    next: 'bun --preload @cachecache/unplugin/register src/main.ts',
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
