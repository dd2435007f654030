import { createUnplugin, type UnpluginInstance, type UnpluginOptions } from 'unplugin'
import { CompilingLoader } from './adapters/compiling-loader.js'
import { esbuildPlugin } from './adapters/esbuild-hooks.js'
import { moduleFilter } from './adapters/module-filter.js'
import { reportDiagnostics } from './adapters/report-diagnostics.js'
import { rolldownHooks, rollupHooks } from './adapters/rollup-hooks.js'
import { createTaggedModules } from './adapters/tagged-modules.js'
import { viteHooks } from './adapters/vite-hooks.js'
import { webpackLikeHooks } from './adapters/webpack-hooks.js'
import { resolveOptions, type PluginOptions } from './resolve-options.js'
import { dtsHooks } from './typescript/dts-hooks.js'

/** `enforce` for Rollup and Rolldown, which know none; unplugin hands it through. */
const first = { order: 'pre' }

/** Only this file and `adapters/` know bundlers; what a module becomes is decided in `transform.ts`. */
export const cachecache: UnpluginInstance<PluginOptions | undefined> = createUnplugin<PluginOptions | undefined>(
  (given, meta) => {
    // esbuild has one hook for loading and transforming, with places of its own for messages: unplugin's detour loses the line.
    if (meta.framework === 'esbuild') {
      const { name, setup } = esbuildPlugin(given)
      return { name, esbuild: { setup } }
    }
    const modules = createTaggedModules(given)
    const dts = dtsHooks(given)
    const options = resolveOptions(given)
    const loader = new CompilingLoader()
    return {
      name: 'cachecache',
      // Before types and comments are stripped.
      enforce: 'pre',
      buildStart() {
        modules.forget()
        modules.prepare()
        dts.start()
      },
      async buildEnd() {
        await dts.finish()
        // webpack and Rspack take warnings elsewhere.
        if (hasWarn(this)) for (const message of dts.takeMessages()) this.warn(message)
        await modules.save()
      },
      watchChange(file, { event }) {
        modules.forget(event === 'update' ? file : undefined)
      },
      transform: {
        ...first,
        filter: moduleFilter(options),
        async handler(code, id) {
          const result = await modules.transform(code, id)
          if (!result) return undefined
          for (const file of result.watchFiles) this.addWatchFile(file)
          const refusal = loader.refuse(id)
          const failed = await reportDiagnostics(this, refusal ? [refusal] : result.diagnostics, { id, code }, meta.framework)
          return failed ? undefined : { code: result.code, map: result.map }
        },
      },
      vite: viteHooks(modules, options, dts),
      rollup: rollupHooks(options, loader),
      rolldown: rolldownHooks(modules, options, dts),
      webpack: (compiler) => webpackLikeHooks(compiler, modules, options, dts),
      rspack: (compiler) => webpackLikeHooks(compiler, modules, options, dts),
    } satisfies UnpluginOptions
  },
)

function hasWarn(context: object): context is { warn(message: string): void } {
  return 'warn' in context
}
