import type { Asking } from '../builds/asking.js'
import { textsOf } from './ask-rollup-text.js'

interface VitePlugin {
  name: string
  applyToEnvironment?: unknown
}

interface Context {
  environment?: { plugins?: readonly VitePlugin[] }
}

/** The compiler among the plugins, also that of an environment which is compiled in Rust. */
const COMPILER = /^(?:vite:(?:esbuild|oxc)|builtin:vite-transform)$/

/**
 * The texts that a user's plugins make. Vite's own plugins do what settings say. Some plugins of users have names like these, so those of
 * the user's configuration are noted before it is resolved.
 */
export class ViteTexts {
  private given: unknown

  /** @param plugins nested lists with empty entries and promises */
  look(plugins: unknown): void {
    this.given = plugins
  }

  /** @param all the plugins of the resolved configuration */
  async asking(all: readonly VitePlugin[]): Promise<Asking['text']> {
    const users = new Set(await flatten(this.given))
    if (!all.some((plugin) => users.has(plugin) && (plugin.applyToEnvironment || textsOf([plugin])))) return undefined
    const own = new Set(all.filter((plugin) => !users.has(plugin)).map(({ name }) => name))
    const compiler = all.find((plugin) => COMPILER.test(plugin.name) && own.has(plugin.name))
    const inOrder = (plugins: readonly VitePlugin[]) =>
      plugins
        .map((plugin) => (COMPILER.test(plugin.name) ? (compiler ?? plugin) : plugin))
        // A user's plugin may give an environment another one.
        .filter((plugin) => users.has(plugin) || plugin === compiler || !own.has(plugin.name))
    const texts = new WeakMap<readonly VitePlugin[], { of: Asking['text'] }>()
    return (context) => {
      const plugins = (context as Context).environment?.plugins ?? all
      let found = texts.get(plugins)
      if (!found) texts.set(plugins, (found = { of: textsOf(inOrder(plugins)) }))
      return found.of?.(context)
    }
  }
}

async function flatten(plugins: unknown): Promise<unknown[]> {
  let list = [plugins].flat(Infinity)
  while (list.some((plugin) => plugin instanceof Promise)) list = (await Promise.all(list)).flat(Infinity)
  return list
}
