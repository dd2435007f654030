import { Unkeyable } from '../reporting/errors.js'
import { stepOf } from '../reporting/printable.js'

/** A property, an index, or words for a part that isn't a property. */
export type Step = string | number | { readonly words: string }

/** Below this depth, a child is rendered after its parents, so that deep values don't overflow the stack. Part of the format. */
export const depthLimit = 100
export const deep: Step = { words: ` (${depthLimit} levels down or more)` }
export const symbolKey: Step = { words: ' (at a symbol)' }

export type UnkeyableOptions = ConstructorParameters<typeof Unkeyable>[1]

/**
 * Describes where an input has a part that can't be part of a key, in code notation: ``argument `x`.rows[3]``.
 *
 * @param root the name or index of an argument, or words for another input
 */
export function unkeyableAt(
  root: string | number,
  isArgument: boolean,
  trail: readonly Step[],
  reason: string,
  options?: UnkeyableOptions,
): Unkeyable {
  const details = isArgument || root === '`this`' ? options : { code: 'unkeyable-value', ...options }
  return new Unkeyable(`${nameOfRoot(root, isArgument)}${trail.map(textOfStep).join('')} ${reason}`, details)
}

function textOfStep(step: Step): string {
  if (typeof step === 'number') return `[${step}]`
  return typeof step === 'string' ? stepOf(step) : step.words
}

/** The name of an input in messages. */
export function nameOfRoot(root: string | number, isArgument: boolean): string {
  if (typeof root === 'number') return `argument ${root + 1}`
  return isArgument ? `argument \`${root}\`` : root
}
