import type { Plugin } from 'rollup'
import { moduleHooks } from './adapters/module-hooks.js'
import { rollupHooks } from './adapters/rollup-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// By itself, as Vite's.
export default function cachecache(given?: PluginOptions): Plugin {
  const { hooks, modules, options, loader } = moduleHooks(given, 'rollup')
  // Rollup's types of contexts promise more than the hooks use.
  return { ...hooks, ...rollupHooks(modules, options, loader) } as unknown as Plugin
}
