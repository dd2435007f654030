import type { Plugin } from 'rolldown'
import { moduleHooks } from './adapters/module-hooks.js'
import { rolldownHooks } from './adapters/rollup-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// Doesn't use unplugin, for the same reason as `vite.ts`.
export default function cachecache(userOptions?: PluginOptions): Plugin {
  const { hooks, modules, options, dts, asking } = moduleHooks(userOptions, 'rolldown')
  // Rolldown's context types declare more than the hooks use.
  return { ...hooks, ...rolldownHooks(modules, options, dts, asking) } as unknown as Plugin
}
