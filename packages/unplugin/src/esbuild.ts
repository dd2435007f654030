import type { Plugin } from 'esbuild'
import { esbuildPlugin } from './adapters/esbuild-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// By itself: for this one bundler, loading unplugin takes longer than all else that a build without a tag is asked for.
const cachecache: (options?: PluginOptions) => Plugin = esbuildPlugin
export default cachecache
