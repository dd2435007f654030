import { childrenOf } from '../../source/node.js'
import type { Node, NodeOf } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { isOwnUrl, literalText } from '../imported-code.js'
import { plainKey } from '../render-code.js'
import { originOf, surroundingName, type FoundRead, type ReadContext } from './names.js'

const WORKERS = /^(?:worker_threads\.)?(?:Shared)?Worker$/

/** `new Worker(file)`: code that only run time knows. `new Worker(new URL('./w.js', import.meta.url))` is followed like an import. */
export function readWorker(node: NodeOf<'NewExpression'>, context: ReadContext): FoundRead[] {
  const [file, options] = node.arguments
  if (!file || !WORKERS.test(surroundingName(node.callee, context) ?? '')) return []
  if (isOwnFile(file, context) || (literalText(file) !== undefined && !mayRunText(options))) return []
  return [{ kind: 'unfollowed', name: 'new Worker(…)', code: 'unfollowed-import', offset: node.start }]
}

/** `{ eval: true }`, or options that aren't written out. */
function mayRunText(wrapped: Node | undefined): boolean {
  const options = wrapped && unwrap(wrapped)
  if (options?.type !== 'ObjectExpression') return options !== undefined
  return options.properties.some((one) => one.type !== 'Property' || /^(?:eval|undefined)$/.test(String(plainKey(one))))
}

function isOwnFile(wrapped: Node, context: ReadContext): boolean {
  const node = unwrap(wrapped)
  if (hasOwnUrl(node)) return true
  const origin = node.type === 'Identifier' ? originOf(node, context.scopes) : undefined
  const init = typeof origin === 'object' && 'declarator' in origin ? origin.declarator.init : undefined
  return Boolean(init && hasOwnUrl(init))
}

const hasOwnUrl = (node: Node): boolean => (node.type === 'NewExpression' && isOwnUrl(node)) || childrenOf(node).some(hasOwnUrl)
