import { readsCaller, type CodePlace } from '../find/find-code.js'
import { holderOf } from '../find/tag-targets.js'
import { FILES_MARK } from '../identity/files/reaches-file-system.js'
import type { SourceModule } from '../source/source-module.js'
import type { IdentifiedFunction } from '../stages.js'
import type { KnownCode } from './know-code.js'

/**
 * As a value, a tagged function is known by its site. One that reads variables or the `this` of the code around it is known by its version and
 * what it captures: `price = (n) => n * this.rate`.
 */
export function knowTagged(module: SourceModule, fn: IdentifiedFunction, known: KnownCode): void {
  const { node, identity } = fn
  const { captured, inputs } = identity
  const around = fn.usesThis && node.type === 'ArrowFunctionExpression' ? [...captured, 'this'] : captured
  if (around.length === 0 || identity.uncached !== undefined || readsCaller(node)) return
  const place = placeOf(module, fn)
  if (!place) return
  // Without an `@`, which marks packages.
  const version = encodeURIComponent(`${identity.id} ${identity.version}`)
  known.pending.set(node, { ...place, digest: version + (identity.readsFiles ? FILES_MARK : ''), inputs, captured: around })
}

function placeOf(module: SourceModule, { node }: IdentifiedFunction): CodePlace | undefined {
  if (node.type === 'FunctionDeclaration') return node.id ? { form: 'declaration', node, name: node.id.name } : undefined
  const holder = holderOf(module, node)
  // The class stands for its methods.
  if (holder?.type === 'MethodDefinition') return undefined
  return holder?.type === 'Property' && holder.method ? { form: 'method', node, property: holder } : { form: 'expression', node }
}
