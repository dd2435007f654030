import { createRequire } from 'node:module'
import path from 'node:path'
import type { PluginContext } from 'rollup'
import { runtimeSpecifier } from './runtime-package.js'

type ResolveOptions = NonNullable<Parameters<PluginContext['resolve']>[2]>

/** The file for Node behind a runtime specifier, resolved from the importer. */
export function findRuntime(source: string, importer: string | undefined): string {
  return createRequire(importer ?? `${process.cwd()}/`).resolve(source)
}

/**
 * Includes the runtime in a Rollup bundle whose other plugins may make packages external. Nitro's plugin does so with all files
 * below `node_modules`, including those that the runtime's entries import.
 */
export class BundledRuntime {
  readonly #files = new Set<string>()

  async resolve(context: PluginContext, source: string, importer: string | undefined, options: ResolveOptions) {
    if (importer !== undefined && this.#files.has(importer) && source.startsWith('.')) {
      return this.#inside(path.resolve(path.dirname(importer), source))
    }
    if (!runtimeSpecifier.test(source)) return null
    const resolved = await context.resolve(source, importer, { ...options, skipSelf: true })
    if (resolved && !resolved.external && path.isAbsolute(resolved.id)) return this.#inside(resolved.id)
    return this.#inside(findRuntime(source, importer))
  }

  #inside(id: string) {
    this.#files.add(id)
    return { id, external: false }
  }
}
