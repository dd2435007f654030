import type { RspackPluginInstance } from '@rspack/core'
import { cachecache } from './plugin.js'
import type { PluginOptions } from './resolve-options.js'

// The type is written out, because unplugin's declarations import those of all bundlers.
const plugin: (options?: PluginOptions) => RspackPluginInstance = cachecache.rspack
export default plugin
