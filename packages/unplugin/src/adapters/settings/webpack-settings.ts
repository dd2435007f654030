import type { Compilation, Compiler } from 'webpack'
import { plainSettings, type AliasRule, type BuildSettings, type LookupSettings } from '../../surroundings/build-settings.js'
import { aliasRules } from './rolldown-settings.js'

interface Resolve extends LookupSettings {
  conditionNames?: string[]
  mainFields?: (string | string[])[]
  aliasFields?: (string | string[])[]
  extensions?: string[]
  extensionAlias?: Record<string, string | string[]>
  alias?: unknown
  fallback?: unknown
  symlinks?: boolean
  byDependency?: Record<string, Resolve | undefined>
}

/** Options of webpack and Rspack after defaults are applied. */
export function webpackSettings({ options }: Compiler): BuildSettings {
  const resolve = options.resolve as Resolve
  const esm = resolve.byDependency?.['esm']
  const plugins = [...(options.plugins as unknown[])]
  return plainSettings({
    define: definedBy(plugins),
    provide: providedBy(plugins),
    conditions: completed(esm?.conditionNames, resolve.conditionNames)?.filter((name) => name !== 'import'),
    mainFields: completed(esm?.mainFields?.flat(), resolve.mainFields?.flat()),
    aliasFields: completed(esm?.aliasFields?.flat(), resolve.aliasFields?.flat()),
    extensions: completed(esm?.extensions, resolve.extensions),
    extensionAlias:
      resolve.extensionAlias &&
      Object.fromEntries(Object.entries(resolve.extensionAlias).map(([name, others]) => [name, [others].flat()])),
    alias: [...aliasRules(resolve.alias), ...replacedBy(plugins), ...ignoredBy(plugins)],
    fallback: aliasRules(resolve.fallback),
    lookup: lookupOf({ ...resolve, ...esm }),
    preserveSymlinks: resolve.symlinks === false,
    target: typeof options.target === 'string' ? [options.target] : Array.isArray(options.target) ? options.target : undefined,
    mode: options.mode,
    platform: options.externalsPresets.node ? 'node' : options.externalsPresets.web ? 'browser' : undefined,
    plugins: plugins.map(nameOf).filter((name) => name !== '' && name !== 'cachecache'),
  })
}

const LOOKUP = ['modules', 'mainFiles', 'exportsFields', 'importsFields', 'preferRelative', 'preferAbsolute', 'roots'] as const

const lookupOf = (resolve: Resolve): LookupSettings =>
  Object.fromEntries(LOOKUP.filter((name) => resolve[name] !== undefined).map((name) => [name, resolve[name]]))

const DEFINED = 'webpack/DefinePlugin '

/** Definitions that other plugins add on their own. They aren't in any options; webpack knows them when a compilation begins. */
export function definedInCompilation(compilation: Compilation): Record<string, string> {
  const versions: Iterable<[string, string | Set<string>]> =
    (compilation as { valueCacheVersions?: Map<string, string | Set<string>> }).valueCacheVersions ?? []
  return Object.fromEntries(
    [...versions].flatMap(([key, code]) =>
      key.startsWith(DEFINED) && typeof code === 'string' ? [[key.slice(DEFINED.length), code]] : [],
    ),
  )
}

/** `'...'` stands for the value of the more general option. */
function completed(special: string[] | undefined, general: string[] | undefined): string[] | undefined {
  return special ? special.flatMap((name) => (name === '...' ? (general ?? []) : [name])) : general
}

export const nameOf = (plugin: unknown): string => {
  const { name, constructor } = (plugin ?? {}) as { name?: unknown; constructor?: { name?: string } }
  return typeof name === 'string' ? name : (constructor?.name ?? '')
}

/** The arguments of a plugin with this name; webpack's plugins store them as `definitions`, Rspack's as arguments. */
function givenTo(plugins: readonly unknown[], name: string): Record<string, unknown>[] {
  return plugins
    .filter((plugin) => nameOf(plugin) === name)
    .map((plugin) => {
      const { definitions, _args } = plugin as { definitions?: unknown; _args?: unknown[] }
      return (definitions ?? _args?.[0] ?? {}) as Record<string, unknown>
    })
}

function definedBy(plugins: readonly unknown[]): Record<string, string> {
  const define: Record<string, string> = {}
  for (const definitions of givenTo(plugins, 'DefinePlugin')) addDefinitions(define, definitions, '')
  for (const plugin of plugins) {
    if (nameOf(plugin) !== 'EnvironmentPlugin') continue
    const { keys, defaultValues } = plugin as { keys: string[]; defaultValues: Record<string, unknown> }
    for (const key of keys) define[`process.env.${key}`] = JSON.stringify(process.env[key] ?? defaultValues[key]) ?? 'undefined'
  }
  return define
}

/** The object as a whole and each of its members have a replacement. */
function addDefinitions(define: Record<string, string>, definitions: Record<string, unknown>, prefix: string): void {
  for (const [key, value] of Object.entries(definitions)) {
    const name = prefix + key.replace(/^typeof\s+/, 'typeof ')
    define[name] = codeOf(value)
    if (isPlain(value)) addDefinitions(define, value, `${name}.`)
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof RegExp) &&
  typeof (value as { fn?: unknown }).fn !== 'function'

function codeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(codeOf).join(',')}]`
  if (isPlain(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${codeOf(item)}`)
      .join(',')}}`
  if (typeof value === 'function') return `(${String(value)})`
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  // Computed for each module; here, only its source text is known.
  const computed = (value as { fn?: unknown } | null | undefined)?.fn
  return typeof computed === 'function' ? `(${String(computed)})()` : String(value)
}

function providedBy(plugins: readonly unknown[]): BuildSettings['provide'] {
  const entries = givenTo(plugins, 'ProvidePlugin').flatMap((definitions) => Object.entries(definitions))
  return Object.fromEntries(
    entries.map(([name, target]) => {
      const [from, ...members] = [target].flat() as string[]
      return [name, { from: from!, name: members.join('.') || '*' }]
    }),
  )
}

function replacedBy(plugins: readonly unknown[]): AliasRule[] {
  return plugins.flatMap((plugin) => {
    if (nameOf(plugin) !== 'NormalModuleReplacementPlugin') return []
    const { resourceRegExp, newResource, _args } = plugin as {
      resourceRegExp?: RegExp
      newResource?: unknown
      _args?: [RegExp, unknown]
    }
    const [find, to] = _args ?? [resourceRegExp!, newResource]
    return [{ find: find.source, flags: find.flags, to: [typeof to === 'string' ? to : String(to)] }]
  })
}

interface Ignored {
  resourceRegExp?: RegExp
  contextRegExp?: RegExp
}

/** What is ignored can't be loaded. */
function ignoredBy(plugins: readonly unknown[]): AliasRule[] {
  return plugins.flatMap((plugin) => {
    if (nameOf(plugin) !== 'IgnorePlugin') return []
    const { options, _args } = plugin as { options?: Ignored; _args?: [Ignored] }
    const { resourceRegExp: pattern, contextRegExp: folder } = options ?? _args?.[0] ?? {}
    if (!pattern) return []
    const within = folder && { within: [folder.source, folder.flags] as [string, string] }
    // The whole name is replaced, also where the pattern matches a part of it.
    return [{ find: `^(?=.*?(?:${pattern.source})).*`, flags: pattern.flags, ...within, to: ['data:,ignored'] }]
  })
}
