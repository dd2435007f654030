/**
 * A loader in webpack's format, for hosts that accept loaders but no plugins, mainly Turbopack (`turbopack.rules` in Next):
 * `module.exports = { turbopack: { rules: { '*.{ts,tsx}': { loaders: ['@cachecache/unplugin/loader'] } } } }`
 */
import type { Compilation, Compiler } from 'webpack'
import { formatDiagnostic } from './format-diagnostic.js'
import { loaderOption } from './errors.js'
import { moduleFilter, takes, type ModuleFilter } from './adapters/module-filter.js'
import { sourceOf } from './adapters/report-diagnostics.js'
import { buildAlways } from './adapters/always-built.js'
import { askIn } from './adapters/ask-rspack.js'
import { mayBeLed, mayTap } from './adapters/ask-webpack.js'
import { questionsIn, type Asking, type Questions } from './adapters/builds/asking.js'
import { placesBefore } from './adapters/builds/places-before.js'
import { createTaggedModules, type TaggedModules } from './adapters/builds/tagged-modules.js'
import { askLoaderText, mayLoadOther } from './adapters/texts/ask-loader-text.js'
import { definedInCompilation, webpackSettings } from './adapters/settings/webpack-settings.js'
import { plainSettings, type BuildSettings } from './surroundings/build-settings.js'
import { resolveOptions, type PluginOptions } from './resolve-options.js'

/** The host decides whether the runtime is bundled, and `cachecache types` writes types. */
export type LoaderOptions = Omit<PluginOptions, 'runtime' | 'dts'>

/** The parts of a loader's `this` that are used. */
interface LoaderContext {
  resource: string
  rootContext: string
  target?: unknown
  mode?: string
  /** Set by webpack and Rspack. */
  _compiler?: object
  _compilation?: object
  loaders?: { path: string }[]
  loaderIndex?: number
  getOptions(): LoaderOptions
  async(): (error: Error | null, code?: string | Buffer, map?: object) => void
  addDependency(file: string): void
  addMissingDependency(file: string): void
  cacheable?(flag: boolean): void
  emitWarning(warning: Error): void
}

interface LoadedProject {
  modules: TaggedModules
  ids: ModuleFilter['id']
  timer?: NodeJS.Timeout
}

/** Kept as long as the host keeps its worker. By the project's folder and the options. */
const projects = new Map<string, LoadedProject>()

function cachecacheLoader(this: LoaderContext, source: string | Buffer, map?: object): void {
  const callback = this.async()
  const code = source.toString()
  rewrite(this, code).then(
    (result) => (result ? callback(null, result.code, result.map ?? map) : callback(null, source, map)),
    (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
  )
}

export default cachecacheLoader

async function rewrite(loader: LoaderContext, code: string) {
  const project = projectOf(loader)
  const { modules, ids } = project
  const id = loader.resource
  if (!takes(ids, id)) return undefined
  // A worker outlives a build and isn't notified when a new one begins.
  modules.forget()
  if (!modules.mayConcern(code, id)) return undefined
  const result = await modules.transform(code, id, '', true, questionsOf(loader))
  if (!result) return undefined
  if (result.code === undefined) {
    for (const file of result.watchFiles) loader.addDependency(file)
    return undefined
  }
  // Turbopack caches by the reported dependencies.
  buildAlways(loader, result.watchFiles, placesBefore(result.watchFiles))
  saveSoon(project)

  const errors: string[] = []
  for (const found of result.diagnostics) {
    const text = formatDiagnostic(found, await sourceOf(found, { id, code }))
    if (found.severity === 'error') errors.push(text)
    else loader.emitWarning(plainError(text))
  }
  if (errors.length > 0) throw plainError(errors.join('\n\n'))
  return result.code === code ? undefined : { code: result.code, map: result.map }
}

/** Turbopack has neither. */
function questionsOf(context: LoaderContext): Questions | undefined {
  const compiler = context._compiler as Compiler | undefined
  const factory = (context._compilation as Compilation | undefined)?.params?.normalModuleFactory
  if (!compiler || !factory) return undefined
  const own = context.loaders?.[context.loaderIndex!]?.path
  const asking: Asking = {
    ask: mayBeLed(compiler) || mayTap(factory) ? () => askIn(compiler, factory) : undefined,
    text: mayLoadOther(compiler) ? askLoaderText(compiler, own) : undefined,
  }
  return questionsIn(asking, context)
}

function projectOf(loader: LoaderContext): LoadedProject {
  const userOptions = loader.getOptions() ?? {}
  // One worker builds a page for both servers and browsers.
  const { rootContext, target, mode } = loader
  const key = JSON.stringify([rootContext, target, mode, userOptions], (_, value: unknown) =>
    value instanceof RegExp ? String(value) : value,
  )
  let project = projects.get(key)
  if (!project) {
    for (const name of ['runtime', 'dts'] as const) if (name in userOptions) throw loaderOption(name)
    const modules = createTaggedModules(userOptions)
    modules.configure({ root: loader.rootContext, tool: 'loader', settings: { '': settingsOf(loader) } })
    modules.prepare()
    projects.set(key, (project = { modules, ids: moduleFilter(resolveOptions(userOptions, loader.rootContext)).id }))
  }
  return project
}

function settingsOf({ _compiler: compiler, _compilation: compilation, target, mode }: LoaderContext): BuildSettings {
  if (compiler && compilation) {
    const settings = webpackSettings(compiler as Compiler)
    return plainSettings({ ...settings, define: { ...definedInCompilation(compilation as Compilation), ...settings.define } })
  }
  const isBrowser = typeof target === 'string' && !target.includes('node')
  return plainSettings({
    define: mode === undefined ? undefined : { 'process.env.NODE_ENV': JSON.stringify(mode) },
    conditions: ['module', isBrowser ? 'browser' : 'node'],
    mainFields: isBrowser ? ['browser', 'module', 'main'] : ['module', 'main'],
    aliasFields: isBrowser ? ['browser'] : [],
    // Turbopack's order.
    extensions: ['.tsx', '.ts', '.jsx', '.js', '.mjs', '.json'],
    target: typeof target === 'string' ? [target] : undefined,
    mode,
    platform: isBrowser ? 'browser' : 'node',
    // A server of Next, which builds its pages one by one.
    reloads: mode === 'development' ? true : undefined,
  })
}

/** For the next build. The host doesn't report the end of this one. */
function saveSoon(project: LoadedProject): void {
  clearTimeout(project.timer)
  project.timer = setTimeout(() => void project.modules.save(), 200)
  project.timer.unref()
}

/** Hosts print the stack, which contains nothing about the user's code. */
function plainError(message: string): Error {
  const error = new Error(message)
  error.name = 'CacheError'
  error.stack = message
  return error
}
