import type { Backend, FunctionUsage, Removed, StoreStats, SyncAccess } from './backend.js'

/** Stands for a database file that doesn't exist and must not be created. It contains nothing and stores nothing. */
export class AbsentStore implements Backend {
  readonly name = 'sqlite'
  readonly sync: SyncAccess = { read: () => undefined, write: () => {} }

  constructor(readonly location: string) {}

  async read(): Promise<undefined> {}

  write(): void {}

  async has(): Promise<boolean> {
    return false
  }

  async delete(): Promise<boolean> {
    return false
  }

  async list(): Promise<FunctionUsage[]> {
    return []
  }

  async stats(): Promise<StoreStats> {
    return { path: this.location, backend: this.name, entries: 0, functions: 0, bytes: 0 }
  }

  async remove(): Promise<Removed> {
    return { removed: 0, bytes: 0 }
  }

  async prune(): Promise<Removed> {
    return { removed: 0, bytes: 0 }
  }

  async close(): Promise<void> {}
}
