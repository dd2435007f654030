import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Loader, OnLoadArgs, OnLoadResult, PluginBuild } from 'esbuild'
import { UnknownText, type AskText } from '../builds/asked-texts.js'
import { WatchedPlugins } from './watched-plugins.js'

/** What another plugin gives esbuild for a file. */
export interface OtherLoad {
  plugin: string
  result: OnLoadResult
  /** None if it isn't the text of a script. */
  text: string | undefined
}

const FIRST = 'Put cachecache first in `plugins`'

type Asked = { pluginData: unknown; load: Promise<OtherLoad | undefined> }

/**
 * What plugins that come later give for a file. esbuild calls only the first `onLoad` that answers, so they are asked here, in esbuild's order, before
 * cachecache answers, and once for each file and build: esbuild gets the same answer.
 */
export class OtherLoads {
  readonly plugins: WatchedPlugins
  private readonly asked = new Map<string, Asked>()
  /** Files that no plugin before has loaded in this build, and that cachecache rewrites. */
  private readonly met = new Set<string>()
  private filters: Promise<{ name: string; filters: RegExp[] | undefined }[]> | undefined

  constructor(build: PluginBuild) {
    this.plugins = new WatchedPlugins(build, (args) => this.answered(args))
  }

  /** Whether any plugin may load scripts. Known once all plugins are set up. */
  get areAny(): boolean {
    return this.plugins.unseen.length > 0 || this.plugins.loading.some(({ filter }) => mayMatchScript(filter))
  }

  /** Called when a build begins. */
  forget(): void {
    this.met.clear()
    this.asked.clear()
  }

  private of(file: string, pluginData: unknown): Promise<OtherLoad | undefined> | undefined {
    const known = this.asked.get(file)
    if (known && isDeepStrictEqual(known.pluginData, pluginData)) return known.load
    const hooks = this.plugins.loading.filter(({ filter, namespace = 'file' }) => namespace === 'file' && filter.test(file))
    if (hooks.length === 0) return undefined
    const load = callHooks(hooks, { path: file, namespace: 'file', suffix: '', pluginData, with: {} })
    this.asked.set(file, { pluginData, load })
    return load
  }

  /** What plugins that come later give for a file that esbuild asks cachecache for. */
  given(file: string): Promise<OtherLoad | undefined> | undefined {
    this.met.add(file)
    return this.of(file, this.plugins.handed.get(file))
  }

  readonly ask: AskText = (name) => {
    const file = path.normalize(name)
    const isUnseen = this.plugins.unseen.length > 0 && !this.met.has(file)
    const load = isUnseen ? undefined : this.of(file, this.plugins.handed.get(file))
    return isUnseen || load ? this.textOf(file, isUnseen, load) : undefined
  }

  private async textOf(file: string, isUnseen: boolean, known: Promise<OtherLoad | undefined> | undefined) {
    const unseen = isUnseen ? await this.unseenFor(file) : undefined
    if (unseen) throw new UnknownText(`the plugin '${unseen.name}', which may load it before cachecache`, FIRST)
    const load = await (known ?? this.of(file, this.plugins.handed.get(file)))
    if (load && load.text === undefined && load.result.contents !== undefined)
      throw new UnknownText(`the plugin '${load.plugin}', which makes no script of it`)
    return load?.text
  }

  /** A plugin that may load a file although nobody tells its hooks. */
  private async unseenFor(file: string): Promise<{ name: string } | undefined> {
    this.filters ??= import('./setup-loads.js').then(({ filtersOf }) =>
      this.plugins.unseen.map((plugin) => ({ name: plugin.name, filters: filtersOf(plugin) })),
    )
    return (await this.filters).find(({ filters }) => filters?.some((filter) => filter.test(file)) ?? true)
  }

  /** The answer to esbuild, which asks too; `false` if it asks for something else. */
  private answered({ path: file, namespace, suffix, pluginData, with: attributes }: OnLoadArgs) {
    if (namespace !== 'file' || suffix !== '' || Object.keys(attributes).length > 0) return false
    return this.of(file, pluginData)?.then((found) => found?.result) ?? false
  }
}

/** `/\.css$/`, `/\.(css|svg)$/` */
const ENDING = /^[^|]*\\\.(?:\((?:\?:)?([\w|]+)\)|(\w+))\$$/

function mayMatchScript({ source }: RegExp): boolean {
  const [, several, one] = ENDING.exec(source) ?? []
  const endings = (several ?? one)?.split('|')
  return endings?.some((ending) => /^[cm]?[jt]sx?$/i.test(ending)) ?? true
}

async function callHooks(hooks: WatchedPlugins['loading'], args: OnLoadArgs): Promise<OtherLoad | undefined> {
  for (const { plugin, callback } of hooks) {
    const result = await callback({ ...args })
    if (result) return { plugin, result: { pluginName: plugin, ...result }, text: textOf(result, args.path) }
  }
  return undefined
}

function textOf({ contents, loader = 'js', errors }: OnLoadResult, file: string): string | undefined {
  const extension = path.extname(file).replace(/^\.[cm]?/, '')
  const isScript = /^[jt]sx?$/.test(loader === 'default' ? extension : (loader satisfies Loader))
  if (contents === undefined || !isScript || errors?.length) return undefined
  return typeof contents === 'string' ? contents : Buffer.from(contents).toString('utf8')
}
