import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [cachecache()],
  test: {
    // A folder: the next run starts with these results. `memory:` would keep them for one test file only.
    testTimeout: 60_000,
    env: { CACHECACHE_PATH: process.env.CACHECACHE_PATH ?? '.cachecache' },
  },
})
