import cachecache from '@cachecache/unplugin/esbuild'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  esbuildPlugins: [cachecache({ runtime: 'bundle' })],
  noExternal: ['@cachecache/runtime'],
})
