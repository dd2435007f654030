import { resolve } from 'node:path'
import { PluginOptionError } from './errors.js'
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
  /** Fails the build on warnings too. @default false */
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
  /** Absolute path of the file to write. */
  dts: string | undefined
  alias: Record<string, string>
  runtime: 'bundle' | 'external' | undefined
}

const NAMES: readonly string[] = [
  'include',
  'exclude',
  'root',
  'strict',
  'dts',
  'alias',
  'runtime',
] satisfies (keyof PluginOptions)[]

/** The one place where the options' defaults stand. */
export function resolveOptions(options: PluginOptions = {}, bundlerRoot?: string): ResolvedOptions {
  for (const name of Object.keys(options))
    if (!NAMES.includes(name)) throw new PluginOptionError(name, NAMES, suggest(name, NAMES))
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
