import { createRequire } from 'node:module'
import type { ResolvedConfig } from 'vite'
import { plainSettings, type AliasRule, type BuildSettings } from '../../surroundings/build-settings.js'
import { compilingSettings, namesOf } from './esbuild-settings.js'
import { rolldownSettings } from './rolldown-settings.js'

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
  const { define: compiled, provide, ...compiling } = compilingOf(config)
  return plainSettings({
    ...compiling,
    define: definesOf({ ...compiled, ...config.define, ...define }),
    provide: { ...injectedBy(config), ...provide },
    conditions: resolve.conditions?.map((name) => (name === 'development|production' ? modeOf(config) : name)),
    // Vite falls back to `main` implicitly.
    mainFields: resolve.mainFields && [...resolve.mainFields, 'main'],
    aliasFields: resolve.mainFields?.includes('browser') ? ['browser'] : [],
    extensions: resolve.extensions,
    alias: config.resolve.alias.map(aliasRule),
    preserveSymlinks: config.resolve.preserveSymlinks,
    mode: config.mode,
    reloads: config.command === 'serve' || config.build.watch ? true : undefined,
    plugins: namesOf(config.plugins),
  })
}

/** What Vite gives its compiler: esbuild, or oxc from Vite 8 on. */
function compilingOf({ oxc, esbuild, build }: ResolvedConfig): BuildSettings {
  if (oxc === undefined) return esbuild ? plainSettings({ ...compilingSettings(esbuild), define: esbuild.define }) : {}
  const bundled = rolldownSettings({ transform: build.rolldownOptions?.transform ?? {} })
  const own = oxc ? rolldownSettings({ transform: oxc }) : {}
  const [define, provide] = (['define', 'provide'] as const).map((name) => ({ ...bundled[name], ...own[name] }))
  return plainSettings({ define, provide, jsx: own.jsx, compilerOptions: own.compilerOptions, dropLabels: bundled.dropLabels })
}

/** The names of `jsxInject`: imports that Vite puts before each file with JSX. */
function injectedBy({ oxc, esbuild }: ResolvedConfig): BuildSettings['provide'] {
  const { jsxInject } = (oxc ?? esbuild) || {}
  if (!jsxInject) return {}
  const { parseSync } = createRequire(import.meta.url)('oxc-parser') as typeof import('oxc-parser')
  return Object.fromEntries(
    parseSync('inject.js', jsxInject).module.staticImports.flatMap(({ entries, moduleRequest }) =>
      entries.map(({ importName, localName }) => {
        const name = importName.kind === 'Default' ? 'default' : (importName.name ?? '*')
        return [localName.value, { from: moduleRequest.value, name }]
      }),
    ),
  )
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
