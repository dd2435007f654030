import cachecache from '@cachecache/unplugin/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [cachecache()] })
