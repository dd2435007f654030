import type { FunctionReference } from '../backend.js'
import type { Database } from './database.js'
import { NAME_FUNCTION } from './statements.js'

/**
 * Tracks which functions are named in the database. Names are written before the first lease, because `clear` finds running computations by
 * name.
 */
export class FunctionNames {
  readonly #named = new Set<string>()
  #generation = -1

  constructor(readonly database: Database) {}

  add({ prefix, id, version }: FunctionReference): void {
    this.database.run((connection) => {
      if (this.#generation !== this.database.generation) this.#named.clear()
      this.#generation = this.database.generation
      if (this.#named.has(prefix)) return
      connection.run(NAME_FUNCTION, prefix, id, version)
      this.#named.add(prefix)
    })
  }
}
