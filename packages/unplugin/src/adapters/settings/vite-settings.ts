import type { ResolvedConfig } from 'vite'
import { plainSettings, type AliasRule, type BuildSettings } from '../../surroundings/build-settings.js'
import { namesOf } from './esbuild-settings.js'
import { compilerOptionsOf, jsxOf } from './rolldown-settings.js'

/** The settings of each environment, by name; in a Vite without environments, by the empty name. */
export function viteSettings(config: ResolvedConfig): Record<string, BuildSettings> {
  const environments = Object.entries(config.environments ?? {})
  if (environments.length === 0) return { '': settingsOf(config, config) }
  return Object.fromEntries(environments.map(([name, environment]) => [name, settingsOf(config, environment)]))
}

type Part = Pick<ResolvedConfig, 'define' | 'resolve'>

function settingsOf(
  config: ResolvedConfig,
  { define, resolve }: Pick<Part, 'define'> & { resolve: Partial<Part['resolve']> },
): BuildSettings {
  const compiler = (config.oxc ?? config.esbuild) || undefined
  return plainSettings({
    define: definesOf({ ...config.define, ...define }),
    conditions: resolve.conditions?.map((name) => (name === 'development|production' ? modeOf(config) : name)),
    // Vite falls back to `main` implicitly.
    mainFields: resolve.mainFields && [...resolve.mainFields, 'main'],
    aliasFields: resolve.mainFields?.includes('browser') ? ['browser'] : [],
    extensions: resolve.extensions,
    alias: config.resolve.alias.map(aliasRule),
    preserveSymlinks: config.resolve.preserveSymlinks,
    jsx: compiler && (jsxOf((compiler as { jsx?: unknown }).jsx) ?? undefined),
    compilerOptions: compilerOptionsOf(compiler),
    mode: config.mode,
    reloads: config.command === 'serve' || config.build.watch ? true : undefined,
    plugins: namesOf(config.plugins),
  })
}

const modeOf = ({ isProduction }: ResolvedConfig) => (isProduction ? 'production' : 'development')

/** A string is JavaScript already; any other value is converted to JSON. */
function definesOf(define: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(define).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'),
    ]),
  )
}

function aliasRule({ find, replacement }: ResolvedConfig['resolve']['alias'][number]): AliasRule {
  return typeof find === 'string' ? { find, to: [replacement] } : { find: find.source, flags: find.flags, to: [replacement] }
}
