import type { HookFilter } from './hook-filter.js'

type Handler = (this: object, ...args: unknown[]) => unknown
type Hook = Handler | { handler: Handler; order?: 'pre' | 'post' | null; filter?: HookFilter }

/** A plugin of Rollup, Rolldown or Vite, as far as it gives files another text. */
export interface TextPlugin {
  name?: string
  load?: Hook
  transform?: Hook
  /** Vite's. */
  apply?: unknown
}

/** A hook of another plugin. */
export interface TextStep {
  name: string
  handler: Handler
  filter: HookFilter | undefined
  cache: Map<string, unknown>
  /** Only compiles: what it makes means the same. */
  translates: boolean
}

/** In the order in which the bundler calls them. */
export interface TextSteps {
  load: TextStep[]
  transform: TextStep[]
}

/** The one for CommonJS waits for the modules that a module requires, and only wraps their code. */
const OWN = /^(?:cachecache$|commonjs$|vitest(?:$|:)|native:|builtin:(?!replace$))/
const TRANSLATORS = /^(?:esbuild|typescript|rpt2|sucrase|swc|vite:(?:esbuild|oxc|react-swc))$/

const nameOf = (plugin: unknown): string => {
  const { name } = plugin as { name?: unknown }
  return typeof name === 'string' ? name : ''
}

/** The hooks of all plugins but the host's own; none if no plugin gives a file a text that means something else. */
export function textSteps(plugins: readonly unknown[]): TextSteps | undefined {
  const others = plugins.filter(
    (plugin): plugin is TextPlugin => typeof plugin === 'object' && plugin !== null && !OWN.test(nameOf(plugin)),
  )
  const caches = new Map(others.map((plugin) => [plugin, new Map<string, unknown>()]))
  const stepsOf = (hookName: 'load' | 'transform'): TextStep[] =>
    others
      .flatMap((plugin) => {
        const hook = plugin[hookName]
        if (!hook) return []
        const { handler, order = null, filter } = typeof hook === 'function' ? { handler: hook } : hook
        const name = nameOf(plugin)
        // In a build, Vite itself compiles, unless plugins of swc are used.
        const translates = TRANSLATORS.test(name) && plugin.apply !== 'build'
        const step = { name, handler, filter, cache: caches.get(plugin)!, translates }
        return [{ rank: order === 'pre' ? 0 : order === 'post' ? 2 : 1, step }]
      })
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ step }) => step)
  const load = stepsOf('load')
  const transform = stepsOf('transform')
  const last = transform.findLastIndex(({ translates }) => !translates)
  if (last < 0 && load.every(({ translates }) => translates)) return undefined
  return { load, transform: transform.slice(0, last + 1) }
}
