import { partsOfClass, type MemberParts } from '../describe/class-parts.js'
import type { ModuleCode } from '../identity/identify-code.js'
import type { Class } from '../summary/values/value-syntax.js'
import type { NumberedFunction, RewriteContext } from './context.js'
import { privateFieldsOf } from './private-fields.js'

/**
 * `$members(C,{"find":[["db",["model",["ask"]],["#rate",0,0]],["load"]]});`: what each method of a class reads of `this`. None for browsers,
 * and none if the class doesn't show it.
 */
export function writeMembers({ module, names, forBrowsers }: RewriteContext, node: Class, value: string): string {
  const parts = forBrowsers ? undefined : partsOfClass(module, node)
  if (!parts) return ''
  const places = privateFieldsOf(node.body)
  const table = parts.names.flatMap((name) => {
    const found = parts.of(name)
    return found ? [[name, partsOf(found, places)] as const] : []
  })
  if (!table.some(([, [fields, , updated]]) => fields.length > 0 || updated)) return ''
  const facts = [value, JSON.stringify(Object.fromEntries(table)), ...(parts.ofNode ? ['1'] : [])]
  return `${names.runtime('members')}(${facts.join(',')});`
}

function partsOf(found: MemberParts, places: readonly string[]): [fields: unknown[], methods: string[], updated?: string[]] {
  const parts = [fieldsOf(found, places), [...found.methods].sort()] as [unknown[], string[]]
  return found.updated.size > 0 ? [...parts, [...found.updated].sort()] : parts
}

/** In code-unit order, since the order is part of the key. */
const fieldsOf = ({ fields }: MemberParts, places: readonly string[]): unknown[] =>
  [...fields]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, used]) => {
      const members = used === 'all' ? 0 : used
      if (name.startsWith('#')) return [name, members, places.indexOf(name)]
      return members === 0 ? name : [name, members]
    })

/** `self:$self("digest","find")` and `given:$given([["ask"],0])`: how a call's key sees `this` and the arguments. */
export function writeParts(
  { names, forBrowsers }: RewriteContext,
  fn: NumberedFunction,
  code: ModuleCode,
): Record<string, string> {
  const fields: Record<string, string> = {}
  if (forBrowsers) return fields
  const { parts, members, params } = fn
  const digest = code.entries.find(({ node }) => node === parts?.node)?.digest
  if (parts && digest !== undefined)
    fields['self'] = `${names.runtime('self')}(${JSON.stringify(digest)},${JSON.stringify(parts.method)})`
  if (members.size > 0)
    fields['given'] = `${names.runtime('given')}(${JSON.stringify(params.map((name) => members.get(name) ?? 0))})`
  return fields
}
