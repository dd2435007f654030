import node from '@astrojs/node'
import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  vite: {
    plugins: [cachecache({ runtime: 'bundle' })],
    // All packages in the build, so that it runs where none is installed. Astro's dev server can't load all of them so.
    ssr: process.argv.includes('build') ? { noExternal: true } : {},
  },
})
