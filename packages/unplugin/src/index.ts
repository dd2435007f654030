/**
 * The plugin for all bundlers. Projects usually import the entry for their bundler:
 * `import cachecache from '@cachecache/unplugin/vite'`.
 */
export { cachecache } from './plugin.js'
export type { PluginOptions } from './resolve-options.js'
export type { Diagnostic } from './stages.js'
