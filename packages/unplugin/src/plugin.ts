import { createUnplugin, type UnpluginInstance, type UnpluginOptions } from 'unplugin'
import { esbuildPlugin } from './adapters/esbuild-hooks.js'
import { moduleHooks } from './adapters/module-hooks.js'
import { rolldownHooks, rollupHooks } from './adapters/rollup-hooks.js'
import { viteHooks } from './adapters/vite-hooks.js'
import { webpackLikeHooks } from './adapters/webpack-hooks.js'
import type { PluginOptions } from './resolve-options.js'

/** Only this file, the entries and `adapters/` depend on bundlers; `transform.ts` decides how a module is rewritten. */
export const cachecache: UnpluginInstance<PluginOptions | undefined> = createUnplugin<PluginOptions | undefined>(
  (userOptions, meta) => {
    // esbuild has one hook for loading and transforming, and its own positions for messages. Through unplugin, the line would
    // be lost.
    if (meta.framework === 'esbuild') {
      const { name, setup } = esbuildPlugin(userOptions)
      return { name, esbuild: { setup } }
    }
    const { hooks, modules, options, dts, loader, vitestCache, asking } = moduleHooks(userOptions, meta.framework)
    return {
      ...hooks,
      vite: {
        ...viteHooks(modules, options, dts, asking),
        configureVitest: vitestCache.configureVitest,
      } as UnpluginOptions['vite'] & object,
      rollup: rollupHooks(modules, options, loader, asking),
      rolldown: rolldownHooks(modules, options, dts, asking),
      webpack: (compiler) => webpackLikeHooks(compiler, modules, options, dts, asking),
      rspack: (compiler) => webpackLikeHooks(compiler, modules, options, dts, asking),
    } satisfies UnpluginOptions
  },
)
