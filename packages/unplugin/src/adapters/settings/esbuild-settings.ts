import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { BuildOptions, CommonOptions } from 'esbuild'
import { plainSettings, type BuildSettings } from '../../surroundings/build-settings.js'

const EXTENSIONS = ['.tsx', '.ts', '.jsx', '.js', '.css', '.json']

/** esbuild's options with its documented defaults. */
export function esbuildSettings(options: BuildOptions): BuildSettings {
  const folder = options.absWorkingDir ?? process.cwd()
  const platform = options.platform ?? 'browser'
  return plainSettings({
    define: { ...nodeEnvironment(options), ...options.define },
    inject: options.inject?.map((file) => path.resolve(folder, file)),
    conditions: [...(options.conditions ?? ['module']), ...(platform === 'neutral' ? [] : [platform])],
    mainFields: options.mainFields ?? mainFieldsOf(platform),
    aliasFields: platform === 'browser' ? ['browser'] : [],
    extensions: options.resolveExtensions ?? EXTENSIONS,
    alias: Object.entries(options.alias ?? {}).map(([find, to]) => ({ find, to: [to] })),
    preserveSymlinks: options.preserveSymlinks,
    ...compilingSettings(options),
    tsconfig: options.tsconfig === undefined ? undefined : path.resolve(folder, options.tsconfig),
    target: options.target === undefined ? undefined : [options.target].flat(),
    platform,
    plugins: namesOf(options.plugins),
  })
}

/** The options that esbuild also has for a single file, as in Vite's `esbuild`. */
export const compilingSettings = (options: CommonOptions) => ({
  dropLabels: options.dropLabels,
  drop: options.drop,
  mangle: mangledMembers(options),
  jsx: {
    mode: options.jsx,
    importSource: options.jsxImportSource,
    factory: options.jsxFactory,
    fragment: options.jsxFragment,
    development: options.jsxDev || undefined,
  } as BuildSettings['jsx'],
  compilerOptions: compilerOptionsOf(options.tsconfigRaw),
  keepNames: options.keepNames,
})

/** In bundles for browsers, esbuild replaces `process.env.NODE_ENV` by default. */
function nodeEnvironment({ platform = 'browser', minify, define }: BuildOptions): Record<string, string> {
  const name = 'process.env.NODE_ENV'
  const defined = [name, 'process.env', 'process'].some((each) => define && Object.hasOwn(define, each))
  if (platform !== 'browser' || defined) return {}
  return { [name]: minify ? '"production"' : '"development"' }
}

/** Which members get other names. esbuild chooses these anew in each build, unless `mangleCache` holds them. */
function mangledMembers({ mangleProps, reserveProps, mangleQuoted, mangleCache }: CommonOptions): string | undefined {
  if (!mangleProps) return undefined
  return [mangleProps, reserveProps, mangleQuoted, mangleCache ? JSON.stringify(mangleCache) : randomUUID()].join(' ')
}

function mainFieldsOf(platform: string): string[] {
  if (platform === 'browser') return ['browser', 'module', 'main']
  return platform === 'node' ? ['main', 'module'] : []
}

function compilerOptionsOf(raw: BuildOptions['tsconfigRaw']): Record<string, unknown> | undefined {
  try {
    const parsed = typeof raw === 'string' ? (JSON.parse(raw) as { compilerOptions?: object }) : raw
    return parsed?.compilerOptions && { ...parsed.compilerOptions }
  } catch {
    // It contains comments, or it is invalid, which esbuild reports. Any other text is a different setting.
    return { text: raw }
  }
}

/** Names of the other plugins. */
export function namesOf(plugins: unknown): string[] {
  return [plugins]
    .flat(Infinity)
    .map((plugin) => (plugin as { name?: unknown } | null | undefined)?.name)
    .filter((name) => typeof name === 'string' && name !== 'cachecache') as string[]
}
