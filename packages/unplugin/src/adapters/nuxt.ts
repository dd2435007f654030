import { nuxtWithoutNitro } from '../errors.js'

// Stored on `globalThis`, because a configuration may have loaded another copy of this module.
const made = Symbol.for('cachecache.rollup-plugin')

/** Records that this process has a plugin for Rollup or Rolldown. */
export function noteRollupPlugin(): void {
  Reflect.set(globalThis, made, true)
}

/**
 * Nuxt builds pages with Vite and server routes with Nitro, which has its own plugins. Both plugins are created when the
 * configuration is loaded.
 * @throws if Vite has the plugin and Nitro doesn't
 */
export function requireNitroPlugin(plugins: readonly { name: string }[]): void {
  const isNuxt = plugins.some(({ name }) => name.startsWith('nuxt:'))
  if (isNuxt && Reflect.get(globalThis, made) !== true) throw nuxtWithoutNitro()
}
