import { stepOf } from '../reporting/printable.js'

/** A property, an index, or words for a part that isn't a property. */
export type Step = string | number | { readonly words: string }

/** Returns the path from an input to a part of it, in code notation: `.rows[3]`. */
export function describeTrail(trail: readonly Step[], depth: number): string {
  let text = ''
  for (let i = 0; i < depth; i++) {
    const step = trail[i] as Step
    if (typeof step === 'number') text += `[${step}]`
    else text += typeof step === 'string' ? stepOf(step) : step.words
  }
  return text
}

export function describeArgument(nameOrIndex: string | number): string {
  return typeof nameOrIndex === 'number' ? `argument ${nameOrIndex + 1}` : `argument \`${nameOrIndex}\``
}
