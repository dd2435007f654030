import cachecache from '@cachecache/unplugin/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  plugins: [cachecache({ runtime: 'bundle' })],
})
