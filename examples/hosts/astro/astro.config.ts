import node from '@astrojs/node'
import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  // All packages in the build, so that it runs where none is installed.
  vite: { plugins: [cachecache({ runtime: 'bundle' })], ssr: { noExternal: true } },
})
