import type { UnpluginBuildContext, UnpluginOptions } from 'unplugin'
import { resolveOptions, type PluginOptions, type ResolvedOptions } from '../resolve-options.js'
import { dtsHooks, type DtsHooks } from '../typescript/dts-hooks.js'
import { CompilingLoader } from './compiling-loader.js'
import { moduleFilter, takes } from './module-filter.js'
import { noteRollupPlugin } from './nuxt.js'
import { reportDiagnostics } from './report-diagnostics.js'
import { browserEntry } from './rollup-hooks.js'
import { runtimeEntries } from './runtime-package.js'
import { createTaggedModules, type TaggedModules } from './tagged-modules.js'
import { VitestCache } from './vitest-cache.js'

/** `enforce` for Rollup and Rolldown, which know none. */
const first = { order: 'pre' } as const

/** The hooks that all bundlers but esbuild share, and what those of one bundler are made from. */
export interface ModuleHooks {
  hooks: Pick<UnpluginOptions, 'name' | 'enforce' | 'buildStart' | 'buildEnd' | 'watchChange' | 'transform'>
  modules: TaggedModules
  options: ResolvedOptions
  dts: DtsHooks
  loader: CompilingLoader
  vitestCache: VitestCache
}

export function moduleHooks(given: PluginOptions | undefined, framework: string): ModuleHooks {
  if (/^roll(?:up|down)$/.test(framework)) noteRollupPlugin()
  const modules = createTaggedModules(given)
  const dts = dtsHooks(given)
  const options = resolveOptions(given)
  const loader = new CompilingLoader()
  const filter = moduleFilter(options)
  const vitestCache = new VitestCache(modules, filter.id)
  let forBrowsers: Promise<boolean> | undefined
  const hooks: ModuleHooks['hooks'] = {
    name: 'cachecache',
    // Before types and comments are stripped.
    enforce: 'pre',
    buildStart() {
      modules.forget()
      modules.prepare()
      dts.start()
    },
    async buildEnd(error?: unknown) {
      await dts.finish()
      // webpack and Rspack take warnings elsewhere.
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
      // By the id alone: what a module without a tag tells of its classes, its text does not decide.
      filter: { id: filter.id },
      async handler(code, id) {
        if (!takes(filter.id, id)) return undefined
        const result = await modules.transform(code, id, environmentOf(this), mayWatch(this))
        if (!result) return undefined
        // Where a tagged module is refused, one that only tells of its code stays as it is.
        const isRefused = vitestCache.keeps(id) || loader.refuse(id) !== undefined
        if ('isKnown' in result && (isRefused || (await (forBrowsers ??= isForBrowsers(this, framework, id))))) return undefined
        for (const file of result.watchFiles) this.addWatchFile(file)
        if (result.code === undefined) return undefined
        buildAlways(this)
        const refusal = vitestCache.refuse(id) ?? loader.refuse(id)
        const failed = await reportDiagnostics(this, refusal ? [refusal] : result.diagnostics, { id, code }, framework)
        return failed || result.code === code ? undefined : { code: result.code, map: result.map ?? null }
      },
    },
  }
  return { hooks, modules, options, dts, loader, vitestCache }
}

/**
 * webpack and Rspack keep modules by the files that they were made of. What a tagged module is made of is more: where imports
 * lead that it is not built with, and files that are not there yet. What the plugin itself keeps makes building it again cheap.
 */
function buildAlways(context: UnpluginBuildContext): void {
  const native = context.getNativeBuildContext?.()
  if (native?.framework === 'webpack' || native?.framework === 'rspack') native.loaderContext?.cacheable(false)
}

/** Vite's name for what it builds: `client`, `ssr`. */
function environmentOf(context: object): string | undefined {
  return (context as { environment?: { name?: string } }).environment?.name
}

/** Only Rollup's family says that a build is the only one. */
const mayWatch = (context: object): boolean => (context as { meta?: { watchMode?: boolean } }).meta?.watchMode !== false

/** Of Rollup's family, in a build; a server has seen only what was asked for. */
function modulesOf(context: object): Iterable<string> | undefined {
  const { getModuleIds, meta, environment } = context as {
    getModuleIds?(): Iterable<string>
    meta?: { watchMode?: boolean }
    environment?: { mode?: string }
  }
  return meta?.watchMode || environment?.mode === 'dev' ? undefined : getModuleIds?.call(context)
}

/** Rollup knows no platform: a resolver that picks the browser's files of the runtime tells. */
async function isForBrowsers(context: object, framework: string, importer: string): Promise<boolean> {
  if (framework !== 'rollup' || !('resolve' in context)) return false
  const { resolve } = context as { resolve(source: string, importer: string): Promise<{ id: string } | null> }
  const resolved = await resolve.call(context, runtimeEntries[0]!, importer)
  return resolved !== null && browserEntry.test(resolved.id)
}

function hasWarn(context: object): context is { warn(message: string): void } {
  return 'warn' in context
}
