import { bunPlugin, type BunPlugin } from './adapters/bun-hooks.js'
import type { PluginOptions } from './resolve-options.js'

// Doesn't use unplugin, for the same reason as `vite.ts`.
/** For `Bun.build({ plugins: [cachecache()] })`, and for `Bun.plugin(cachecache())` in a file that `bun --preload` loads. */
export default function cachecache(options?: PluginOptions): BunPlugin {
  return bunPlugin(options)
}
