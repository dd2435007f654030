import cachecache from '@cachecache/unplugin/webpack'
import type { NextConfig } from 'next'

const config: NextConfig = {
  webpack(settings) {
    settings.plugins.push(cachecache())
    return settings
  },
  output: 'standalone',
}

export default config
