/** The parts of a loader's `this` that say what a module was built from. */
interface Dependencies {
  cacheable?(flag: boolean): void
  clearDependencies?(): void
  addDependency?(file: string): void
  addMissingDependency?(file: string): void
}

/**
 * webpack and Rspack cache modules by the files that they were built from. A rewritten module depends on more: import targets that
 * it isn't built with, and files that don't exist yet. Building it again is cheap, because the plugin stores its results.
 *
 * A loader that runs later may clear all this, as ts-loader does: a module would come from the cache with an old version.
 */
export function buildAlways(loader: Dependencies, files: Iterable<string>, missing: Iterable<string> = []): void {
  const tell = () => {
    for (const file of files) loader.addDependency?.(file)
    for (const file of missing) loader.addMissingDependency?.(file)
    loader.cacheable?.(false)
  }
  const clear = loader.clearDependencies?.bind(loader)
  if (clear) {
    loader.clearDependencies = () => {
      clear()
      tell()
    }
  }
  tell()
}
