import { isMainThread } from 'node:worker_threads'
import { resolveOptions, type PluginOptions } from '../../resolve-options.js'
import { plainSettings, type BuildSettings } from '../../surroundings/build-settings.js'
import { withSlashes } from '../../surroundings/source-files.js'
import { markMocks } from '../mocks.js'
import { ModulesAtOnce } from '../builds/modules-at-once.js'
import type { JestConfig } from './inner-transformer.js'

function settingsOf({ moduleNameMapper, moduleFileExtensions }: JestConfig): BuildSettings {
  return plainSettings({
    conditions: ['require', 'node', 'node-addons'],
    mainFields: ['main'],
    platform: 'node',
    extensions: moduleFileExtensions?.map((extension) => `.${extension}`),
    // A match anywhere replaces the whole name.
    alias: moduleNameMapper?.map(([pattern, target]) => ({
      find: `^[^]*?(?:${pattern})[^]*$`,
      flags: '',
      to: [target].flat(),
    })),
  })
}

/** The tagged modules of a Jest project. */
export class JestModules {
  private readonly modules: ModulesAtOnce
  /** Jest asks twice: for the cache key and for the code. */
  private readonly latest = new Map<string, { source: string; code: string | undefined }>()
  private inTurn = false

  constructor(
    options: PluginOptions,
    private readonly config: JestConfig,
  ) {
    const warn = (message: string, code: string) => process.emitWarning(message, { type: 'CacheWarning', code })
    this.modules = new ModulesAtOnce(resolveOptions(options), { tool: 'jest', settings: settingsOf(config) }, warn)
    if (outlivesRuns()) warn(WATCH, 'jest-watch')
  }

  /** The module with its tagged functions rewritten; `undefined` if it has none. */
  rewrite(source: string, path: string): string | undefined {
    const file = withSlashes(path)
    // With `automock`, Jest would mock the runtime, too.
    if (outlivesRuns() || this.config.automock === true || !this.modules.takes(file)) return undefined
    this.startTurn()
    const known = this.latest.get(file)
    if (known?.source === source) return known.code
    const tagged = this.modules.resultOf(file, source)
    if (tagged) this.modules.report(this.modules.findingsOf(file, source, tagged), file, source)
    const mocks = this.modules.mocks(file, source)
    const result = tagged ?? (mocks ? undefined : this.modules.knownResultOf(file, source))
    const rewritten = mocks ? markMocks(result?.code ?? source, file) : result?.code
    const code = rewritten === source ? undefined : rewritten
    this.latest.set(file, { source, code })
    return code
  }

  // Requests in one turn of the event loop form a batch.
  private startTurn(): void {
    if (this.inTurn) return
    this.inTurn = true
    setImmediate(() => (this.inTurn = false))
    this.modules.forget()
    this.latest.clear()
  }
}

const WATCH =
  'Jest runs tests in the watching process and caches modules there by their own time stamps only. ' +
  'Tagged functions run uncached in it. To cache them, watch with workers: `jest --watch --maxWorkers=2`.'

/** Workers live for one run; a watching process lives for many. */
function outlivesRuns(): boolean {
  return isMainThread && process.argv.some((argument) => /^--watch(?:All)?(?:=true)?$/.test(argument))
}
