import { compiledBefore } from '../errors.js'
import type { Diagnostic } from '../stages.js'
import { fileOf } from '../module-id.js'

/** `@rollup/plugin-typescript` compiles in its `load` hook, so no other plugin can get the source, whatever the order. */
export class CompilingLoader {
  private present = false

  /** Searches the user's Rollup plugins, which may be nested lists with empty entries. */
  look(plugins: unknown): void {
    this.present = [plugins].flat(Infinity).some((plugin) => {
      const { name, load } = (plugin ?? {}) as { name?: unknown; load?: unknown }
      return name === 'typescript' && load !== undefined
    })
  }

  /** The error for a tagged module that has lost its types, which determine where its options go and what they can reach. */
  refuse(id: string): Diagnostic | undefined {
    const file = fileOf(id)
    if (!this.present || !/\.[cm]?tsx?$/.test(file)) return undefined
    return { ...compiledBefore(), severity: 'error', file, line: 1, column: 1 }
  }
}
