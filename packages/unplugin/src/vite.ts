import type { Plugin } from 'vite'
import { moduleHooks } from './adapters/module-hooks.js'
import { viteHooks } from './adapters/vite-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// By itself, like esbuild's: Vite takes the hooks as they are, and loading unplugin takes longer than the plugin.
export default function cachecache(given?: PluginOptions): Plugin {
  const { hooks, modules, options, dts, vitestCache } = moduleHooks(given, 'vite')
  // Vite's types of contexts promise more than the hooks use.
  return { ...hooks, ...viteHooks(modules, options, dts), configureVitest: vitestCache.configureVitest } as unknown as Plugin
}
