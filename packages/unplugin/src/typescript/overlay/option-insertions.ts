import path from 'node:path'
import { findOptionsParameter } from '../../describe/cache-options-parameter.js'
import type { FindType } from '../../describe/cache-options-type.js'
import { describeFunction } from '../../describe/describe-function.js'
import type { FunctionNode, Node, SourceModule } from '../../source/source-module.js'
import { isWrapper } from '../../source/walk.js'
import type { TaggedFunction } from '../../stages.js'
import type { Insertion } from './overlay-text.js'
import { declaredParameters, freeName, isJavaScript, parameterName, restOf, RUNTIME_TYPES } from './parameters.js'
import { restInsertions } from './rest-insertions.js'
import { closestSignatures, isSignature, type Signature } from '../../source/signatures.js'

/** A tagged function whose options an insertion can't express, and how its author can fix that. */
export interface Unexpressed {
  function: TaggedFunction
  reason: string
}

/** A message for users: where it is, the reason, and what to do. */
export function describeUnexpressed({ function: tagged, reason }: Unexpressed, cwd: string): string {
  const { line } = tagged.module.position(tagged.node.start)
  const place = path.relative(cwd, tagged.module.file).replaceAll('\\', '/')
  // No parameter can follow a rest parameter.
  const declaring = restOf(tagged.node) ? '' : ' Declaring `options?: CacheOptions` as its last parameter works everywhere.'
  return `${place}:${line} ${tagged.qualifiedName}: ${reason}.${declaring}`
}

export interface OptionInsertions {
  insertions: Insertion[]
  unexpressed: Unexpressed[]
}

/**
 * @example
 * before: function report(year: number, region = 'north') {}
 * after:  function report(year: number, region = 'north', options?: import("@cachecache/runtime").CacheOptions) {}
 */
export function optionInsertions(functions: readonly TaggedFunction[], findType?: FindType): OptionInsertions {
  const insertions: Insertion[] = []
  const unexpressed: Unexpressed[] = []
  for (const tagged of functions) {
    const result = insertionsFor(tagged, findType)
    if (typeof result === 'string') unexpressed.push({ function: tagged, reason: result })
    else insertions.push(...result)
  }
  return { insertions, unexpressed }
}

function insertionsFor(tagged: TaggedFunction, findType: FindType | undefined): Insertion[] | string {
  // A cacher's own type adds the options, because `reports(fn)` is an ordinary call.
  if (tagged.tag.form === 'call') return []
  const { module, node } = tagged
  const { options, declared } = describeFunction(tagged, findType)
  if (options.from === 'declared') return []
  if (options.from === 'none') return 'it binds the name `arguments` itself, so it has no place for options; rename that'
  const hidden = hidingAnnotation(module, node)
  if (hidden && (restOf(node) || !isSignature(hidden))) {
    return `callers see the type \`${module.text.slice(hidden.start, hidden.end)}\`; declare the options there`
  }
  const overloads = closestSignatures(module, node)
  if (restOf(node)) return restInsertions(tagged, overloads)
  const type = options.from === 'branded' ? 'CacheOptionsArgument' : 'CacheOptions'
  return [...overloads, node, ...(hidden ? [hidden] : [])]
    .filter((signature) => !restOf(signature) && !findOptionsParameter(module, signature, findType))
    .flatMap((signature) => addParameter(module, signature, { type, index: declared, named: node }))
}

interface AddedParameter {
  type: string
  /** The position of the options; a shorter overload is filled up to it. */
  index: number
  /** The implementation, whose parameter names are used for the added parameters. */
  named: Signature
}

function addParameter(module: SourceModule, signature: Signature, { type, index, named }: AddedParameter): Insertion[] {
  const params = declaredParameters(signature)
  const name = freeName(signature, 'options')
  const filling = declaredParameters(named)
    .slice(params.length, index)
    .map((parameter, i) => `${freeName(signature, parameterName(parameter) ?? `_${params.length + i}`)}?: undefined`)
  const added = isJavaScript(module.file)
    ? // The default makes it optional beside `@param` tags; its own tag would make the other parameters required.
      `${name} = /** @type {${RUNTIME_TYPES}.${type} | undefined} */ (undefined)`
    : [...filling, `${name}?: ${RUNTIME_TYPES}.${type}`].join(', ')

  const last = signature.params.at(-1)
  if (!last) return [{ at: afterOpeningParenthesis(module.text, signature), text: added }]
  if (isBareArrow(module.text, signature, last)) {
    return [
      { at: last.start, text: '(' },
      { at: last.end, text: `, ${added})` },
    ]
  }
  return [{ at: last.end, text: `, ${added}` }]
}

/** The declared type of a variable or field, which callers see instead of the function's own. */
function hidingAnnotation(module: SourceModule, node: FunctionNode): Node | undefined {
  let child: Node = node
  let parent = module.scopes.parentOf(node)
  while (parent && isWrapper(parent)) {
    child = parent
    parent = module.scopes.parentOf(parent)
  }
  if (!parent) return undefined
  const holder =
    parent.type === 'VariableDeclarator' && parent.init === child
      ? parent.id
      : parent.type === 'PropertyDefinition' && parent.value === child
        ? parent
        : undefined
  return holder?.typeAnnotation?.typeAnnotation
}

/** `x => …` and `async x => …` */
function isBareArrow(text: string, signature: Signature, parameter: Node): boolean {
  if (signature.type !== 'ArrowFunctionExpression' || parameter.type !== 'Identifier') return false
  return !text.slice(signature.start, parameter.start).includes('(')
}

function afterOpeningParenthesis(text: string, signature: Signature): number {
  const named = 'id' in signature ? signature.id : undefined
  const from = signature.typeParameters?.end ?? named?.end ?? signature.start
  // Comments may contain parentheses.
  const opening = /(?:\/\*[^]*?\*\/|\/\/.*|[^(/]|\/)*?\(/y
  opening.lastIndex = from
  opening.exec(text)
  return opening.lastIndex
}
