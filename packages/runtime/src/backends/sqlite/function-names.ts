import type { FunctionReference } from '../backend.js'
import type { Database } from './database.js'
import { NAME_FUNCTION } from './statements.js'

/** Which functions have been named in the database. Written down before the first lease: `clear` finds by name what is under computation. */
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
