import type { Node } from '../source/source-module.js'
import type { IdentifiedFunction } from '../stages.js'

/** Whether a call's key may contain functions, classes or instances. */
export function meetsValues({ node, usesThis, identity }: IdentifiedFunction): boolean {
  if (usesThis || identity.captured.length > 0 || identity.inputs.some(({ kind }) => kind === 'value')) return true
  return node.params.some((parameter) => parameter['name'] !== 'this' && !isDeclaredData(parameter))
}

function isDeclaredData(parameter: Node): boolean {
  switch (parameter.type) {
    case 'AssignmentPattern':
      return isDeclaredData(parameter['left'] as Node) || (parameter['right'] as Node).type === 'Literal'
    case 'TSParameterProperty':
      return isDeclaredData(parameter['parameter'] as Node)
    default: {
      const annotation = parameter['typeAnnotation'] as Node | null | undefined
      return !!annotation && isData(annotation['typeAnnotation'] as Node)
    }
  }
}

/** Types that no function, class or instance can have. Every object type can have an instance. */
function isData(type: Node): boolean {
  switch (type.type) {
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSBooleanKeyword':
    case 'TSBigIntKeyword':
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
    case 'TSVoidKeyword':
    case 'TSLiteralType':
    case 'TSTemplateLiteralType':
      return true
    case 'TSUnionType':
      return (type['types'] as Node[]).every(isData)
    case 'TSArrayType':
      return isData(type['elementType'] as Node)
    case 'TSTupleType':
      return (type['elementTypes'] as Node[]).every(isData)
    case 'TSTypeOperator':
    case 'TSOptionalType':
    case 'TSRestType':
      return isData(type['typeAnnotation'] as Node)
    case 'TSTypeReference':
      return (type['typeName'] as Node)['name'] === 'CacheOptions'
    default:
      return false
  }
}
