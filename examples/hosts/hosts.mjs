// Each host with what its example is built and run with, from its own folder.

/** @typedef {{
 *   name: string            the folder
 *   title: string
 *   variants?: Partial<Host>[]   of the same example
 *   nodes: number[]         versions of Node that the host runs on
 *   build?: string[]        commands
 *   run: string             prints `ran report` when it computes, and `result <number>`
 *   serve?: true            `run` starts a server, which is asked for `page`; `PORT` stands for a free port
 *   page?: string
 *   edit: [file: string, from: string, to: string]   a helper that the tagged function calls
 *   moved?: { paths: [from: string, to: string][], run: string, into?: string }   what is deployed
 *   refused?: { command: string, says: RegExp }
 *   env?: Record<string, string>
 *   limit?: number          seconds for each command
 * }} Host */

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
    nodes: [20, 24, 26],
    build: ['next build'],
    run: 'node .next/standalone/server.js',
    serve: true,
    edit: rates('lib/rates.ts'),
    moved: { paths: [['.next/standalone', '']], run: 'node server.js' },
    limit: 180,
  },
  {
    name: 'next-webpack',
    title: 'Next 16, webpack',
    nodes: [20, 24, 26],
    build: ['next build --webpack'],
    run: 'node .next/standalone/server.js',
    serve: true,
    edit: rates('lib/rates.ts'),
    moved: { paths: [['.next/standalone', '']], run: 'node server.js' },
    limit: 180,
  },
  {
    name: 'jest',
    nodes: [20, 24, 26],
    edit: rates('src/rates.ts'),
    variants: [
      { title: 'Jest 30, compiled by swc', run: 'jest --selectProjects swc' },
      { title: 'Jest 30, compiled by Babel', run: 'jest --selectProjects babel' },
      { title: 'Jest 30, compiled by ts-jest', run: 'jest --selectProjects ts-jest' },
    ],
  },
]
