import path from 'node:path'
import type { InputOptions } from 'rolldown'
import type { InputOptions as RollupInputOptions } from 'rollup'
import { plainSettings, type AliasRule, type BuildSettings, type JsxSettings } from '../../surroundings/build-settings.js'
import { namesOf } from './esbuild-settings.js'

/** The user's Rolldown options with the documented defaults. */
export function rolldownSettings(input: InputOptions): BuildSettings {
  const { resolve, transform, tsconfig } = input
  const platform = input.platform ?? 'browser'
  return plainSettings({
    define: transform?.define,
    provide: providedBy(transform?.inject),
    conditions: resolve?.conditionNames ?? (platform === 'neutral' ? [] : [platform]),
    mainFields:
      resolve?.mainFields ??
      (platform === 'neutral' ? [] : platform === 'node' ? ['main', 'module'] : ['browser', 'module', 'main']),
    aliasFields: resolve?.aliasFields?.flat() ?? (platform === 'browser' ? ['browser'] : []),
    extensions: resolve?.extensions ?? ['.tsx', '.ts', '.jsx', '.js', '.json'],
    extensionAlias: resolve?.extensionAlias,
    alias: aliasRules(resolve?.alias),
    preserveSymlinks: resolve?.symlinks === false,
    dropLabels: transform?.dropLabels,
    jsx: jsxOf(transform?.jsx),
    tsconfig:
      typeof tsconfig === 'string' ? path.resolve(input.cwd ?? process.cwd(), tsconfig) : tsconfig === false ? false : undefined,
    compilerOptions: compilerOptionsOf(transform),
    target: transform?.target === undefined ? undefined : [transform.target].flat(),
    platform,
    plugins: namesOf(input.plugins),
  })
}

/** Rollup itself resolves and replaces nothing. Its plugins do, and they don't expose their options. */
export function rollupSettings({ jsx, preserveSymlinks, plugins }: RollupInputOptions): BuildSettings {
  return plainSettings({ jsx: jsxOf(jsx), preserveSymlinks, plugins: namesOf(plugins) })
}

/** `{ name: path }`, lists and `false`, as in Rolldown, webpack and Rspack; with `$` after it, a name matches only itself. */
export function aliasRules(alias: unknown): AliasRule[] {
  if (typeof alias !== 'object' || alias === null) return []
  const entries: [string, unknown, boolean][] = Array.isArray(alias)
    ? (alias as { name: string; alias: unknown; onlyModule?: boolean }[]).map((rule) => [
        rule.name,
        rule.alias,
        rule.onlyModule === true,
      ])
    : Object.entries(alias).map(([name, to]) => [name.replace(/(?<=.)\$$/, ''), to, /.\$$/.test(name)])
  return entries.map(([find, to, exact]) => ({
    find,
    ...(exact && { exact: true as const }),
    to: [to].flat().filter((target) => typeof target === 'string'),
  }))
}

function providedBy(inject: Record<string, string | [string, string]> | undefined): BuildSettings['provide'] {
  return Object.fromEntries(
    Object.entries(inject ?? {}).map(([name, target]) => {
      const [from, imported = 'default'] = [target].flat()
      return [name, { from: from!, name: imported }]
    }),
  )
}

export function jsxOf(jsx: unknown): JsxSettings | undefined {
  if (typeof jsx === 'string') return { mode: jsx === 'react' ? 'transform' : jsx === 'react-jsx' ? 'automatic' : jsx }
  if (typeof jsx !== 'object' || jsx === null) return undefined
  const { runtime, mode, importSource, jsxImportSource, pragma, factory, pragmaFrag, fragment, development } = jsx as Record<
    string,
    unknown
  >
  return {
    mode: mode ?? (runtime === 'classic' ? 'transform' : runtime),
    importSource: importSource ?? jsxImportSource,
    factory: pragma ?? factory,
    fragment: pragmaFrag ?? fragment,
    development,
  } as JsxSettings
}

/** Those of oxc's options that replace settings of a tsconfig. */
export function compilerOptionsOf(transform: object | undefined): Record<string, unknown> | undefined {
  if (!transform) return undefined
  const { assumptions, typescript, decorator } = transform as Record<string, unknown>
  const relevant = { assumptions, typescript, decorator }
  return Object.values(relevant).some((value) => value !== undefined) ? relevant : undefined
}
