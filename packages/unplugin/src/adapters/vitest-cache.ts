import { taggedByPlugin } from '../errors.js'
import { fileOf } from '../module-id.js'
import type { Diagnostic } from '../stages.js'
import { takes, type ModuleFilter } from './module-filter.js'
import type { TaggedModules } from './builds/tagged-modules.js'

/** Called for each module: a string becomes part of Vitest's cache key, `false` excludes the module from the cache. */
type KeyGenerator = (module: { id: string; sourceCode: string }) => string | false | undefined

interface VitestContext {
  /** Vitest 5. */
  defineCacheKeyGenerator?(generator: KeyGenerator): void
  /** Vitest 4. */
  experimental_defineCacheKeyGenerator?(generator: KeyGenerator): void
}

/**
 * Vitest caches transformed modules on disk by their own text (`fsModuleCache`). A tagged module depends on more than that, so
 * it is excluded; the plugin stores its result itself.
 */
export class VitestCache {
  private readonly unaffected = new Set<string>()

  constructor(
    private readonly modules: TaggedModules,
    private readonly ids: ModuleFilter['id'],
  ) {}

  readonly configureVitest = (context: VitestContext): void => {
    // Vitest 5 warns about the old name.
    const define = context.defineCacheKeyGenerator ?? context.experimental_defineCacheKeyGenerator
    define?.(({ id, sourceCode }) => {
      const concerns = takes(this.ids, id) && this.modules.mayConcern(sourceCode, id)
      if (concerns) this.unaffected.delete(id)
      else this.unaffected.add(id)
      return concerns ? false : undefined
    })
  }

  keeps(id: string): boolean {
    return this.unaffected.has(id)
  }

  /** The problem with a tagged module that Vitest will cache: when Vitest read the file, it had no tag yet. */
  refuse(id: string): Diagnostic | undefined {
    return this.keeps(id) ? { ...taggedByPlugin(), severity: 'error', file: fileOf(id), line: 1, column: 1 } : undefined
  }
}
