import { createRequire } from 'node:module'
import { badIgnore, badOptions, badOptionType, badVersion, noDuration, unknownOption, type Problem } from '../errors.js'
import { parseText } from '../source/parse-text.js'
import type { Node, NodeOf } from '../source/source-module.js'
import type { TagOptionsSource } from '../stages.js'
import { suggest } from '../suggest.js'
import type { CommentTag } from './comment-tags.js'

/** How messages describe the expected value. */
interface Wanted {
  types: readonly string[]
  words: string
  example: string
}

const flag: Wanted = { types: ['boolean'], words: '`true` or `false`', example: 'true' }

/** The tag options, and the checks that the text alone allows. The runtime checks the content of strings. */
const OPTIONS: Record<string, Wanted | undefined> = {
  ttl: { types: ['number', 'string'], words: 'a duration: a number or a string', example: "'1h'" },
  ignore: undefined,
  cacher: undefined,
  version: undefined,
  again: flag,
  cacheResults: { ...flag, example: 'false' },
  cachePath: { types: ['string'], words: 'a path', example: "'reports'" },
  files: flag,
  pure: flag,
  inputs: { types: ['function'], words: 'a function of the arguments', example: '(id) => revisionOf(id)' },
}

export const TAG_OPTIONS: readonly string[] = Object.keys(OPTIONS)

export interface TagOptions extends TagOptionsSource {
  /** The parsed literal; its offsets plus `shift` are offsets in the module. */
  literal: NodeOf<'ObjectExpression'>
  shift: number
  problems: PlacedProblem[]
}

export interface PlacedProblem {
  offset: number
  problem: Problem
}

/** Reads the object literal after `@cache`, if there is one. */
export function readTagOptions(tag: CommentTag): TagOptions | PlacedProblem | undefined {
  const before = tag.rest.search(/\S/)
  const start = tag.restStart + Math.max(before, 0)
  const rest = before < 0 ? '' : tag.rest.slice(before)
  if (rest.startsWith('(') && before === 0) return { offset: start, problem: badOptions('they are in parentheses') }
  if (/^[:=]\s*\{/.test(rest)) return { offset: start, problem: badOptions(`\`${rest[0]}\` precedes them`) }
  const bare = /^(\w+)[ \t]*:/.exec(rest)
  if (bare && TAG_OPTIONS.includes(bare[1]!) && !/[\r\n]/.test(tag.rest.slice(0, before)))
    return { offset: start, problem: badOptions('the braces are missing') }
  // `{@link …}` is prose.
  if (!/^\{(?!\s*@)/.test(rest)) return undefined
  const parsed = parseLiteral(rest)
  if (!parsed) return { offset: start, problem: badOptions('they do not parse') }
  return { ...readLiteral(parsed.literal, start - 1), text: parsed.text, start, literal: parsed.literal, shift: start - 1 }
}

/** Prose may follow the literal, so it ends at the first closing brace with which it parses. */
function parseLiteral(rest: string): { literal: NodeOf<'ObjectExpression'>; text: string } | undefined {
  for (let end = rest.indexOf('}'); end >= 0; end = rest.indexOf('}', end + 1)) {
    const text = rest.slice(0, end + 1)
    const { program, errors } = parseText('options.ts', `(${text})`, {
      astType: 'ts',
      lang: 'ts',
      preserveParens: false,
      sourceType: 'module',
    })
    const [statement, ...more] = program.body
    const literal = statement?.type === 'ExpressionStatement' ? statement.expression : undefined
    if (errors.length === 0 && more.length === 0 && literal?.type === 'ObjectExpression') return { literal, text }
  }
  return undefined
}

function readLiteral(
  literal: NodeOf<'ObjectExpression'>,
  shift: number,
): Pick<TagOptions, 'problems' | 'names' | 'ignore' | 'version' | 'files' | 'inputs'> {
  const problems: PlacedProblem[] = []
  const names: string[] = []
  let ignore: string[] = []
  let version: string | undefined
  let files: boolean | undefined
  let inputs: string | undefined
  for (const property of literal.properties) {
    const offset = shift + property.start
    const name = property.type === 'Property' && !property.computed ? nameOf(property.key) : undefined
    if (property.type !== 'Property' || name === undefined) {
      problems.push({ offset, problem: badOptions('each option must be written out by its name') })
      continue
    }
    if (!TAG_OPTIONS.includes(name)) {
      problems.push({ offset, problem: unknownOption(name, TAG_OPTIONS, suggest(name, TAG_OPTIONS)) })
      continue
    }
    names.push(name)
    const { value } = property
    const wanted = OPTIONS[name]
    const type = literalType(value)
    if (wanted && type !== undefined && !wanted.types.includes(type))
      problems.push({ offset, problem: badOptionType(name, wanted.words, wanted.example) })
    else if (name === 'ttl' && !mayBeDuration(value)) problems.push({ offset, problem: noDuration(textOf(value)) })
    if (name === 'version') {
      const written = value.type === 'Literal' ? constantOf(value) : undefined
      if (written !== undefined) version = nameVersion(written)
      else problems.push({ offset, problem: badVersion() })
    }
    if (name === 'inputs') inputs = codeOf(value)
    if (name === 'files' && value.type === 'Literal' && typeof value.value === 'boolean') files = value.value
    if (name === 'ignore') {
      const items = value.type === 'ArrayExpression' ? value.elements : [null]
      const written = items.map((item) => (item?.type === 'Literal' ? item.value : undefined))
      if (written.every((item) => typeof item === 'string')) ignore = written
      else problems.push({ offset, problem: badIgnore() })
    }
  }
  return {
    problems,
    names,
    ignore,
    ...(version === undefined ? {} : { version }),
    ...(files === undefined ? {} : { files }),
    ...(inputs === undefined ? {} : { inputs }),
  }
}

/** Two functions that happen to give the same result are not the same input. */
function codeOf(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === 'start' || key === 'end' || key === 'raw') return undefined
    return typeof value === 'bigint' ? String(value) : value
  })
}

/** A pinned version as text. `1` and `'1'` are different versions, so a string that looks like a number gets quotes. */
function nameVersion(written: number | string): string {
  if (typeof written === 'number') return String(written)
  return String(Number(written)) === written || written.startsWith('"') ? JSON.stringify(written) : written
}

/** Whether the runtime may accept it, as far as the text shows. */
function mayBeDuration(value: Node): boolean {
  const written = constantOf(value)
  if (written === undefined) return true
  const milliseconds = typeof written === 'number' ? written : written.length <= 100 ? parseDuration(written) : undefined
  return milliseconds !== undefined && Number.isFinite(milliseconds) && milliseconds > 0
}

function parseDuration(text: string): number | undefined {
  // Loaded lazily, for the first string.
  const ms = createRequire(import.meta.url)('ms') as typeof import('ms')
  return text === '' ? undefined : ms(text as import('ms').StringValue)
}

function constantOf(value: Node): string | number | undefined {
  if (value.type === 'Literal')
    return typeof value.value === 'string' || typeof value.value === 'number' ? value.value : undefined
  if (value.type === 'TemplateLiteral' && value.expressions.length === 0) return value.quasis[0]!.value.cooked ?? undefined
  if (value.type !== 'UnaryExpression' || value.operator !== '-') return undefined
  const positive = constantOf(value.argument)
  return typeof positive === 'number' ? -positive : undefined
}

function textOf(value: Node): string {
  const written = constantOf(value)
  return typeof written === 'string' ? `'${written}'` : String(written)
}

/** Returns a type only if the text is unambiguous. */
function literalType(node: Node): string | undefined {
  const { type } = node
  if (node.type === 'Literal') return typeof node.value
  if (type === 'TemplateLiteral') return 'string'
  if (type === 'ArrowFunctionExpression' || type === 'FunctionExpression') return 'function'
  return type === 'ObjectExpression' || type === 'ArrayExpression' ? 'object' : undefined
}

function nameOf(key: NodeOf<'Property'>['key']): string {
  if (key.type === 'Literal') return String(key.value)
  return key.type === 'Identifier' ? key.name : ''
}
