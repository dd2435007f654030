import { compiledBefore } from '../errors.js'
import type { Diagnostic } from '../stages.js'
import { fileOf } from '../module-id.js'

/** `@rollup/plugin-typescript` compiles in its `load` hook, so no order of plugins gives another one the source. */
export class CompilingLoader {
  private present = false

  /** Looks for it among Rollup's plugins as the user wrote them: nested lists, with gaps. */
  look(plugins: unknown): void {
    this.present = [plugins].flat(Infinity).some((plugin) => {
      const { name, load } = (plugin ?? {}) as { name?: unknown; load?: unknown }
      return name === 'typescript' && load !== undefined
    })
  }

  /** What is wrong with a tagged module that has lost its types: where its options go, and what they let it reach. */
  refuse(id: string): Diagnostic | undefined {
    const file = fileOf(id)
    if (!this.present || !/\.[cm]?tsx?$/.test(file)) return undefined
    return { ...compiledBefore(), severity: 'error', file, line: 1, column: 1 }
  }
}
