import type {
  OnLoadArgs,
  OnLoadOptions,
  OnLoadResult,
  OnResolveArgs,
  OnResolveOptions,
  OnResolveResult,
  Plugin,
  PluginBuild,
} from 'esbuild'

type Answer<T> = T | null | undefined | Promise<T | null | undefined>

export interface ResolveHook {
  filter: RegExp
  namespace: string | undefined
  callback: (args: OnResolveArgs) => Answer<OnResolveResult>
}

export interface LoadHook {
  plugin: string
  filter: RegExp
  namespace: string | undefined
  callback: (args: OnLoadArgs) => Answer<OnLoadResult>
}

/** The hooks of plugins that esbuild sets up later. They are known when all plugins are set up. */
export class WatchedPlugins {
  readonly resolving: ResolveHook[] = []
  readonly loading: LoadHook[] = []
  /** By file, what plugins hand from their `onResolve` to their `onLoad`. */
  readonly handed = new Map<string, unknown>()
  /** Plugins that came before, or that nobody can change. */
  readonly unseen: Plugin[] = []
  /** Whether there is any other plugin. */
  readonly areAny: boolean

  /** @param answered the answer for a file that was asked before esbuild asks */
  constructor({ initialOptions }: PluginBuild, answered: (args: OnLoadArgs) => Answer<OnLoadResult> | false) {
    const { plugins = [] } = initialOptions
    const own = plugins.findIndex(({ name }) => name === 'cachecache')
    for (const [at, plugin] of plugins.entries()) {
      if (at === own || (at > own && own >= 0 && this.watch(plugin, answered))) continue
      this.unseen.push(plugin)
    }
    this.areAny = plugins.length > 1
  }

  /** @returns whether the plugin's hooks will be known */
  private watch(plugin: Plugin, answered: (args: OnLoadArgs) => Answer<OnLoadResult> | false): boolean {
    const { setup } = plugin
    const isOwn = Object.hasOwn(plugin, 'setup')
    return Reflect.set(plugin, 'setup', (build: PluginBuild) => {
      if (isOwn) plugin.setup = setup
      else Reflect.deleteProperty(plugin, 'setup')
      const onResolve = (options: OnResolveOptions, callback: ResolveHook['callback']) => {
        const noting: ResolveHook['callback'] = (args) => {
          const found = callback(args)
          return found && 'then' in found ? found.then((later) => this.note(later)) : this.note(found)
        }
        build.onResolve(options, noting)
        this.resolving.push({ ...hookOf(options), callback: noting })
      }
      const onLoad = (options: OnLoadOptions, callback: LoadHook['callback']) => {
        build.onLoad(options, (args) => {
          const known = answered(args)
          return known === false ? callback(args) : known
        })
        this.loading.push({ plugin: plugin.name, ...hookOf(options), callback })
      }
      return setup({ ...build, onResolve, onLoad })
    })
  }

  /** Notes what a plugin hands to its `onLoad`. */
  note<Found extends OnResolveResult | null | undefined>(found: Found): Found {
    if (found?.path !== undefined) this.handed.set(found.path, found.pluginData)
    return found
  }
}

const hookOf = ({ filter, namespace }: OnResolveOptions) => ({
  filter: new RegExp(filter.source, filter.flags.replaceAll(/[gy]/g, '')),
  namespace,
})
