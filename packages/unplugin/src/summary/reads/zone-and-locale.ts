import type { CallNode, Identifier, Node, NodeOf } from '../../source/source-module.js'
import { isCall, unwrap } from '../../source/walk.js'
import { literalText } from '../imported-code.js'
import { plainKey, staticName } from '../render-code.js'
import { evaluate } from '../values/evaluate.js'
import { isUniversalTime } from '../values/values-of-names.js'
import { constantText, surroundingName, type FoundRead, type ReadContext } from './names.js'

const LOCAL_TIME =
  /^((get|set)(Date|Day|FullYear|Year|Hours|Minutes|Month|Seconds|Milliseconds|TimezoneOffset)|to(Date|Time|LocaleDate|LocaleTime)String)$/
const LOCALE = /^(toLocale\w*|localeCompare)$/

/** What depends on the machine's time zone and locale: `date.getHours()`, `new Date(2024, 0)`, `Intl`, `toLocaleString()`. */
export function readZoneAndLocale(
  node: CallNode,
  callee: Node,
  name: string | undefined,
  ancestors: readonly Node[],
  context: ReadContext,
): FoundRead[] {
  const { start: offset, arguments: args } = node
  const method = callee.type === 'MemberExpression' ? methodOf(callee, context) : ''
  const makesDate =
    name === 'Date' &&
    node.type === 'NewExpression' &&
    args.length > 0 &&
    !(args.length === 1 && isUniversalTime(args[0]!) && isAskedForUniversalTime(ancestors))
  const found = readMethod(method, offset)
  const isIntl = name?.startsWith('Intl.') === true
  if (!isIntl && !makesDate && name !== 'Date.parse') return found
  return [...found, timeZone(offset), ...(isIntl ? [locale(offset)] : [])]
}

/** `String.prototype.localeCompare`, passed on or called by `call`. What `readZoneAndLocale` sees isn't repeated. */
export function readMethodAsValue(member: NodeOf<'MemberExpression'>, ancestors: readonly Node[]): FoundRead[] {
  const parent = ancestors.at(-1)
  const isCalled = parent !== undefined && isCall(parent) && unwrap(parent.callee) === member
  return isCalled ? [] : readMethod(staticName(member) ?? '', member.start)
}

/** `const { toLocaleUpperCase } = String.prototype` */
export const readMethodsOfPattern = ({ properties }: NodeOf<'ObjectPattern'>): FoundRead[] =>
  properties.flatMap((property) => (property.type === 'Property' ? readMethod(plainKey(property) ?? '', property.start) : []))

function readMethod(method: string, offset: number): FoundRead[] {
  if (method === ANY || LOCALE.test(method)) return [timeZone(offset), locale(offset)]
  return LOCAL_TIME.test(method) ? [timeZone(offset)] : NONE
}

const NONE: FoundRead[] = []

/** A method whose name only run time knows, of a value that may be a built-in one. */
const ANY = '*'

/** The method that a call names: `x.m()`, `x[m]()`, `x[m].call(y)`. */
function methodOf(callee: NodeOf<'MemberExpression'>, context: ReadContext): string {
  const name = staticName(callee)
  if (name !== undefined && /^(?:call|apply|bind)$/.test(name)) {
    const inner = unwrap(callee.object)
    return inner.type === 'MemberExpression' && staticName(inner) === undefined ? methodOf(inner, context) : ''
  }
  if (name !== undefined || callee.property.type === 'PrivateIdentifier') return name ?? ''
  const known = literalText(callee.property) ?? constantText(callee.property, context)
  if (known !== undefined) return known
  // A symbol, an index, or a table of functions.
  const key = unwrap(callee.property)
  const isIndex = key.type === 'Literal' || surroundingName(key, context)?.startsWith('Symbol.') === true
  return isIndex || evaluate(callee.object, context.scopes).shape.kind === 'object' ? '' : ANY
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

const locale = (offset: number): FoundRead => ({ kind: 'state', name: 'default locale', expression: 'locale', offset })

const timeZone = (offset: number): FoundRead => ({ kind: 'state', name: 'time zone', expression: 'zone', offset })
