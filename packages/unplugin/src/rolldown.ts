import type { Plugin } from 'rolldown'
import { moduleHooks } from './adapters/module-hooks.js'
import { rolldownHooks } from './adapters/rollup-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// By itself, as Vite's.
export default function cachecache(given?: PluginOptions): Plugin {
  const { hooks, modules, options, dts } = moduleHooks(given, 'rolldown')
  // Rolldown's types of contexts promise more than the hooks use.
  return { ...hooks, ...rolldownHooks(modules, options, dts) } as unknown as Plugin
}
