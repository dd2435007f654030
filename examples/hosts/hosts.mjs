// Each host with what its example is built and run with, from its own folder.

/** @typedef {{
 *   name: string            the folder
 *   title: string
 *   variants?: Partial<Host>[]   of the same example
 *   nodes: number[]         versions of Node that the host runs on
 *   build?: string[]        commands
 *   run: string             `STORE` stands for the folder of the cache, `BUN` and `DENO` for their programs; prints `ran report` when it computes, and `result <number>`
 *   serve?: true            `run` starts a server, which is asked for `page`; `PORT` stands for a free port
 *   page?: string
 *   edit: [file: string, from: string, to: string]   a helper that the tagged function calls
 *   short?: true           each build takes long: none with the edit taken back
 *   moved?: { paths: [from: string, to: string][], run: string, into?: string }   what is deployed
 *   refused?: { command: string, says: RegExp }
 *   env?: Record<string, string>
 *   limit?: number          seconds for each command
 * }} Host */

const DENO_ENV = 'CACHECACHE,CACHECACHE_PATH,CACHECACHE_DEBUG'

const rates = (file) => [file, 'year * 2', 'year * 3']

/** @type {Host[]} */
export const hosts = [
  {
    name: 'vitest-5',
    title: 'Vitest 5',
    nodes: [24, 26],
    run: 'vitest run',
    edit: rates('src/rates.ts'),
  },
  {
    name: 'vitest-4',
    title: 'Vitest 4, with its module cache on disk',
    nodes: [20, 24, 26],
    run: 'vitest run',
    edit: rates('src/rates.ts'),
  },
  {
    name: 'next-turbopack',
    title: 'Next 16, Turbopack',
    nodes: [24],
    build: ['next build'],
    run: 'node .next/standalone/server.js',
    serve: true,
    edit: rates('lib/rates.ts'),
    moved: { paths: [['.next/standalone', '']], run: 'node server.js' },
    limit: 300,
  },
  {
    name: 'next-webpack',
    title: 'Next 16, webpack',
    nodes: [24],
    build: ['next build --webpack'],
    run: 'node .next/standalone/server.js',
    serve: true,
    edit: rates('lib/rates.ts'),
    moved: { paths: [['.next/standalone', '']], run: 'node server.js' },
    limit: 300,
  },
  {
    name: 'jest',
    nodes: [20, 24, 26],
    edit: rates('src/rates.ts'),
    variants: [
      { title: 'Jest 30, compiled by swc', run: 'jest --selectProjects swc' },
      { title: 'Jest 30, compiled by Babel', run: 'jest --selectProjects babel', nodes: [24] },
      { title: 'Jest 30, compiled by ts-jest', run: 'jest --selectProjects ts-jest', nodes: [24] },
    ],
  },
  {
    name: 'bun',
    nodes: [24],
    edit: rates('src/rates.ts'),
    variants: [
      {
        title: 'Bun, `Bun.build`',
        build: ['BUN build.ts'],
        run: 'BUN dist/main.js',
        moved: { paths: [['dist', 'dist']], run: 'BUN dist/main.js' },
      },
      { title: 'Bun, `--preload`', run: 'BUN --preload @cachecache/unplugin/register src/main.ts' },
    ],
  },
  {
    name: 'deno',
    nodes: [24],
    edit: rates('src/rates.ts'),
    variants: [
      {
        title: 'Deno, a bundle by esbuild',
        build: ['node build.mjs'],
        run: `DENO run --no-prompt --allow-read=STORE --allow-write=STORE --allow-env=${DENO_ENV} --allow-sys=hostname,uid,statfs dist/main.js`,
        moved: {
          paths: [['dist', 'dist']],
          run: `DENO run --no-prompt --allow-read=STORE --allow-write=STORE --allow-env=${DENO_ENV} --allow-sys=hostname,uid,statfs dist/main.js`,
        },
      },
      {
        title: 'Deno, `--preload`',
        refused: {
          command: 'DENO run --allow-all --preload ./node_modules/@cachecache/unplugin/dist/node/register.js src/main.ts',
          says: /does not run in Deno\. Bundle the program/,
        },
      },
    ],
  },
  {
    name: 'tsx',
    title: 'tsx',
    nodes: [20, 24, 26],
    run: 'tsx src/main.ts',
    env: { NODE_OPTIONS: '--import @cachecache/unplugin/register' },
    edit: rates('src/rates.ts'),
  },
  { name: 'vite-node', title: 'vite-node', nodes: [24, 26], run: 'vite-node src/main.ts', edit: rates('src/rates.ts') },
  {
    name: 'tsdown',
    title: 'tsdown',
    nodes: [24, 26],
    build: ['tsdown'],
    run: 'node dist/main.mjs',
    edit: rates('src/rates.ts'),
    moved: { paths: [['dist', 'dist']], run: 'node dist/main.mjs' },
  },
  {
    name: 'tsup',
    title: 'tsup',
    nodes: [24, 26],
    build: ['tsup'],
    run: 'node dist/main.js',
    edit: rates('src/rates.ts'),
    moved: {
      paths: [
        ['dist', 'dist'],
        ['package.json', 'package.json'],
      ],
      run: 'node dist/main.js',
    },
  },
  {
    name: 'nuxt',
    nodes: [24],
    edit: rates('server/lib/rates.ts'),
    limit: 300,
    variants: [
      {
        title: 'Nuxt 4, Nitro',
        build: ['nuxt build'],
        run: 'node .output/server/index.mjs',
        serve: true,
        page: '/report',
        moved: { paths: [['.output', '']], run: 'node server/index.mjs' },
        short: true,
      },
      {
        title: 'Nuxt 4, the plugin under `vite` alone',
        refused: {
          command: 'nuxt build without-nitro',
          says: /Nuxt builds server routes with Nitro, which has no cachecache plugin/,
        },
      },
    ],
  },
  {
    name: 'sveltekit',
    title: 'SvelteKit',
    short: true,
    nodes: [24],
    build: ['vite build'],
    run: 'node build/index.js',
    serve: true,
    edit: rates('src/lib/rates.ts'),
    moved: {
      paths: [
        ['build', 'build'],
        ['package.json', 'package.json'],
      ],
      run: 'node build/index.js',
    },
  },
  {
    name: 'astro',
    title: 'Astro',
    short: true,
    nodes: [24],
    build: ['astro build'],
    run: 'node dist/server/entry.mjs',
    serve: true,
    edit: rates('src/lib/rates.ts'),
    moved: { paths: [['dist', 'dist']], run: 'node dist/server/entry.mjs' },
  },
  {
    name: 'react-router',
    title: 'React Router',
    short: true,
    nodes: [24],
    build: ['react-router build'],
    run: 'react-router-serve build/server/index.js',
    serve: true,
    edit: rates('app/lib/rates.ts'),
    moved: {
      paths: [
        ['build', 'build'],
        ['node_modules', 'node_modules'],
        ['package.json', 'package.json'],
      ],
      run: 'node node_modules/@react-router/serve/bin.cjs build/server/index.js',
    },
  },
  {
    name: 'unbuild',
    title: 'unbuild',
    nodes: [24],
    build: ['unbuild'],
    run: 'node dist/main.mjs',
    edit: rates('src/rates.ts'),
    moved: { paths: [['dist', 'dist']], run: 'node dist/main.mjs' },
  },
  {
    name: 'workspaces',
    nodes: [24],
    edit: rates('packages/reports/src/rates.ts'),
    variants: [
      {
        title: 'a package of a workspace',
        build: ['node build.mjs packages/app/src/main.ts'],
        run: 'node dist/main.js',
        moved: {
          paths: [
            ['dist', 'dist'],
            ['package.json', 'package.json'],
          ],
          run: 'node dist/main.js',
        },
      },
      {
        title: 'a package of a workspace that lacks the runtime',
        refused: {
          command: 'node build.mjs packages/app/src/bare.ts',
          says: /Install it there: `npm install @cachecache\/runtime` in packages\/bare/,
        },
      },
    ],
  },
]
