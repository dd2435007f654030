import type { FormalParameter } from 'oxc-parser'
import { isJsDoc } from '../find/comment-tags.js'
import type { Node, Parameter, SourceModule } from '../source/source-module.js'
import { closestSignatures, type Signature } from '../source/signatures.js'
import { annotationOf, isNamed, isWrapper, skipTrivia } from '../source/walk.js'
import { isOptionsName, isOptionsType, type FindType } from './cache-options-type.js'

/**
 * The last parameter, if the author declared it as `CacheOptions`. Then no parameter is added, and this one isn't part of the
 * key.
 */
export function findOptionsParameter(module: SourceModule, fn: Signature, findType?: FindType): FormalParameter | undefined {
  const last = fn.params.at(-1)
  if (!last || last.type === 'RestElement' || last.type === 'TSParameterProperty') return undefined
  const pattern = last.type === 'AssignmentPattern' ? last.left : last
  if (isNamed(pattern, 'this')) return undefined
  const annotation = annotationOf(last)?.typeAnnotation
  const own = annotation ? isOptionsType(module, annotation, findType) : documentsOptions(module, fn, pattern, findType)
  return own || overloadsDeclareOptions(module, fn, findType) ? last : undefined
}

/** Callers see only the overloads, so every overload that has a parameter at this position must declare it as options. */
function overloadsDeclareOptions(module: SourceModule, fn: Signature, findType: FindType | undefined): boolean {
  if (fn.type !== 'FunctionDeclaration' && fn.type !== 'FunctionExpression') return false
  const { length } = parametersOf(fn)
  const reaching = closestSignatures(module, fn).filter((overload) => parametersOf(overload).length >= length)
  return (
    reaching.length > 0 &&
    reaching.every((overload) => {
      const params = parametersOf(overload)
      const annotation = annotationOf(params[length - 1]!)?.typeAnnotation
      return params.length === length && annotation !== undefined && isOptionsType(module, annotation, findType)
    })
  )
}

/** Excludes a `this` parameter. */
const parametersOf = ({ params }: Signature): Parameter[] => params.filter((param) => !isNamed(param, 'this'))

/** JavaScript: `@param {CacheOptions} [options]` in a comment before the function. */
function documentsOptions(module: SourceModule, fn: Signature, pattern: Node, findType: FindType | undefined): boolean {
  const doc = commentsBefore(module, fn)
  const params = [...doc.matchAll(/@param\s+\{([^}]*)\}\s+\[?([\w$.]+)/g)].filter((match) => !match[2]!.includes('.'))
  const own =
    pattern.type === 'Identifier'
      ? params.find((match) => match[2] === pattern.name)
      : params.length === fn.params.length
        ? params.at(-1)
        : undefined
  if (!own) return false
  const types = own[1]!
    .replace(/\b(?:Readonly|Partial)<([^<>]*)>/g, '$1')
    .replace(/[()?!=]/g, '')
    .split('|')
    .map((type) => type.trim())
  const rest = types.filter((type) => type !== 'undefined' && type !== 'null')
  return rest.length > 0 && rest.every((type) => type.endsWith('.CacheOptions') || isDocumentedName(module, type, findType))
}

/** A type named in a comment: imported, or defined by `@typedef {import('@cachecache/runtime').CacheOptions} Options`. */
function isDocumentedName(module: SourceModule, type: string, findType: FindType | undefined): boolean {
  const definition = module.comments
    .flatMap((comment) => [...comment.value.matchAll(/@typedef\s+\{([^}]*)\}\s+([\w$]+)/g)])
    .find((match) => match[2] === type)
  return definition ? definition[1]!.trim().endsWith('.CacheOptions') : isOptionsName(module, type, findType)
}

/** The text of the JSDoc comments attached to the function or to its statement. */
function commentsBefore(module: SourceModule, fn: Signature): string {
  const starts = new Set<number>()
  const { scopes } = module
  for (let node: Node | undefined = fn; node; node = scopes.parentOf(node)) {
    starts.add(node.start)
    if (!HOLDERS.has(node.type) && !isWrapper(node) && node !== fn) break
  }
  return module.comments
    .filter((comment) => isJsDoc(comment) && starts.has(skipDecorators(module, skipTrivia(module.text, comment.end), starts)))
    .map((comment) => comment.value)
    .join('\n')
}

/** Depending on its position, a member's node starts at its first decorator or after its decorators. */
function skipDecorators(module: SourceModule, offset: number, starts: Set<number>): number {
  if (starts.has(offset) || module.text[offset] !== '@') return offset
  return Math.min(...[...starts].filter((start) => start > offset), module.text.length)
}

const HOLDERS: ReadonlySet<Node['type']> = new Set([
  'ExportNamedDeclaration',
  'ExportDefaultDeclaration',
  'VariableDeclaration',
  'VariableDeclarator',
  'MethodDefinition',
  'PropertyDefinition',
  'Property',
  'AssignmentExpression',
  'ExpressionStatement',
])
