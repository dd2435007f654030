import type { RolldownPlugin } from 'unplugin'
import { moduleHooks } from './adapters/module-hooks.js'
import { rolldownHooks } from './adapters/rollup-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// By itself, as Vite's.
export default function cachecache(given?: PluginOptions): RolldownPlugin {
  const { hooks, modules, options, dts } = moduleHooks(given, 'rolldown')
  // unplugin's types of contexts promise more than the hooks use.
  return { ...hooks, ...rolldownHooks(modules, options, dts) } as unknown as RolldownPlugin
}
