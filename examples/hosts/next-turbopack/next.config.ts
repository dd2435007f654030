import type { NextConfig } from 'next'

const config: NextConfig = {
  turbopack: {
    rules: { '*.{ts,tsx,mts,js,jsx,mjs}': { condition: { not: 'foreign' }, loaders: ['@cachecache/unplugin/loader'] } },
  },
  serverExternalPackages: ['@cachecache/runtime'],
  output: 'standalone',
  // What Turbopack keeps between builds is told of every file that a version is made of.
  experimental: { turbopackFileSystemCacheForBuild: true },
}

export default config
