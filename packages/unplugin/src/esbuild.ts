import type { Plugin } from 'esbuild'
import { esbuildPlugin } from './adapters/esbuild-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// Doesn't use unplugin: for esbuild, loading it takes longer than everything else that a build without tags needs.
const cachecache: (options?: PluginOptions) => Plugin = esbuildPlugin
export default cachecache
