/**
 * The bundler plugin in every form. Projects usually import the one of their bundler:
 * `import cachecache from '@cachecache/unplugin/vite'`.
 */
export { cachecache } from './plugin.js'
export type { PluginOptions } from './resolve-options.js'
export type { Diagnostic } from './stages.js'
