import type { ClassElement } from 'oxc-parser'
import type { NodeOf, SourceModule } from '../source/source-module.js'
import type { RewriteContext } from './context.js'

/** For a class without private instance state. */
export const NO_FIELDS = { setup: '', read: '()=>[]' }

export const isField = (member: ClassElement | undefined): member is NodeOf<'PropertyDefinition' | 'AccessorProperty'> =>
  member?.type === 'PropertyDefinition' || member?.type === 'AccessorProperty'

/**
 * `class { #a; accessor b }` → `(o)=>[o.#a,b.call(o)]`, for a static block of the class, after its setup. None if one of the
 * fields can't be read: then no instance has a key.
 */
export function readPrivateFields(
  { module, names, typed }: RewriteContext,
  { body: members }: NodeOf<'ClassBody'>,
): { setup: string; read: string } | undefined {
  // A decorator may have replaced the accessor with its own code.
  if (members.some((member) => member.type === 'AccessorProperty' && (member.computed || member.decorators.length > 0)))
    return undefined
  const fields = members.filter(isField).filter((member) => !member.static && isPrivate(member))
  // When compiled to an older target, methods look like fields.
  if (fields.length === 0) return members.some(isPrivate) ? NO_FIELDS : undefined
  const object = names.options
  const setup: string[] = []
  const reads: string[] = []
  for (const [index, { key }] of fields.entries()) {
    if (key.type === 'PrivateIdentifier') reads.push(`${object}.#${key.name}`)
    else {
      const name = key.type === 'Identifier' ? JSON.stringify(key.name) : module.text.slice(key.start, key.end)
      const getter = `${names.frame}${index}`
      // `Object` may be shadowed in the module; the constructor of a literal can't be.
      const constructor = `(${typed ? '{} as any' : '{}'}).constructor`
      setup.push(`const ${getter}=${constructor}.getOwnPropertyDescriptor(this.prototype,${name}).get;`)
      reads.push(`${getter}.call(${object})`)
    }
  }
  return { setup: setup.join(''), read: `(${object}${typed ? ':any' : ''})=>[${reads.join(',')}]` }
}

/** The names of what `readPrivateFields` reads, with `#`; accessors have none. */
export const privateFieldsOf = ({ body }: NodeOf<'ClassBody'>): string[] =>
  body
    .filter(isField)
    .filter((member) => !member.static && isPrivate(member))
    .map(({ key }) => (key.type === 'PrivateIdentifier' ? `#${key.name}` : ''))

const isPrivate = (member: ClassElement) =>
  member.type === 'AccessorProperty' || ('key' in member && member.key.type === 'PrivateIdentifier')

/** `static #count` and `static accessor mode` are state of the class, like its public static fields. */
export function readPrivateStatics({ text }: SourceModule, { body }: NodeOf<'ClassBody'>): string[] {
  return body
    .filter(isField)
    .filter((member) => member.static && isPrivate(member) && !member.computed)
    .map(({ key }) =>
      key.type === 'Literal' ? `this[${text.slice(key.start, key.end)}]` : `this.${text.slice(key.start, key.end)}`,
    )
}
