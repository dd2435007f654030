import { nuxtWithoutNitro } from '../errors.js'

// On `globalThis`: a configuration may have loaded another copy of this module.
const made = Symbol.for('cachecache.rollup-plugin')

/** There is a plugin for Rollup or Rolldown in this process. */
export function noteRollupPlugin(): void {
  Reflect.set(globalThis, made, true)
}

/**
 * Nuxt builds pages with Vite, and the routes of the server with Nitro, whose plugins are others. Both are made when the
 * configuration is loaded.
 *
 * @throws where Vite has the plugin and Nitro has none
 */
export function requireNitroPlugin(plugins: readonly { name: string }[]): void {
  const isNuxt = plugins.some(({ name }) => name.startsWith('nuxt:'))
  if (isNuxt && Reflect.get(globalThis, made) !== true) throw nuxtWithoutNitro()
}
