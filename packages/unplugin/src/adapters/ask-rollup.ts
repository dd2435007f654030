import type { AskBundler } from './builds/asked-imports.js'

/** The hosts' own plugins, which lead imports where the settings say. The one for CommonJS only wraps what others resolve. */
const OWN = /^(?:cachecache|commonjs|(?:vite|vitest|native|builtin):.*)$/
/** Rolldown's plugins in Rust, which have no hooks here. */
const BUILTIN = /^builtin:.*(?:alias|resolve)/

interface Led {
  name?: unknown
  resolveId?: unknown
  then?: unknown
}

/** Whether one of the plugins may lead an import elsewhere. They may be nested lists with empty entries. */
export const mayLead = (plugins: unknown): boolean =>
  [plugins].flat(Infinity).some((plugin) => {
    const { name, resolveId, then } = (plugin ?? {}) as Led
    const text = typeof name === 'string' ? name : ''
    return BUILTIN.test(text) || (!OWN.test(text) && (resolveId !== undefined || then !== undefined))
  })

interface Resolved {
  id: string
  external?: boolean | string
}

interface Context {
  resolve?(source: string, importer: string, options: object): Promise<Resolved | null>
  /** Vite's. */
  environment?: {
    mode?: string
    config?: { cacheDir?: string }
    pluginContainer?: { resolveId(source: string, importer: string, options: object): Promise<Resolved | null> }
  }
}

/**
 * Asks through the context of a plugin's hook. The plugin for CommonJS loads what it resolves for an `import`, and a module that imports this
 * one would wait for it forever. It doesn't for `require`, which may lead to another file of a package.
 */
export function askRollup(context: object): AskBundler {
  const { environment } = context as Context
  const { mode, config, pluginContainer } = environment ?? {}
  const made = config?.cacheDir?.replaceAll('\\', '/')
  const find = (source: string, importer: string, custom: object) =>
    mode === 'dev' && pluginContainer
      ? // Otherwise Vite would prepare the package for the browser and reload the page.
        pluginContainer.resolveId(source, importer, { scan: true })
      : (context as Context).resolve?.(source, importer, { skipSelf: true, ...custom })
  return async (source, importer, kind) => {
    const required = await find(source, importer, { kind, custom: { 'node-resolve': { isRequire: true } } })
    const answer = (resolved: Resolved | null | undefined) =>
      // What Vite makes of a package.
      !resolved || (made !== undefined && resolved.id.startsWith(`${made}/`))
        ? undefined
        : { id: resolved.id, external: Boolean(resolved.external) }
    const found = answer(required)
    return found && { ...found, again: async () => answer(await find(source, importer, { kind })) }
  }
}
