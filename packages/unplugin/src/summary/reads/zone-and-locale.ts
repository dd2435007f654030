import type { CallNode, Identifier, Node, NodeOf } from '../../source/source-module.js'
import { isCall } from '../../source/walk.js'
import { plainKey, staticName } from '../render-code.js'
import { isUniversalTime } from '../values/evaluate.js'
import { surroundingName, type FoundRead, type ReadContext } from './names.js'

const LOCAL_TIME =
  /^((get|set)(Date|Day|FullYear|Year|Hours|Minutes|Month|Seconds|Milliseconds|TimezoneOffset)|to(Date|Time|LocaleDate|LocaleTime)String)$/
const LOCALE = /^(toLocale\w*|localeCompare)$/

/** What depends on the machine's time zone and locale: `date.getHours()`, `new Date(2024, 0)`, `Intl`, `toLocaleString()`. */
export function readZoneAndLocale(node: CallNode, callee: Node, ancestors: readonly Node[], context: ReadContext): FoundRead[] {
  const { start: offset, arguments: args } = node
  const method = callee.type === 'MemberExpression' ? (staticName(callee) ?? '') : ''
  const name = surroundingName(callee, context) ?? ''
  const makesDate =
    name === 'Date' &&
    node.type === 'NewExpression' &&
    args.length > 0 &&
    !(args.length === 1 && isUniversalTime(args[0]!) && isAskedForUniversalTime(ancestors))
  const isIntl = name.startsWith('Intl.')
  const isZoned = LOCAL_TIME.test(method) || LOCALE.test(method) || isIntl || makesDate || name === 'Date.parse'
  const found: FoundRead[] = []
  if (isZoned) found.push(timeZone(offset))
  if (LOCALE.test(method) || isIntl) found.push({ kind: 'state', name: 'default locale', expression: 'locale', offset })
  return found
}

const UNIVERSAL_TIME = /^(getTime|valueOf|toISOString|toJSON|getUTC\w+)$/
const FILE_TIME = /^([acm]|birth)time$/

/** Whether a date is only asked for what is the same in all time zones. Any other use may make a string of it: `${date}`. */
function isAskedForUniversalTime(ancestors: readonly Node[]): boolean {
  const member = ancestors.at(-1)
  return member?.type === 'MemberExpression' && UNIVERSAL_TIME.test(staticName(member) ?? '')
}

/** The dates of a file: `stat.mtime`. */
export function readFileTime(member: NodeOf<'MemberExpression'>, ancestors: readonly Node[]): FoundRead[] {
  if (!FILE_TIME.test(staticName(member) ?? '') || isAskedForUniversalTime(ancestors)) return []
  return [timeZone(member.start)]
}

/** `const { mtime } = stat` */
export const readFileTimes = (pattern: NodeOf<'ObjectPattern'>): FoundRead[] =>
  pattern.properties.some((property) => property.type === 'Property' && FILE_TIME.test(plainKey(property) ?? ''))
    ? [timeZone(pattern.start)]
    : []

/** The class itself as a value: `class Day extends Date`, `Reflect.construct(Date, [0])`. */
export function readDateClass(identifier: Identifier, ancestors: readonly Node[]): FoundRead[] {
  const parent = ancestors.at(-1)
  if (identifier.name !== 'Date' || !parent) return []
  const isCalled = isCall(parent) && parent.callee === identifier
  if (isCalled || /^(MemberExpression|BinaryExpression)$/.test(parent.type)) return []
  return [timeZone(identifier.start)]
}

const timeZone = (offset: number): FoundRead => ({ kind: 'state', name: 'time zone', expression: 'zone', offset })
