import type { Plugin } from 'vite'
import { moduleHooks } from './adapters/module-hooks.js'
import { viteHooks } from './adapters/vite-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// Doesn't use unplugin, like esbuild's entry: Vite accepts the hooks directly, and loading unplugin takes longer than loading
// the plugin.
export default function cachecache(userOptions?: PluginOptions): Plugin {
  const { hooks, modules, options, dts, vitestCache, asking } = moduleHooks(userOptions, 'vite')
  // Vite's context types declare more than the hooks use.
  return {
    ...hooks,
    ...viteHooks(modules, options, dts, asking),
    configureVitest: vitestCache.configureVitest,
  } as unknown as Plugin
}
