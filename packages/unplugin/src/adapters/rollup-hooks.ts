import type { PluginContext, ResolvedIdMap } from 'rollup'
import type { UnpluginOptions } from 'unplugin'
import type { ResolvedOptions } from '../resolve-options.js'
import type { DtsHooks } from '../typescript/dts-hooks.js'
import { askRollup, mayLead } from './ask-rollup.js'
import { BundledRuntime, findRuntime } from './runtime/bundled-runtime.js'
import type { CompilingLoader } from './compiling-loader.js'
import { emittedMark, runtimeSpecifier } from './runtime/runtime-package.js'
import { rolldownSettings, rollupSettings } from './settings/rolldown-settings.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import type { Asking } from './builds/asking.js'
import type { TaggedModules } from './builds/tagged-modules.js'

/** Path of a runtime entry as found by a resolver with the `browser` condition. */
export const browserEntry = /[\\/]dist[\\/]browser[\\/][^\\/]+$/

/** The environment of a Rollup build for browsers. */
export const FOR_BROWSERS = 'browser'

export function rollupHooks(
  modules: TaggedModules,
  { runtime }: ResolvedOptions,
  loader: CompilingLoader,
  asking: Asking,
): NonNullable<UnpluginOptions['rollup']> {
  const bundled = new BundledRuntime()
  return {
    options(input) {
      loader.look(input.plugins)
      asking.ask = mayLead(input.plugins) || input.external !== undefined ? askRollup : undefined
      const settings = { '': withReloads(rollupSettings(input), this) }
      modules.configure({ tool: 'rollup', settings, whole: true, forBrowsers: (environment) => environment === FOR_BROWSERS })
      return null
    },
    shouldTransformCachedModule: rollupCacheHook(modules),
    resolveId: {
      order: 'pre',
      async handler(source, importer, { attributes, isEntry }) {
        if (runtime === 'bundle') return bundled.resolve(this, source, importer, { attributes, isEntry })
        if (!runtimeSpecifier.test(source)) return null
        const outside = { id: source, external: true }
        if (runtime === 'external') return outside
        // Rollup has no platform option. If a resolver picks the browser's files, the bundle is for browsers.
        const resolved = await this.resolve(source, importer, { attributes, isEntry, skipSelf: true })
        if (!resolved || resolved.external) return outside
        return browserEntry.test(resolved.id) ? resolved : outside
      },
    },
  }
}

/**
 * Rollup caches by a module's own text, but a tagged module depends on more than that. Its calls must also run the code that
 * the version describes: if an import now leads to another file, Rollup would use the old one.
 */
export function rollupCacheHook(modules: TaggedModules) {
  return async function (
    this: PluginContext,
    { id, code, resolvedSources }: { id: string; code: string; resolvedSources: ResolvedIdMap },
  ): Promise<boolean> {
    if (code.includes(emittedMark)) return true
    if (!modules.mayReach(id)) return false
    for (const [source, before] of Object.entries(resolvedSources)) {
      const now = await this.resolve(source, id)
      if (now?.id !== before.id) return true
    }
    return false
  }
}

export function rolldownHooks(
  modules: TaggedModules,
  { runtime }: ResolvedOptions,
  dts: DtsHooks,
  asking: Asking,
): NonNullable<UnpluginOptions['rolldown']> {
  let platform: string | undefined
  return {
    options(input) {
      // The user's setting: Rolldown's default for ES modules is `browser`, even in bundles for Node.
      platform = input.platform
      asking.ask = mayLead(input.plugins) || input.external !== undefined ? askRollup : undefined
      const root = input.cwd ?? process.cwd()
      modules.configure({
        tool: 'rolldown',
        root,
        alias: stringAliases(input.resolve?.alias),
        settings: { '': withReloads(rolldownSettings(input), this) },
        whole: true,
        forBrowsers: () => platform === 'browser',
      })
      dts.configure(root)
      return null
    },
    resolveId: {
      filter: { id: runtimeSpecifier },
      handler(source, importer) {
        const bundled = runtime ? runtime === 'bundle' : platform === 'browser'
        if (!bundled) return { id: source, external: true }
        // Otherwise Rolldown would use the browser's files.
        return platform === undefined ? findRuntime(source, importer) : null
      },
    },
  }
}

function withReloads(settings: BuildSettings, { meta }: { meta: { watchMode: boolean } }): BuildSettings {
  return meta.watchMode ? { ...settings, reloads: true } : settings
}

/** The other forms (lists, `false`) have no equivalent in the option `alias`. */
function stringAliases(alias: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(alias ?? {}).flatMap(([name, path]) => (typeof path === 'string' ? [[name, path]] : [])),
  )
}
