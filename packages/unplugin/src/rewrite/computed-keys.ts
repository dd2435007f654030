import type { Node, NodeOf } from '../source/source-module.js'
import type { RewriteContext } from './context.js'

interface Keyed {
  key: Node
  computed: boolean
}

/**
 * An expression that gives the key of a property once more, after the property has been made. None if it may give another value then, or run
 * code that anyone could notice.
 */
function repeatedKey({ module, constants }: RewriteContext, { key, computed }: Keyed): string | undefined {
  if (!computed && key.type === 'Identifier') return JSON.stringify(key.name)
  return constants.has(key) ? module.text.slice(key.start, key.end) : undefined
}

/**
 * The name that a function gets from a computed key, which only run time knows, as an expression: the language makes it.
 * `[Kind.A]: (n) => n` → `({[Kind.A](){}})[Kind.A].name`
 */
export function nameOfKey(context: RewriteContext, holder: Keyed): string | undefined {
  const key = repeatedKey(context, holder)
  return key === undefined ? undefined : `({[${key}](){}})[${key}].name`
}

/**
 * The keys of an object literal that has computed ones, as a list for the code behind the literal. A key that two properties have is none, as
 * the later one has replaced the earlier one; neither is what a key has become by now.
 *
 * @returns undefined if a key can't be repeated
 */
export function listKeys(context: RewriteContext, { properties }: NodeOf<'ObjectExpression'>): string | undefined {
  const keys = properties.map((item) => (item.type === 'Property' ? repeatedKey(context, item) : undefined))
  if (keys.includes(undefined)) return undefined
  const any = context.typed ? ':any' : ''
  const named = `[${keys.join(',')}].map((k${any})=>typeof k==="symbol"?k:\`\${k}\`)`
  return `${named}.map((k${any},i${any},all${any})=>all.indexOf(k)===all.lastIndexOf(k)?k:Symbol())`
}
