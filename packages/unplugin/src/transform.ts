import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceMap } from 'magic-string'
import { FileNames } from './file-names.js'
import { mayHoldTag } from './filter.js'
import { CacherPlaces } from './find/cacher-places.js'
import { createProject, type Project } from './identity/project.js'
import type { BuildSettings } from './surroundings/build-settings.js'
import { ImportResolver } from './surroundings/resolve-imports.js'
import { projectRoot } from './surroundings/source-files.js'
import { fileOf } from './module-id.js'
import { identifyTagged } from './identify-tagged.js'
import { meetsValues } from './describe/meets-values.js'
import { listFunction, type ListedFunction } from './list-function.js'
import { Edits } from './rewrite/edits.js'
import { isTransformed } from './rewrite/module-head.js'
import { knowModule } from './rewrite/know-module.js'
import { rewriteModule } from './rewrite/rewrite-module.js'
import type { SourceModule } from './source/source-module.js'
import type { Diagnostic, Identity } from './stages.js'

export { meanTheSame } from './summary/compare-texts.js'
export type { ListedDependency, ListedFunction } from './list-function.js'
export { createProject } from './identity/project.js'
export type { Project } from './identity/project.js'
export type { Diagnostic } from './stages.js'
export type { BuildSettings } from './surroundings/build-settings.js'

export interface TransformOptions {
  /** The project's folder. @default process.cwd() */
  root?: string
  /** The analysed project; share one between calls. @default a new one for `root`, `alias` and `settings` */
  project?: Project
  /** A bundler's aliases beyond those of tsconfig and package `imports`. */
  alias?: Record<string, string>
  /** Further settings of the bundler. */
  settings?: BuildSettings
  /** Turns warnings into errors. @default false */
  strict?: boolean
  /** The specifier that emitted code imports. @default '@cachecache/runtime/generated' */
  runtime?: string
}

export interface TransformResult {
  /** The source unchanged if the diagnostics contain an error. */
  code: string
  map: SourceMap
  functions: ListedFunction[]
  diagnostics: Diagnostic[]
  /** Absolute paths of all files whose change can affect a version. */
  watchFiles: string[]
}

/** Rewrites the tagged functions of a module; `undefined` if it has none. */
export function transform(source: string, file: string, options: TransformOptions = {}): TransformResult | undefined {
  const root = resolve(options.root ?? process.cwd())
  if (!mayHoldTag(source) && !mayCallCacher(source, resolve(root, pathOf(file)), root, options.alias)) return undefined
  const rewritten = rewriteTagged(source, file, options)
  if (!rewritten) return undefined
  const { code, map, identities, diagnostics, watchFiles } = rewritten
  return { code, map, functions: identities.map(listIdentity), diagnostics, watchFiles: [...watchFiles] }
}

const listIdentity = ({ id, version, parts }: Identity): ListedFunction =>
  listFunction({ id, version, dependencies: parts().dependencies })

export type RewrittenModule = Omit<TransformResult, 'functions' | 'map' | 'watchFiles'> & {
  /** None if no token moved. */
  map: SourceMap | undefined
  identities: Identity[]
  watchFiles: FileNames
  /** Whether calls of one of its tagged functions may receive functions, classes or instances. */
  meetsValues: boolean
}

/**
 * The part of `transform` that a build needs, for a module that may contain a tag. Listing the dependencies of versions can
 * take longer than everything else.
 */
export function rewriteTagged(
  source: string,
  file: string,
  options: TransformOptions = {},
): (RewrittenModule & { map: SourceMap }) | undefined {
  const root = resolve(options.root ?? process.cwd())
  const { alias, settings } = options
  const project = options.project ?? createProject({ root, ...(alias && { alias }), ...(settings && { settings }) })
  const runtime = options.runtime ?? '@cachecache/runtime/generated'
  const module = project.module(resolve(root, pathOf(file)), source)
  if (isTransformed(module, runtime)) return undefined

  const { functions, refusals, tagged } = identifyTagged(module, project, { settings })
  if (!tagged) return undefined
  const diagnostics = [...refusals, ...functions.flatMap((fn) => fn.identity.diagnostics)].map((diagnostic) =>
    options.strict ? { ...diagnostic, severity: 'error' as const } : diagnostic,
  )
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === 'error')
  const code = failed ? undefined : project.identifyCode(module, new Set(functions.map(({ node }) => node)))
  return {
    ...(code && functions.length > 0
      ? rewriteModule(module, functions, code, {
          runtime,
          forBrowsers: settings?.platform === 'browser',
          textsOf: settings?.reloads && (({ identity }) => project.textsOf(identity.watchFiles, module)),
        })
      : unchanged(module)),
    identities: functions.map(({ identity }) => identity),
    meetsValues: functions.some(meetsValues),
    diagnostics,
    watchFiles: FileNames.union([...functions.map((fn) => fn.identity.watchFiles), ...(code ? [code.watchFiles] : [])]),
  }
}

/** Registers the functions and classes of a module without tags; `undefined` if it has none. */
export function rewriteUntagged(source: string, file: string, options: TransformOptions = {}): RewrittenModule | undefined {
  const root = resolve(options.root ?? process.cwd())
  const project = options.project ?? createProject({ root, ...(options.alias ? { alias: options.alias } : {}) })
  const runtime = options.runtime ?? '@cachecache/runtime/generated'
  const module = project.module(resolve(root, pathOf(file)), source)
  if (module.errors.length > 0 || isTransformed(module, runtime)) return undefined
  const code = project.identifyCode(module, new Set())
  // The runtime for pages knows no such values.
  if (options.settings?.platform === 'browser') code.creations = []
  const { entries, packages, bound, states, creations, symbols, makesText } = code
  const parts = [entries, packages, bound, states, creations, symbols]
  if (parts.every(({ length }) => length === 0) && !makesText) return undefined
  return {
    ...knowModule(module, code, runtime),
    identities: [],
    meetsValues: false,
    diagnostics: [],
    watchFiles: code.watchFiles,
  }
}

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file)

/** Whether a module that doesn't contain "cach" may call `reports(fn)` with `reports` imported from a file that does. */
function mayCallCacher(source: string, file: string, root: string, alias: Record<string, string> = {}): boolean {
  const places = new CacherPlaces(Object.keys(alias))
  const { leads } = places.look(fileOf(file), source)
  if (leads !== undefined) return leads
  const resolver = new ImportResolver(projectRoot(root), alias)
  return places.look(fileOf(file), source, resolver.resolve.bind(resolver)).leads === true
}

function unchanged(module: SourceModule): { code: string; map: SourceMap } {
  return { code: module.text, map: new Edits(module.text).map(module.file) }
}
