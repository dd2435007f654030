import { CLASS_KINDS } from './class-kinds.js'
import type { Expressions } from './expressions.js'
import type { Kind } from './kind.js'
import type { Declaration, Module } from './model.js'
import { MODULE_KINDS } from './module-kinds.js'
import { PLAIN_KINDS } from './plain-kinds.js'
import { TAGGED_KINDS } from './tagged-kinds.js'

/** Declarations that tagged functions reach. */
export const KINDS: Record<string, Kind> = { ...PLAIN_KINDS, ...CLASS_KINDS, ...MODULE_KINDS }
/** Declarations with a tag. */
export const TAGGED = TAGGED_KINDS

const ASYNC = /^(asynchronous|asyncGenerator|awaited|topLevelAwait)$/

/** A declaration of a module from one of the tables. @param known what it may name */
export function declare(
  name: string,
  module: Module,
  kind: string,
  table: Record<string, Kind>,
  e: Expressions,
  known: readonly Declaration[],
): Declaration {
  const visible = known.filter(({ sync }) => sync || ASYNC.test(kind))
  const steady = visible.filter((other) => other.steady)
  const made = table[kind]!(name, e, (locals = [], what) => ({
    module,
    locals,
    visible: what === 'steady' ? steady : visible,
  }))
  const declaration: Declaration = {
    name,
    module,
    code: made.code,
    movable: made.movable ?? false,
    sync: made.sync ?? true,
    steady: !made.changes && made.code.every((part) => typeof part === 'string' || !('ref' in part) || part.ref.steady),
    use: (x) => made.use({ ref: declaration }, x),
    ...(made.changes ? { changes: made.changes } : {}),
    ...(made.call ? { call: made.call } : {}),
    ...(made.extendable ? { extendable: true } : {}),
  }
  return declaration
}
