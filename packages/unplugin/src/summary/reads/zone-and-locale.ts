import type { Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
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
  const makesDate = name === 'Date' && node.type === 'NewExpression' && args.length > 0 && !isUniversalTime(args)
  const isIntl = name.startsWith('Intl.')
  const zone = LOCAL_TIME.test(method) || LOCALE.test(method) || isIntl || makesDate || name === 'Date.parse'
  const found: FoundRead[] = []
  if (zone) found.push({ kind: 'state', name: 'time zone', expression: 'zone', offset })
  if (LOCALE.test(method) || isIntl) found.push({ kind: 'state', name: 'default locale', expression: 'locale', offset })
  return found
}

/** One number of milliseconds, or a string with a time zone. */
function isUniversalTime(args: readonly Node[]): boolean {
  const value = unwrap(args[0]!)['value'] as unknown
  return (
    args.length === 1 &&
    (typeof value === 'number' || (typeof value === 'string' && /^\d{4}(-\d\d){0,2}$|Z$|[+-]\d\d:\d\d$/.test(value)))
  )
}
