import type { UnpluginBuildContext, UnpluginOptions } from 'unplugin'
import { resolveOptions, type PluginOptions, type ResolvedOptions } from '../resolve-options.js'
import { dtsHooks, type DtsHooks } from '../typescript/dts-hooks.js'
import { questionsIn, type Asking } from './builds/asking.js'
import { buildAlways } from './always-built.js'
import { CompilingLoader } from './compiling-loader.js'
import { moduleFilter, takes } from './module-filter.js'
import { noteRollupPlugin } from './nuxt.js'
import { reportDiagnostics } from './report-diagnostics.js'
import { browserEntry, FOR_BROWSERS } from './rollup-hooks.js'
import { runtimeEntries, runtimeEntry } from './runtime/runtime-package.js'
import { textsOf } from './texts/ask-rollup-text.js'
import { createTaggedModules, type TaggedModules } from './builds/tagged-modules.js'
import { VitestCache } from './vitest-cache.js'

/** Replaces `enforce` for Rollup and Rolldown, which don't support it. */
const first = { order: 'pre' } as const

/** The hooks shared by all bundlers except esbuild, and the parts from which the hooks of one bundler are made. */
export interface ModuleHooks {
  hooks: Pick<UnpluginOptions, 'name' | 'enforce' | 'buildStart' | 'buildEnd' | 'watchChange' | 'transform'>
  modules: TaggedModules
  options: ResolvedOptions
  dts: DtsHooks
  loader: CompilingLoader
  vitestCache: VitestCache
  asking: Asking
}

export function moduleHooks(userOptions: PluginOptions | undefined, framework: string): ModuleHooks {
  const isRollup = /^roll(?:up|down)$/.test(framework)
  if (isRollup) noteRollupPlugin()
  const modules = createTaggedModules(userOptions)
  const dts = dtsHooks(userOptions)
  const options = resolveOptions(userOptions)
  const loader = new CompilingLoader()
  const filter = moduleFilter(options)
  const vitestCache = new VitestCache(modules, filter.id)
  const asking: Asking = {}
  let forBrowsers: Promise<boolean> | undefined
  const environmentAt = async (context: object, id: string) => {
    // Resolvers such as that of CommonJS load what they find, so the runtime would wait for itself.
    if (runtimeEntry.test(id)) return environmentOf(context)
    return (await (forBrowsers ??= isForBrowsers(context, framework, id))) ? FOR_BROWSERS : environmentOf(context)
  }
  const hooks: ModuleHooks['hooks'] = {
    name: 'cachecache',
    // Must run before types and comments are removed.
    enforce: 'pre',
    buildStart(...[input]: unknown[]) {
      // The list of `options` may still hold nested plugins and promises.
      if (isRollup && input !== undefined) asking.text = textsOf((input as { plugins: unknown[] }).plugins)
      modules.forget()
      modules.prepare()
      dts.start()
    },
    async buildEnd(error?: unknown) {
      await dts.finish()
      // webpack and Rspack receive warnings elsewhere.
      if (hasWarn(this)) for (const message of dts.takeMessages()) this.warn(message)
      await modules.save()
      const ids = error ? undefined : modulesOf(this)
      if (ids) await reportDiagnostics(this as never, await modules.findUnmet(ids), { id: '', code: '' }, framework)
    },
    watchChange(file, { event }) {
      modules.forget(event === 'update' ? file : undefined)
    },
    transform: {
      ...first,
      // Filters by id alone: whether an untagged module's classes are registered doesn't depend on its text.
      filter: { id: filter.id },
      async handler(code, id) {
        if (!takes(filter.id, id)) return undefined
        const watches = mayWatch(this)
        // Decides for nearly all modules of a build, without a promise.
        if (!watches && !modules.mayConcern(code, id, true)) return undefined
        const questions = questionsIn(asking, this)
        const result = await modules.transform(code, id, await environmentAt(this, id), watches, questions)
        if (!result) return undefined
        // If a tagged module is refused here, a module that is only registered stays unchanged.
        if ('isKnown' in result && (vitestCache.keeps(id) || loader.refuse(id) !== undefined)) return undefined
        for (const file of result.watchFiles) this.addWatchFile(file)
        if (result.code === undefined) return undefined
        const native = (this as UnpluginBuildContext).getNativeBuildContext?.()
        if (native && 'loaderContext' in native && native.loaderContext)
          buildAlways(native.loaderContext as Parameters<typeof buildAlways>[0], result.watchFiles)
        const refusal = vitestCache.refuse(id) ?? loader.refuse(id)
        const failed = await reportDiagnostics(this, refusal ? [refusal] : result.diagnostics, { id, code }, framework)
        return failed || result.code === code ? undefined : { code: result.code, map: result.map ?? null }
      },
    },
  }
  return { hooks, modules, options, dts, loader, vitestCache, asking }
}

/** Vite's name for the environment: `client`, `ssr`. */
function environmentOf(context: object): string | undefined {
  return (context as { environment?: { name?: string } }).environment?.name
}

/** Only Rollup and its relatives report whether a build is the only one. */
const mayWatch = (context: object): boolean => (context as { meta?: { watchMode?: boolean } }).meta?.watchMode !== false

/** Available in builds of Rollup and its relatives; a server has seen only requested modules. */
function modulesOf(context: object): Iterable<string> | undefined {
  const { getModuleIds, meta, environment } = context as {
    getModuleIds?(): Iterable<string>
    meta?: { watchMode?: boolean }
    environment?: { mode?: string }
  }
  return meta?.watchMode || environment?.mode === 'dev' ? undefined : getModuleIds?.call(context)
}

/** Rollup has no platform option. If a resolver picks the browser's files of the runtime, the bundle is for browsers. */
async function isForBrowsers(context: object, framework: string, importer: string): Promise<boolean> {
  if (framework !== 'rollup' || !('resolve' in context)) return false
  const { resolve } = context as { resolve(source: string, importer: string): Promise<{ id: string } | null> }
  const resolved = await resolve.call(context, runtimeEntries[0]!, importer)
  return resolved !== null && browserEntry.test(resolved.id)
}

function hasWarn(context: object): context is { warn(message: string): void } {
  return 'warn' in context
}
