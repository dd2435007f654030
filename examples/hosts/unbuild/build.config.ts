import cachecache from '@cachecache/unplugin/rollup'
import { defineBuildConfig } from 'unbuild'

export default defineBuildConfig({
  entries: ['src/main'],
  hooks: {
    'rollup:options': (_, options) => {
      options.plugins.unshift(cachecache())
    },
  },
})
