import type { Plugin } from 'rollup'
import { moduleHooks } from './adapters/module-hooks.js'
import { rollupHooks } from './adapters/rollup-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// Doesn't use unplugin, for the same reason as `vite.ts`.
export default function cachecache(userOptions?: PluginOptions): Plugin {
  const { hooks, modules, options, loader, asking } = moduleHooks(userOptions, 'rollup')
  // Rollup's context types declare more than the hooks use.
  return { ...hooks, ...rollupHooks(modules, options, loader, asking) } as unknown as Plugin
}
