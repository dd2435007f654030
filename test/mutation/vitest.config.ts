import { defineConfig } from 'vitest/config'

// Only tests on the sources: what runs built packages never meets a mutant.
const conditions = ['cachecache-source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/runtime/test/{codec,key}/*.test.ts',
      'packages/runtime/test/key*.test.ts',
      'packages/runtime/test/{cacher,tag-inputs}.test.ts',
    ],
    exclude: ['**/*.long.test.ts'],
    testTimeout: 60_000,
  },
})
