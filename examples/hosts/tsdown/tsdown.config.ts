import cachecache from '@cachecache/unplugin/rolldown'
import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/main.ts'],
  plugins: [cachecache({ runtime: 'bundle' })],
  deps: { alwaysBundle: [/^@cachecache\/runtime/] },
})
