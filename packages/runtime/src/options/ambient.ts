import { platform } from '#platform'
import { mergeOptions, resolveCallOptions, type CacheOptions, type GivenOptions } from './options.js'
import type { Context } from '../platform/platform.js'
import { shared } from '../shared.js'

/** What the `withCache` around a call says. */
const ambient: { context: Context<GivenOptions> | undefined } = /* @__PURE__ */ shared('ambient.1', () => ({
  context: undefined,
}))

/** What the `withCache` around this call says. */
export function ambientOptions(): GivenOptions | undefined {
  return ambient.context?.get()
}

/**
 * Options for every tagged call inside `body`, also after awaits (in browsers until its first await). An inner
 * `withCache` and options at a call win over an outer one.
 * @returns what `body` returns
 * @throws OptionError for an unknown option or a value of the wrong type
 */
export function withCache<R>(options: CacheOptions, body: () => R): R {
  const given = resolveCallOptions(options, 'withCache')
  const context = (ambient.context ??= platform.createContext<GivenOptions>())
  return context.run(mergeOptions(context.get() ?? {}, given), body)
}
