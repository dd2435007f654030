import cachecache from '@cachecache/unplugin/vite'

export default defineNuxtConfig({ compatibilityDate: '2026-01-01', vite: { plugins: [cachecache()] } })
