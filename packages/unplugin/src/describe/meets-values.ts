import type { Node, Parameter } from '../source/source-module.js'
import { annotationOf, isNamed } from '../source/walk.js'
import type { IdentifiedFunction } from '../stages.js'

/** Whether a call's key may contain functions, classes or instances. */
export function meetsValues({ node, usesThis, identity }: IdentifiedFunction): boolean {
  if (usesThis || identity.captured.length > 0 || identity.inputs.some(({ kind }) => kind === 'value')) return true
  return node.params.some((parameter) => !isNamed(parameter, 'this') && !isDeclaredData(parameter))
}

function isDeclaredData(parameter: Parameter): boolean {
  if (parameter.type === 'TSParameterProperty') return isDeclaredData(parameter.parameter)
  if (parameter.type === 'AssignmentPattern' && parameter.right.type === 'Literal') return true
  const annotation = annotationOf(parameter)
  return !!annotation && isData(annotation.typeAnnotation)
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
      return type.types.every(isData)
    case 'TSArrayType':
      return isData(type.elementType)
    case 'TSTupleType':
      return type.elementTypes.every(isData)
    case 'TSTypeOperator':
    case 'TSOptionalType':
    case 'TSRestType':
      return isData(type.typeAnnotation)
    case 'TSTypeReference':
      return isNamed(type.typeName, 'CacheOptions')
    default:
      return false
  }
}
