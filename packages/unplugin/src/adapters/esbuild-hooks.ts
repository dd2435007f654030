import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { BuildOptions, Loader, OnLoadResult, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import type { ModuleResult } from '../build-cache/cached-transform.js'
import { FileNames } from '../file-names.js'
import { DEFAULT_EXCLUDE, DEFAULT_INCLUDE, mayHoldTag } from '../filter.js'
import { lostTags } from '../errors.js'
import { resolveOptions, type PluginOptions, type ResolvedOptions } from '../resolve-options.js'
import type { Diagnostic } from '../stages.js'
import { dtsHooks, type DtsHooks } from '../typescript/dts-hooks.js'
import { askEsbuild } from './esbuild/ask-esbuild.js'
import { OtherLoads, type OtherLoad } from './esbuild/other-loads.js'
import type { Questions } from './builds/asking.js'
import { withInlineMap } from './inline-map.js'
import { CODE, moduleFilter, OWN_CODE, takes } from './module-filter.js'
import { sourceOf, type ReportedModule } from './report-diagnostics.js'
import { runtimeSpecifier } from './runtime/runtime-package.js'
import { esbuildSettings } from './settings/esbuild-settings.js'
import { createTaggedModules, type TaggedModules } from './builds/tagged-modules.js'

/** Namespace of modules that replace the runtime if CommonJS modules in an ES module bundle require it. */
const REQUIRED = 'cachecache-required'

export function esbuildPlugin(userOptions?: PluginOptions): Plugin {
  return { name: 'cachecache', setup: esbuildHooks(createTaggedModules(userOptions), userOptions, dtsHooks(userOptions)) }
}

function esbuildHooks(modules: TaggedModules, userOptions: PluginOptions | undefined, dts: DtsHooks) {
  return (build: PluginBuild): void => {
    const { initialOptions } = build
    const folder = initialOptions.absWorkingDir ?? process.cwd()
    modules.configure({
      tool: 'esbuild',
      root: folder,
      alias: initialOptions.alias ?? {},
      settings: { '': esbuildSettings(initialOptions) },
      whole: true,
      forBrowsers: () => isForBrowsers(initialOptions),
    })
    const options = resolveOptions(userOptions, folder)
    dts.configure(folder)
    const { id: ids } = moduleFilter(options)
    if (runtimeStaysOutside(initialOptions, options)) leaveRuntimeOutside(build)
    const others = new OtherLoads(build)
    const ask = askEsbuild(build, others.plugins)
    let questions: Questions | undefined
    let builds = 0
    /** Files already reported to esbuild in this build. It merges them into one list, and hundreds of modules reach the same files. */
    const told = new Set<string | readonly string[]>()
    build.onStart(() => {
      told.clear()
      others.forget()
      questions = ask && { ask, text: others.areAny ? others.ask : undefined }
      modules.forget()
      modules.prepare()
      dts.start()
    })
    // With `strict`, the modules in the bundle are compared with the files that were encountered.
    if (options.strict) initialOptions.metafile = true
    build.onEnd(async ({ metafile, errors }) => {
      await dts.finish()
      // In watch mode, later results are stored only at the end: storing all of them after each edit would cost more than the
      // edit.
      if (builds++ === 0) await modules.save()
      const inputs = errors.length > 0 ? [] : Object.keys(metafile?.inputs ?? {}).map((name) => path.resolve(folder, name))
      const found = await messages(await modules.findUnmet(inputs), { id: '', code: '' }, folder)
      return { errors: found.errors, warnings: [...dts.takeMessages().map((text) => ({ text })), ...found.warnings] }
    })
    build.onDispose(() => void modules.save())
    const load = loading({ modules, others, folder, told, questions: () => questions })
    const filter = options.exclude === DEFAULT_EXCLUDE ? OWN_CODE : CODE
    // In this case, esbuild's own match of the path has decided.
    const isPlain = filter === OWN_CODE && options.include === DEFAULT_INCLUDE && !initialOptions.loader
    build.onLoad({ filter, namespace: 'file' }, ({ path: file, suffix }) => {
      const id = file + suffix
      const loader = loaderOf(file, initialOptions)
      if (!(isPlain && suffix === '') && (!/^[jt]sx?$/.test(loader) || !takes(ids, id))) return undefined
      // Read synchronously: with thousands of files, the thread pool costs more than reading.
      const seen = modules.glimpse(file)
      const code = seen ?? readFileSync(file, 'utf8')
      if (!modules.mayConcern(code, id, true)) return undefined
      return load(seen === undefined ? code : readFileSync(file, 'utf8'), file, id, loader)
    })
  }
}

interface Loading {
  modules: TaggedModules
  others: OtherLoads
  folder: string
  told: Set<string | readonly string[]>
  questions(): Questions | undefined
}

/** The answer for a file that may have to be rewritten. */
function loading({ modules, others, questions, ...about }: Loading) {
  return async (own: string, file: string, id: string, loader: Loader): Promise<OnLoadResult | undefined> => {
    const other = id === file ? await others.given(file) : undefined
    // It is no script.
    if (other?.result.contents !== undefined && other.text === undefined) return undefined
    const isOther = other?.text !== undefined && !(await modules.meansTheSame(file, own, other.text))
    const code = isOther ? other.text! : own
    const result = await modules.transform(code, id, '', false, questions())
    // Every build requests every module again, so files of untagged modules needn't be watched.
    if (result?.code === undefined)
      return isOther && mayHoldTag(own) && !mayHoldTag(code) ? withoutTags(other, path.relative(about.folder, file)) : undefined
    const given = await loadResult({ id, code }, result, { file, loader, ...about })
    return other ? together(other.result, given, isOther) : given
  }
}

/** What another plugin gives, with what cachecache makes of it, or makes of the source if both mean the same. */
function together(other: OnLoadResult, given: OnLoadResult, isOther: boolean): OnLoadResult {
  const { contents, loader = 'js' } = other
  return {
    ...other,
    ...(contents !== undefined && { loader }),
    ...given,
    ...(isOther && { loader }),
    errors: [...(other.errors ?? []), ...(given.errors ?? [])],
    warnings: [...(other.warnings ?? []), ...(given.warnings ?? [])],
    watchFiles: [...(other.watchFiles ?? []), ...(given.watchFiles ?? [])],
  }
}

function withoutTags({ plugin, result }: OtherLoad, file: string): OnLoadResult {
  const { code, message } = lostTags(plugin)
  const warning = { id: code, text: message, location: { file } }
  return { ...result, warnings: [...(result.warnings ?? []), warning] }
}

async function loadResult(
  { id, code }: ReportedModule,
  result: ModuleResult,
  { file, loader, folder, told }: { file: string; loader: Loader; folder: string; told: Set<string | readonly string[]> },
): Promise<OnLoadResult> {
  const found = await messages(result.diagnostics, { id, code }, folder)
  const watchFiles = [...FileNames.union([new FileNames([[file]]), result.watchFiles]).beyond(told)]
  // Nothing was rewritten, so only messages remain; another plugin or esbuild itself loads the file.
  if (result.code === code) return { ...found, watchFiles }
  return { ...found, contents: withInlineMap(result, file), loader, watchFiles }
}

function leaveRuntimeOutside({ initialOptions, onResolve, onLoad }: PluginBuild): void {
  // An ES module can't `require` an external module, so an intermediate module imports it.
  const imports = (kind: string) => kind !== 'require-call' || initialOptions.format !== 'esm'
  onResolve({ filter: runtimeSpecifier }, ({ path, kind }) =>
    imports(kind) ? { path, external: true } : { path, namespace: REQUIRED },
  )
  onLoad({ filter: runtimeSpecifier, namespace: REQUIRED }, ({ path }) => ({
    contents: `export * from ${JSON.stringify(path)}`,
  }))
}

/** `platform` decides. Without it, esbuild builds for browsers, unless another setting indicates Node. */
function isForBrowsers({ platform, format, target }: BuildOptions): boolean {
  if (platform) return platform === 'browser'
  return format !== 'cjs' && ![target ?? []].flat().some((each) => each.startsWith('node'))
}

const runtimeStaysOutside = (options: BuildOptions, { runtime }: ResolvedOptions): boolean =>
  runtime ? runtime === 'external' : !isForBrowsers(options)

function loaderOf(file: string, { loader }: BuildOptions): Loader {
  const extension = path.extname(file)
  return loader?.[extension] ?? (extension.replace(/^\.[cm]?/, '') as Loader)
}

async function messages(diagnostics: readonly Diagnostic[], module: ReportedModule, folder: string) {
  const errors: PartialMessage[] = []
  const warnings: PartialMessage[] = []
  for (const found of diagnostics) {
    const lineText = (await sourceOf(found, module)).split(/\r\n|[\n\r\u2028\u2029]/)[found.line - 1] ?? ''
    const message = {
      id: found.code,
      text: found.message,
      location: {
        file: path.relative(folder, found.file),
        line: found.line,
        // esbuild counts bytes from 0, and prints the code frame itself.
        column: Buffer.byteLength(lineText.slice(0, found.column - 1)),
        lineText,
      },
    }
    ;(found.severity === 'error' ? errors : warnings).push(message)
  }
  return { errors, warnings }
}
