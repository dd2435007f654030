import { taggedByPlugin } from '../errors.js'
import { fileOf } from '../module-id.js'
import type { Diagnostic } from '../stages.js'
import { takes, type ModuleFilter } from './module-filter.js'
import type { TaggedModules } from './tagged-modules.js'

/** Of a module that Vitest asks about: a string is part of its key, `false` keeps it out of the cache. */
type KeyGenerator = (module: { id: string; sourceCode: string }) => string | false | undefined

interface VitestContext {
  /** Vitest 5. */
  defineCacheKeyGenerator?(generator: KeyGenerator): void
  /** Vitest 4. */
  experimental_defineCacheKeyGenerator?(generator: KeyGenerator): void
}

/**
 * Vitest keeps transformed modules on disk, by their own text (`fsModuleCache`). A tagged module depends on more than that,
 * so it stays out; what it is made of is kept by the plugin itself.
 */
export class VitestCache {
  private readonly kept = new Set<string>()

  constructor(
    private readonly modules: TaggedModules,
    private readonly ids: ModuleFilter['id'],
  ) {}

  readonly configureVitest = (context: VitestContext): void => {
    // Vitest 5 warns of the old name.
    const define = context.defineCacheKeyGenerator ?? context.experimental_defineCacheKeyGenerator
    define?.(({ id, sourceCode }) => {
      const concerns = takes(this.ids, id) && this.modules.mayConcern(sourceCode, id)
      if (concerns) this.kept.delete(id)
      else this.kept.add(id)
      return concerns ? false : undefined
    })
  }

  keeps(id: string): boolean {
    return this.kept.has(id)
  }

  /** What is wrong with a tagged module that Vitest will keep: where it looked, in the file, there was no tag yet. */
  refuse(id: string): Diagnostic | undefined {
    return this.keeps(id) ? { ...taggedByPlugin(), severity: 'error', file: fileOf(id), line: 1, column: 1 } : undefined
  }
}
