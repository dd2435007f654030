import cachecache from '@cachecache/unplugin/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: ['src/report.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: true,
  plugins: [cachecache()],
})
