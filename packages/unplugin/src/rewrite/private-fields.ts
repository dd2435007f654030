import type { Node, SourceModule } from '../source/source-module.js'
import type { RewriteContext } from './context.js'

/** For a class without private instance state. */
export const NO_FIELDS = { setup: '', read: '()=>[]' }

const FIELD = /^(?:PropertyDefinition|AccessorProperty)$/

/**
 * `class { #a; accessor b }` → `(o)=>[o.#a,b.call(o)]`, for a static block of the class, after its setup. None if one of the
 * fields can't be read: then no instance has a key.
 */
export function readPrivateFields(
  { module, names, typed }: RewriteContext,
  body: Node,
): { setup: string; read: string } | undefined {
  const members = body['body'] as Node[]
  // A decorator may have replaced the accessor with its own code.
  if (members.some(({ type, computed, decorators }) => type === 'AccessorProperty' && (computed || decorators.length > 0)))
    return undefined
  const fields = members.filter((member) => FIELD.test(member.type) && !member['static'] && isPrivate(member))
  // When compiled to an older target, methods look like fields.
  if (fields.length === 0) return members.some(isPrivate) ? NO_FIELDS : undefined
  const object = names.options
  const setup: string[] = []
  const reads: string[] = []
  for (const [index, { key }] of fields.entries()) {
    if (key.type === 'PrivateIdentifier') reads.push(`${object}.#${key['name'] as string}`)
    else {
      const name = key.type === 'Identifier' ? JSON.stringify(key['name']) : module.text.slice(key.start, key.end)
      const getter = `${names.frame}${index}`
      // `Object` may be shadowed in the module; the constructor of a literal can't be.
      const constructor = `(${typed ? '{} as any' : '{}'}).constructor`
      setup.push(`const ${getter}=${constructor}.getOwnPropertyDescriptor(this.prototype,${name}).get;`)
      reads.push(`${getter}.call(${object})`)
    }
  }
  return { setup: setup.join(''), read: `(${object}${typed ? ':any' : ''})=>[${reads.join(',')}]` }
}

const isPrivate = ({ type, key }: Node) => type === 'AccessorProperty' || (key as Node | undefined)?.type === 'PrivateIdentifier'

/** `static #count` and `static accessor mode` are state of the class, like its public static fields. */
export function readPrivateStatics({ text }: SourceModule, body: Node): string[] {
  return (body['body'] as Node[])
    .filter((member) => FIELD.test(member.type) && member['static'] && isPrivate(member) && !member['computed'])
    .map(({ key }) =>
      key.type === 'Literal' ? `this[${text.slice(key.start, key.end)}]` : `this.${text.slice(key.start, key.end)}`,
    )
}
