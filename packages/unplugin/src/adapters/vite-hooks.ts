import type { DevEnvironment, EnvironmentModuleNode, EnvironmentOptions, ResolvedConfig, ViteDevServer } from 'vite'
import type { UnpluginOptions } from 'unplugin'
import type { ResolvedOptions } from '../resolve-options.js'
import { askRollup, mayLead } from './ask-rollup.js'
import { requireNitroPlugin } from './nuxt.js'
import { rollupCacheHook } from './rollup-hooks.js'
import { runtimeEntries, runtimeSpecifier } from './runtime/runtime-package.js'
import type { DtsHooks } from '../typescript/dts-hooks.js'
import { viteSettings } from './settings/vite-settings.js'
import { ViteTexts } from './texts/vite-texts.js'
import type { Asking } from './builds/asking.js'
import type { TaggedModules } from './builds/tagged-modules.js'

export function viteHooks(
  modules: TaggedModules,
  options: ResolvedOptions,
  dts: DtsHooks,
  asking: Asking,
): NonNullable<UnpluginOptions['vite']> {
  let server: ViteDevServer | undefined
  let outside = options.runtime === 'external'
  const texts = new ViteTexts()
  return {
    // A cache inside the project isn't a source file. With `watch: null`, the user has turned watching off.
    config({ server, plugins, build }) {
      texts.look([plugins, build?.rollupOptions?.plugins, build?.rolldownOptions?.plugins])
      return server?.watch === null ? {} : { server: { watch: { ignored: ['**/cachecache.sqlite*'] } } }
    },
    configEnvironment: (environment, config, { command }) => ({
      ...(runsOnNode(environment, config, options) && { resolve: { external: runtimeEntries } }),
      // Vite makes packages external when it builds for servers.
      ...(options.runtime === 'bundle' && { resolve: { noExternal: [runtimeSpecifier] } }),
      // Declared in advance: discovering it at the first tagged module would reload the page. Vitest doesn't optimise anything.
      ...(environment === 'client' &&
        command === 'serve' &&
        !process.env.VITEST && { optimizeDeps: { include: runtimeEntries } }),
    }),
    async configResolved(config) {
      requireNitroPlugin(config.plugins)
      asking.text = await texts.asking(config.plugins)
      asking.ask = mayBeLed(config) ? askRollup : undefined
      modules.configure({
        tool: config.plugins.some(({ name }) => /^vitest(?::|$)/.test(name)) ? 'vitest' : 'vite',
        root: config.root,
        alias: stringAliases(config),
        settings: viteSettings(config),
        whole: config.command === 'build',
        forBrowsers: (environment) => isForBrowsers(environment, config),
      })
      dts.configure(config.root, config.command === 'serve' ? (message) => config.logger.warn(message) : undefined)
      outside ||= options.runtime !== 'bundle' && config.command === 'build' && Boolean(config.build.lib)
    },
    resolveId: {
      filter: { id: runtimeSpecifier },
      // Older releases don't support filters.
      handler: (source) => (outside && runtimeSpecifier.test(source) ? { id: source, external: true } : null),
    },
    // For `vite build --watch` in a Vite that builds with Rollup, whose types Vite 8 no longer has.
    shouldTransformCachedModule: rollupCacheHook(modules) as never,
    configureServer(started) {
      server = started
    },
    watchChange(file, { event }) {
      modules.forget(event === 'update' ? file : undefined)
      dts.start()
      for (const environment of Object.values(server?.environments ?? {})) {
        // A new file may be what an import leads to. Vite keeps the code of a module whose import failed.
        const outdated = event === 'create' ? modules.rewritten() : modules.reaching(file)
        for (const module of modulesAt(environment, outdated)) environment.moduleGraph.invalidateModule(module)
      }
    },
    hotUpdate({ file, modules: changed }) {
      return [...new Set([...changed, ...modulesAt(this.environment, modules.reaching(file))])]
    },
  }
}

/**
 * If the imports of a module changed, Vite keeps its code and replaces only the time stamps of the imports ("soft"
 * invalidation). A tagged module contains a version of what it imports, so it must be transformed again.
 */
function modulesAt({ moduleGraph }: DevEnvironment, files: readonly string[]): EnvironmentModuleNode[] {
  return files.flatMap((file) => [...(moduleGraph.getModulesByFile(file) ?? [])])
}

/** Edge and worker environments bundle everything, and resolve the runtime through their own conditions. */
function runsOnNode(environment: string, config: EnvironmentOptions, { runtime }: Pick<ResolvedOptions, 'runtime'>): boolean {
  if (runtime) return runtime === 'external'
  if ((config.consumer ?? (environment === 'client' ? 'client' : 'server')) === 'client') return false
  return !config.resolve?.conditions?.some((condition) => /^(?:workerd|worker|edge-light|browser)$/.test(condition))
}

function isForBrowsers(environment: string, config: ResolvedConfig): boolean {
  const options = config.environments?.[environment]
  return options ? !runsOnNode(environment, options, { runtime: undefined }) : !config.build.ssr
}

/** Vite's own plugin for aliases is the first of that name. */
function mayBeLed({ plugins, resolve, build, environments = {} }: ResolvedConfig): boolean {
  const own = plugins.findIndex(({ name }) => name === 'alias')
  if (mayLead(plugins.filter((_, at) => at !== own)) || resolve.alias.some(({ customResolver }) => customResolver)) return true
  // Copies of a package that settings of Vite replace by the one of the root.
  if (resolve.dedupe?.length) return true
  return [build, ...Object.values(environments).map((environment) => environment.build)].some(
    ({ rollupOptions, rolldownOptions }) => rollupOptions?.external !== undefined || rolldownOptions?.external !== undefined,
  )
}

/** Vite's built-in aliases are patterns; the user's are strings. */
function stringAliases(config: ResolvedConfig): Record<string, string> {
  return Object.fromEntries(
    config.resolve.alias.flatMap(({ find, replacement }) => (typeof find === 'string' ? [[find, replacement]] : [])),
  )
}
