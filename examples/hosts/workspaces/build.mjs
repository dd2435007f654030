import cachecache from '@cachecache/unplugin/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: process.argv.slice(2),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  plugins: [cachecache({ runtime: 'bundle' })],
})
