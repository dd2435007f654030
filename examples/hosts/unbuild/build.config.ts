import cachecache from '@cachecache/unplugin/rollup'
import { defineBuildConfig } from 'unbuild'

export default defineBuildConfig({
  entries: ['src/main'],
  // The plugin puts the runtime into the bundle; unbuild counts that as a mistake unless it is said here, too.
  rollup: { inlineDependencies: ['@cachecache/runtime'] },
  hooks: {
    'rollup:options': (_, options) => {
      options.plugins.unshift(cachecache({ runtime: 'bundle' }))
    },
  },
})
