import type { ModuleCode } from '../identity/identify-code.js'
import type { Node, NodeOf } from '../source/source-module.js'
import { ownName } from '../source/walk.js'
import type { RewriteContext } from './context.js'
import { addLink, wrapExpression, type Links } from './link-functions.js'

/**
 * The names under which the run time notes fields that methods make. Of `#private` ones, the class tells how they are read and written:
 * `class C { #a }` → `class C {static{$slot("#app/src/c.ts C.#a",(o)=>o.#a,(o,v)=>{o.#a=v});} #a }`
 *
 * @returns by the value; none for a collection to which a method adds
 */
export function nameFields(
  { module, names, typed }: RewriteContext,
  { name: file, madeFields }: ModuleCode,
  links: Links,
): [Node, string | undefined][] {
  const slots = new Map<string, NodeOf<'ClassBody'>>()
  return madeFields.flatMap(({ how, node, name, owner }): [Node, string | undefined][] => {
    if (!owner) return [[node, how === 'grow' ? undefined : name]]
    const slot = `#${file} ${ownName(module.scopes.parentOf(owner)!) ?? ''}.${name}`
    const other = slots.get(slot)
    // Two classes of one name.
    if (other && other !== owner) return []
    if (!other) {
      slots.set(slot, owner)
      const [object, value] = [names.options, names.rest].map((each) => (typed ? `${each}:any` : each))
      const access = `(${object})=>${names.options}.${name},(${object},${value})=>{${names.options}.${name}=${names.rest}}`
      addLink(links.classes, owner, `${names.runtime('slot')}(${JSON.stringify(slot)},${access});`)
    }
    return [[node, slot]]
  })
}

/**
 * `this.rows ??= load()` → `this.rows ??= $kept(load(),this,"rows")`
 * `this.memo.set(key, value)` → `$growing(this.memo).set(key, value)`
 */
export function markField(context: RewriteContext, node: Node, name: string | undefined): void {
  const { edits, names } = context
  if (name !== undefined) wrapExpression(context, node, names.runtime('kept'), `this,${JSON.stringify(name)}`)
  else edits.wrap(node.start, node.end, `${names.runtime('growing')}(`, ')')
}
