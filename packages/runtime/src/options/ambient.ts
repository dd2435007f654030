import { platform } from '#platform'
import { mergeOptions, resolveCallOptions, type CacheOptions, type RequestOptions } from './options.js'
import type { Context } from '../platform/platform.js'
import { shared } from '../shared.js'

/** What the `withCache` around a call says. */
const ambient: { context: Context<RequestOptions> | undefined } = /* @__PURE__ */ shared('ambient.1', () => ({
  context: undefined,
}))

/** What the `withCache` around this call says. */
export function ambientOptions(): RequestOptions | undefined {
  return ambient.context?.get()
}

/**
 * Options for every tagged call inside `body`, also after awaits (in browsers until its first await). An inner
 * `withCache` and options at a call win over an outer one.
 * @returns what `body` returns
 * @throws OptionError for an unknown option or a value of the wrong type
 */
export function withCache<R>(options: CacheOptions, body: () => R): R {
  const passed = resolveCallOptions(options, 'withCache')
  const context = (ambient.context ??= platform.createContext<RequestOptions>())
  return context.run(mergeOptions(context.get() ?? {}, passed), body)
}
