import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [cachecache()],
  build: { ssr: 'src/generate.ts' },
})
