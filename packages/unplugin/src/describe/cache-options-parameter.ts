import { isJsDoc } from '../find/comment-tags.js'
import type { FunctionNode, Node, SourceModule } from '../source/source-module.js'
import { isWrapper, skipTrivia } from '../source/walk.js'

const TYPE_NAME = 'CacheOptions'

/** The last parameter, if the author declared it as `CacheOptions`: then nothing is added and it stays out of the key. */
export function findOptionsParameter(module: SourceModule, fn: FunctionNode): Node | undefined {
  const last = fn.params.at(-1)
  if (!last || last.type === 'RestElement') return undefined
  const pattern = last.type === 'AssignmentPattern' ? (last['left'] as Node) : last
  if (pattern['name'] === 'this') return undefined
  const annotation = (pattern['typeAnnotation'] as Node | null)?.['typeAnnotation'] as Node | undefined
  if (annotation) return isCacheOptions(module, annotation) ? last : undefined
  return documentsOptions(module, fn, pattern) ? last : undefined
}

function isCacheOptions(module: SourceModule, type: Node): boolean {
  switch (type.type) {
    case 'TSTypeReference':
      return namesCacheOptions(module, type['typeName'] as Node)
    case 'TSImportType':
      return (type['qualifier'] as Node | null)?.['name'] === TYPE_NAME
    case 'TSUnionType': {
      const rest = (type['types'] as Node[]).filter((item) => item.type !== 'TSUndefinedKeyword' && item.type !== 'TSNullKeyword')
      return rest.length > 0 && rest.every((item) => isCacheOptions(module, item))
    }
    default:
      return false
  }
}

function namesCacheOptions(module: SourceModule, name: Node): boolean {
  if (name.type === 'TSQualifiedName') return (name['right'] as Node)['name'] === TYPE_NAME
  const local = name['name'] as string
  return local === TYPE_NAME || importedAs(module, local) === TYPE_NAME
}

function importedAs(module: SourceModule, local: string): string | undefined {
  return (
    module.record.staticImports
      .filter((item) => item.moduleRequest.value === '@cachecache/runtime')
      .flatMap((item) => item.entries)
      .find((entry) => entry.localName.value === local)?.importName.name ?? undefined
  )
}

/** JavaScript: `@param {CacheOptions} [options]` in a comment before the function. */
function documentsOptions(module: SourceModule, fn: FunctionNode, pattern: Node): boolean {
  const doc = commentsBefore(module, fn)
  const params = [...doc.matchAll(/@param\s+\{([^}]*)\}\s+\[?([\w$.]+)/g)].filter((match) => !match[2]!.includes('.'))
  const own =
    pattern.type === 'Identifier'
      ? params.find((match) => match[2] === pattern['name'])
      : params.length === fn.params.length
        ? params.at(-1)
        : undefined
  if (!own) return false
  const types = own[1]!
    .replace(/[()?!=]/g, '')
    .split('|')
    .map((type) => type.trim())
  const rest = types.filter((type) => type !== 'undefined' && type !== 'null')
  return rest.length > 0 && rest.every((type) => /(?:^|\.)CacheOptions$/.test(type) || importedAs(module, type) === TYPE_NAME)
}

/** The text of the JSDoc comments that are attached to the function or to the statement that holds it. */
function commentsBefore(module: SourceModule, fn: FunctionNode): string {
  const starts = new Set<number>()
  const { parentOf } = module.scopes
  for (let node: Node | undefined = fn; node; node = parentOf(node)) {
    starts.add(node.start)
    if (!HOLDERS.has(node.type) && !isWrapper(node) && node !== fn) break
  }
  return module.comments
    .filter((comment) => isJsDoc(comment) && starts.has(skipDecorators(module, skipTrivia(module.text, comment.end), starts)))
    .map((comment) => comment.value)
    .join('\n')
}

/** A member starts at its first decorator in some positions and behind them in others. */
function skipDecorators(module: SourceModule, offset: number, starts: Set<number>): number {
  if (starts.has(offset) || module.text[offset] !== '@') return offset
  return Math.min(...[...starts].filter((start) => start > offset), module.text.length)
}

const HOLDERS = new Set([
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
