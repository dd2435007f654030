import { resolve } from 'node:path'
import { unknownPluginOption, wrongPluginOption } from './errors.js'
import { DEFAULT_EXCLUDE, DEFAULT_INCLUDE } from './filter.js'
import { suggest } from './suggest.js'

export type Pattern = string | RegExp

/** The options of the plugin. */
export interface PluginOptions {
  /** Files to look at: globs or regular expressions. @default every `.js`, `.ts`, `.jsx`, `.tsx`, `.mjs`, `.cjs`, `.mts`, `.cts` */
  include?: Pattern | readonly Pattern[]
  /** Files to leave alone. @default /node_modules/ */
  exclude?: Pattern | readonly Pattern[]
  /** The project's folder. @default the bundler's root, or process.cwd() */
  root?: string
  /** Fails the build on warnings too, and where it holds a tag that was not rewritten. @default false */
  strict?: boolean
  /** Writes the call-site types to this path; `true` is `cachecache.d.ts` in the root. @default false */
  dts?: boolean | string
  /** Aliases of the bundler, beyond those of tsconfig and package `imports`. @default {} */
  alias?: Record<string, string>
  /** Whether the runtime goes into the bundle. @default external in bundles for Node, bundled in those for browsers */
  runtime?: 'bundle' | 'external'
}

export interface ResolvedOptions {
  include: readonly Pattern[]
  exclude: readonly Pattern[]
  /** Absolute. */
  root: string
  strict: boolean
  /** Absolute path of the output file. */
  dts: string | undefined
  alias: Record<string, string>
  runtime: 'bundle' | 'external' | undefined
}

const isString = (value: unknown) => typeof value === 'string'
const isBoolean = (value: unknown) => typeof value === 'boolean'
const isPattern = (value: unknown) => isString(value) || value instanceof RegExp
const isPatterns = (value: unknown) => isPattern(value) || (Array.isArray(value) && value.every(isPattern))
const isAlias = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isString)

const TYPES: Record<keyof PluginOptions, [is: (value: unknown) => boolean, words: string]> = {
  include: [isPatterns, 'a glob, a regular expression, or a list of these'],
  exclude: [isPatterns, 'a glob, a regular expression, or a list of these'],
  root: [isString, "a folder's path"],
  strict: [isBoolean, '`true` or `false`'],
  dts: [(value) => isBoolean(value) || isString(value), '`true`, `false` or a path'],
  alias: [isAlias, "an object of names and paths, as `{ '@': './src' }`"],
  runtime: [(value) => value === 'bundle' || value === 'external', "`'bundle'` or `'external'`"],
}
const NAMES = Object.keys(TYPES)

/** The only place that defines the options' defaults. */
export function resolveOptions(options: PluginOptions = {}, bundlerRoot?: string): ResolvedOptions {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(TYPES, name)) throw unknownPluginOption(name, NAMES, suggest(name, NAMES))
    const [is, words] = TYPES[name as keyof PluginOptions]
    if (value !== undefined && !is(value)) throw wrongPluginOption(name, words)
  }
  const root = resolve(options.root ?? bundlerRoot ?? process.cwd())
  const dts = options.dts === true ? 'cachecache.d.ts' : options.dts || undefined
  return {
    include: listOf(options.include) ?? DEFAULT_INCLUDE,
    exclude: listOf(options.exclude) ?? DEFAULT_EXCLUDE,
    root,
    strict: options.strict ?? false,
    dts: dts === undefined ? undefined : resolve(root, dts),
    alias: options.alias ?? {},
    runtime: options.runtime,
  }
}

function listOf(patterns: Pattern | readonly Pattern[] | undefined): readonly Pattern[] | undefined {
  if (patterns === undefined) return undefined
  return typeof patterns === 'string' || patterns instanceof RegExp ? [patterns] : patterns
}
