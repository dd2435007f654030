import cachecache from '@cachecache/unplugin/bun'

// `runtime: 'bundle'` for a file that runs anywhere; without it the runtime stays in node_modules.
await Bun.build({
  entrypoints: ['src/main.ts'],
  outdir: 'dist',
  target: 'bun',
  plugins: [cachecache({ runtime: 'bundle' })],
})
