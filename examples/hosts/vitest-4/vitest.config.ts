import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [cachecache()],
  test: { experimental: { fsModuleCache: true } },
})
