import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_EXCLUDE } from '../filter.js'
import { resolveOptions, type PluginOptions, type ResolvedOptions } from '../resolve-options.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import { withSlashes } from '../surroundings/source-files.js'
import { dtsHooks } from '../typescript/dts-hooks.js'
import { withInlineMap } from './inline-map.js'
import { CODE, OWN_CODE } from './module-filter.js'
import { markMocks } from './mocks.js'
import { ModulesAtOnce } from './builds/modules-at-once.js'
import { runtimeSpecifier } from './runtime/runtime-package.js'

/** A plugin for `Bun.build` and `Bun.plugin`. */
export interface BunPlugin {
  name: string
  setup(build: BunBuild): void
}

interface LoadedFile {
  contents: string
  loader: string
}

/** The parts of Bun's plugin API that are used. */
interface BunBuild {
  /** Set by `Bun.build`; a plugin of the running program has none. */
  config?: BunConfig
  onStart?(callback: () => Promise<void>): void
  onResolve(to: { filter: RegExp }, callback: (module: { path: string }) => { path: string; external: boolean }): void
  onLoad(to: { filter: RegExp; namespace: string }, callback: (file: { path: string }) => LoadedFile): void
}

interface BunConfig {
  root?: string
  target?: string
  define?: Record<string, string>
  conditions?: string | string[]
  entrypoints?: string[]
}

export function bunPlugin(userOptions?: PluginOptions): BunPlugin {
  return {
    name: 'cachecache',
    setup(build) {
      const config = build.config?.entrypoints ? build.config : undefined
      const options = resolveOptions(userOptions, config?.root)
      const target = config ? (config.target ?? 'browser') : 'bun'
      const host = { tool: 'bun', settings: settingsOf(target, config) }
      const modules = new ModulesAtOnce(options, host, (message) => console.warn(message))
      if (config && runtimeStaysOutside(target, options)) {
        build.onResolve({ filter: runtimeSpecifier }, ({ path }) => ({ path, external: true }))
      }
      const dts = dtsHooks(userOptions)
      dts.configure(options.root)
      if (config) {
        build.onStart?.(async () => {
          modules.forget()
          dts.start()
          await dts.finish()
          for (const message of dts.takeMessages()) console.warn(message)
        })
      }
      const filter = options.exclude === DEFAULT_EXCLUDE ? OWN_CODE : CODE
      build.onLoad({ filter, namespace: 'file' }, ({ path }) => load(path, modules))
    },
  }
}

/** Every file that matches the filter must be loaded here: the running program has no other loader after a plugin. */
function load(file: string, modules: ModulesAtOnce): LoadedFile {
  const contents = readFileSync(file, 'utf8')
  const loader = path.extname(file).replace(/^\.[cm]?/, '')
  const id = withSlashes(file)
  if (modules.isLoadingCompiler || !modules.takes(id)) return { contents, loader }
  const result = modules.resultOf(id, contents)
  if (result) modules.report(modules.findingsOf(id, contents, result), id, contents)
  const code = result?.code ?? contents
  const marked = modules.mocks(id, contents) ? markMocks(code, id) : code
  return { contents: result && code !== contents ? withInlineMap({ ...result, code: marked }, file) : marked, loader }
}

function runtimeStaysOutside(target: string, { runtime }: ResolvedOptions): boolean {
  return runtime ? runtime === 'external' : target !== 'browser'
}

function settingsOf(target: string, config: BunConfig = {}): BuildSettings {
  const isBrowser = target === 'browser'
  return {
    ...(config.define && { define: config.define }),
    conditions: [
      ...[config.conditions ?? []].flat(),
      ...(isBrowser ? ['browser'] : target === 'bun' ? ['bun', 'node'] : ['node']),
      'module',
    ],
    mainFields: isBrowser ? ['browser', 'module', 'main'] : ['module', 'main'],
    platform: isBrowser ? 'browser' : 'node',
  }
}
