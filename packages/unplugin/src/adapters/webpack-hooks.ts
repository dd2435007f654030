import { createRequire } from 'node:module'
import type { Compiler as RspackCompiler } from '@rspack/core'
import type { Compiler as WebpackCompiler } from 'webpack'
import type { ResolvedOptions } from '../resolve-options.js'
import type { DtsHooks } from '../typescript/dts-hooks.js'
import { formatDiagnostic } from '../format-diagnostic.js'
import { readIfThere } from '../surroundings/source-files.js'
import { runtimeSpecifier } from './runtime/runtime-package.js'
import { plainSettings, type BuildSettings } from '../surroundings/build-settings.js'
import { definedInCompilation, webpackSettings } from './settings/webpack-settings.js'
import { askIn } from './ask-rspack.js'
import { hasExternals, mayBeLed, mayTap } from './ask-webpack.js'
import { askLoaderText, mayLoadOther } from './texts/ask-loader-text.js'
import type { Asking } from './builds/asking.js'
import type { TaggedModules } from './builds/tagged-modules.js'

const name = 'cachecache'

/** For webpack and Rspack: what the loader can't do. */
export function webpackLikeHooks(
  compiler: WebpackCompiler | RspackCompiler,
  modules: TaggedModules,
  options: ResolvedOptions,
  dts: DtsHooks,
  asking: Asking,
): void {
  // Both have the same hooks, but TypeScript can't call a union of two generic signatures.
  const like = compiler as WebpackCompiler
  // unplugin has just added it.
  const [ownRule] = like.options.module.rules
  dts.configure(like.context)
  like.hooks.emit.tapPromise(name, async (compilation) => {
    await dts.finish()
    compilation.warnings.push(...dts.takeMessages().map((message) => new like.webpack.WebpackError(message)))
    if (!options.strict || like.watchMode) return
    const ids = [...compilation.modules].flatMap((module) => (module as { resource?: string }).resource ?? [])
    for (const found of await modules.findUnmet(ids)) {
      const text = formatDiagnostic(found, readIfThere(found.file)?.toString('utf8') ?? '')
      compilation[found.severity === 'error' ? 'errors' : 'warnings'].push(new like.webpack.WebpackError(text))
    }
  })
  // Targets and output formats are final only after the plugins have been applied.
  like.hooks.environment.tap(name, () => {
    configure(like, modules, options)
    askInEach(like, asking, ownRule)
    const { externalsPresets, output } = like.options
    const forNode = externalsPresets.node === true && externalsPresets.web !== true
    if (options.runtime ? options.runtime === 'bundle' : !forNode) return
    // `require` can load ES modules from Node 20.19 on.
    const type = output.module ? 'module' : 'commonjs'
    new like.webpack.ExternalsPlugin(type, [runtimeSpecifier]).apply(like)
  })
}

/** For each compilation anew: plugins add their hooks to its module factory. */
function askInEach(like: WebpackCompiler, asking: Asking, ownRule: unknown): void {
  const isLed = mayBeLed(like) || hasExternals(like)
  like.hooks.compilation.tap({ name, stage: Infinity }, (compilation, { normalModuleFactory: factory }) => {
    if (compilation.compiler !== like) return
    const ask = askIn(like, factory)
    asking.ask = isLed || mayTap(factory) ? () => ask : undefined
    const askText = askLoaderText(like)
    asking.text = mayLoadOther(like, ownRule) ? (context) => askText(loaderContextOf(context)) : undefined
  })
}

const loaderContextOf = (context: object): object =>
  (context as { getNativeBuildContext(): { loaderContext: object } }).getNativeBuildContext().loaderContext

function configure(compiler: WebpackCompiler, modules: TaggedModules, options: ResolvedOptions): void {
  const settings = webpackSettings(compiler)
  const tell = (define: BuildSettings['define']) =>
    modules.configure({
      tool: 'rspack' in compiler ? 'rspack' : 'webpack',
      root: compiler.context,
      alias: plainAliases(compiler.options.resolve?.alias),
      settings: { '': plainSettings({ ...settings, define }) },
      whole: true,
    })
  tell(settings.define)
  compiler.hooks.watchRun.tap(name, () => {
    if (settings.reloads) return
    settings.reloads = true
    tell(settings.define)
  })
  refreshCacheOnChange(compiler, options)
  compiler.hooks.compilation.tap({ name, stage: Infinity }, (compilation) => {
    const more = { ...definedInCompilation(compilation), ...settings.define }
    if (compilation.compiler !== compiler || Object.keys(more).length === Object.keys(settings.define ?? {}).length) return
    settings.define = more
    tell(more)
  })
}

/** Without this, a persistent cache would restore output of another release or of other options of this plugin. */
function refreshCacheOnChange({ options }: WebpackCompiler, { strict, alias }: ResolvedOptions): void {
  const cache = options.cache as { type?: string; version?: string } | boolean
  if (typeof cache !== 'object' || cache.type === 'memory') return
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
  cache.version = `${cache.version ?? ''}|${name}@${version} ${JSON.stringify({ strict, alias })}`
}

/** `{ name: path }`; the other forms (lists, `false`, `name$`) have no equivalent in the option `alias`. */
function plainAliases(alias: unknown): Record<string, string> {
  const entries = typeof alias === 'object' && alias !== null && !Array.isArray(alias) ? Object.entries(alias) : []
  return Object.fromEntries(entries.filter(([name, path]) => typeof path === 'string' && !name.endsWith('$')))
}
