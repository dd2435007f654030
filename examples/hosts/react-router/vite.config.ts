import cachecache from '@cachecache/unplugin/vite'
import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [cachecache(), reactRouter()] })
