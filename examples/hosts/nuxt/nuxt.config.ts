import cachecacheNitro from '@cachecache/unplugin/rollup'
import cachecache from '@cachecache/unplugin/vite'

export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  vite: { plugins: [cachecache()] },
  // Nitro builds the routes of the server, with Rollup.
  nitro: { rollupConfig: { plugins: [cachecacheNitro()] } },
})
