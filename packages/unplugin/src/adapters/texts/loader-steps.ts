import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { LoaderUse } from './loader-rules.js'

/** A loader by its file. */
export interface LoaderStep {
  file: string
  options: unknown
  /** Only compiles: what it makes means the same. */
  translates: boolean
}

const named = (names: string) => new RegExp(`(?:^|[\\\\/])(?:${names})(?:[\\\\/?]|$)`)

/** cachecache's own, those that run others in a worker or keep what they made, what only replaces code while it runs, and Next's compiler. */
const LEFT_OUT = named(
  '@cachecache[\\\\/]unplugin|(?:thread|cache|source-map)-loader|(?:[\\w-]*-)?react-refresh[\\w-]*|next[\\\\/]dist',
)
const BABEL = named('babel-loader')
/** Compilers, and the options by which they do more. */
const COMPILERS: [loader: RegExp, more: readonly string[]][] = [
  [named('ts-loader'), ['getCustomTransformers', 'compiler']],
  [named('esbuild-loader'), ['define', 'inject', 'drop', 'dropLabels', 'banner', 'footer', 'mangleProps', 'implementation']],
  [named('(?:builtin:)?swc-loader'), ['plugins', 'globals', 'constModules', 'swcrc']],
]

export function isLeftOut({ loader, options }: LoaderUse): boolean {
  const { plugin } = (options ?? {}) as { plugin?: { name?: string } }
  return LEFT_OUT.test(loader) || plugin?.name === 'cachecache'
}

/** Whether a loader only compiles, by its name and options. @param root the folder where configuration files of compilers are */
export function onlyCompiles({ loader, options }: LoaderUse, root: string): boolean {
  const compiler = COMPILERS.find(([pattern]) => pattern.test(loader))
  if (!compiler || hasOption(options, compiler[1])) return false
  return !loader.includes('swc') || !existsSync(path.join(root, '.swcrc'))
}

/** @param source the file whose text is changed */
export function loaderStep(use: LoaderUse, source: string, root: string): LoaderStep {
  const { loader: file, options } = use
  return { file, options, translates: BABEL.test(file) ? babelOnlyCompiles(use, source) : onlyCompiles(use, root) }
}

function hasOption(options: unknown, names: readonly string[]): boolean {
  if (typeof options === 'string') return names.some((name) => options.includes(name))
  if (typeof options !== 'object' || options === null) return false
  return Object.entries(options).some(([name, value]: [string, unknown]) => {
    if (value === undefined || value === null || value === false) return false
    const isEmpty = typeof value === 'object' && Object.keys(value).length === 0
    return (names.includes(name) && !isEmpty) || hasOption(value, names)
  })
}

interface Babel {
  loadPartialConfigSync(options: object): { options: Record<'plugins' | 'presets', { file?: { resolved: string } }[]> } | null
}

/** Babel's own plugins and presets compile. Those of others may do anything; a configuration file may name them. */
function babelOnlyCompiles({ loader, options }: LoaderUse, filename: string): boolean {
  const { loadPartialConfigSync } = createRequire(loader)('@babel/core') as Babel
  const given = { ...(options as Record<string, unknown>) }
  if (given['customize'] !== undefined) return false
  // The loader's own.
  for (const name of ['cacheDirectory', 'cacheIdentifier', 'cacheCompression', 'metadataSubscribers', 'customize'])
    delete given[name]
  const { plugins = [], presets = [] } = loadPartialConfigSync({ ...given, filename })?.options ?? {}
  return [...plugins, ...presets].every(({ file }) => /[\\/]@babel[\\/]/.test(file?.resolved ?? ''))
}
