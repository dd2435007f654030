import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// `unit` runs on the sources through the workspace's own export condition; `outside` runs on the built packages, as a user gets them.
const sourceConditions = ['cachecache-source', 'node', 'import', 'module', 'default']

export default defineConfig({
  test: {
    // Many tests wait for processes that they started, so two of them share two cores well. The default would be one there.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // `npm run coverage`: the code that every call goes through, and what decides whether a stored result is the answer. What observes files
    // changes `fs` for a whole process, and what servers and browsers need runs there: test/files, test/store and test/bundlers test these.
    coverage: {
      provider: 'v8',
      include: ['packages/runtime/src/**'],
      exclude: ['backends/keyv/**', 'files/**', 'files.ts', 'depends-on.ts', 'mocked.ts', '*/browser.ts'].map(
        (path) => `packages/runtime/src/${path}`,
      ),
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 90, branches: 84 },
    },
    projects: [
      {
        resolve: { conditions: sourceConditions },
        ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
        test: { name: 'unit', include: ['packages/*/test/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        test: { name: 'outside', include: ['test/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})
