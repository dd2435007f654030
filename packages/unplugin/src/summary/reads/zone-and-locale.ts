import type { Node } from '../../source/source-module.js'
import { staticName } from '../render-code.js'
import { isUniversalTime } from '../values/evaluate.js'
import { surroundingName, type FoundRead, type ReadContext } from './names.js'

const LOCAL_TIME =
  /^((get|set)(Date|Day|FullYear|Year|Hours|Minutes|Month|Seconds|Milliseconds|TimezoneOffset)|to(Date|Time|LocaleDate|LocaleTime)String)$/
const LOCALE = /^(toLocale\w*|localeCompare)$/

/** What depends on the machine's time zone and locale: `date.getHours()`, `new Date(2024, 0)`, `Intl`, `toLocaleString()`. */
export function readZoneAndLocale(node: Node, callee: Node, context: ReadContext): FoundRead[] {
  const { start: offset } = node
  const method = callee.type === 'MemberExpression' ? (staticName(callee) ?? '') : ''
  const name = surroundingName(callee, context) ?? ''
  const args = node['arguments'] as Node[]
  const makesDate =
    name === 'Date' && node.type === 'NewExpression' && args.length > 0 && !(args.length === 1 && isUniversalTime(args[0]!))
  const isIntl = name.startsWith('Intl.')
  const zone = LOCAL_TIME.test(method) || LOCALE.test(method) || isIntl || makesDate || name === 'Date.parse'
  const found: FoundRead[] = []
  if (zone) found.push({ kind: 'state', name: 'time zone', expression: 'zone', offset })
  if (LOCALE.test(method) || isIntl) found.push({ kind: 'state', name: 'default locale', expression: 'locale', offset })
  return found
}
