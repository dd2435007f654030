import type { Binders, NameBinder } from './name-binder.js'
import { TYPE, type Scope, type TypeSignature } from './scopes.js'
import type { Node, NodeOf } from './node.js'
import { annotationOf } from './walk.js'

/** Parameters and type parameters of a signature are visible only within it. */
function bindSignature(binder: NameBinder, node: TypeSignature): void {
  const scope = binder.open('functionType', node)
  binder.visitType(node.typeParameters)
  for (const param of node.params) {
    binder.pattern(param, (name) => binder.define(scope, name, 'Parameter', node, null), false)
    binder.visitType(annotationOf(param))
  }
  binder.visitType(node.returnType)
  binder.close()
}

function bindMember(binder: NameBinder, node: NodeOf<'TSMethodSignature' | 'TSPropertySignature'>): void {
  // A computed member name is a value.
  if (node.computed) binder.visit(node.key)
  if (node.type === 'TSMethodSignature') bindSignature(binder, node)
  else binder.visitType(node.typeAnnotation)
}

function bindDeclaration(binder: NameBinder, node: NodeOf<'TSInterfaceDeclaration' | 'TSTypeAliasDeclaration'>): void {
  binder.define(binder.scope, node.id, 'Type', node, null)
  const outer = binder.scope
  if (node.typeParameters) {
    binder.open('type', node)
    binder.visitType(node.typeParameters)
  }
  if (node.type === 'TSTypeAliasDeclaration') binder.visitType(node.typeAnnotation)
  else {
    for (const extended of node.extends) binder.visitType(extended)
    binder.visitType(node.body)
  }
  binder.scope = outer
}

/** `infer T` belongs to the enclosing conditional type, not to a signature in between. */
function scopeOfInferred(from: Scope): Scope {
  const isInner = ({ type }: Scope) => type === 'functionType' || type === 'mappedType'
  if (!isInner(from)) return from
  let scope = from.upper
  while (scope && isInner(scope)) scope = scope.upper
  return scope?.type === 'conditionalType' ? scope : from
}

function bindTypeQuery(binder: NameBinder, node: NodeOf<'TSTypeQuery'>): void {
  let root: Node = node.exprName
  if (root.type === 'TSImportType') binder.visitType(root)
  while (root.type === 'TSQualifiedName') root = root.left
  if (root.type === 'Identifier') binder.read(root)
  binder.visitType(node.typeArguments)
}

/** The actions for type nodes. */
export const TYPE_BINDERS: Binders = {
  __proto__: null,
  Identifier: (binder, node) => binder.read(node, TYPE),
  MemberExpression: (binder, node) => binder.visitType(node.object),
  TSQualifiedName: (binder, node) => binder.visitType(node.left),
  TSCallSignatureDeclaration: bindSignature,
  TSConstructSignatureDeclaration: bindSignature,
  TSConstructorType: bindSignature,
  TSFunctionType: bindSignature,
  TSMethodSignature: bindMember,
  TSPropertySignature: bindMember,
  TSInterfaceDeclaration: bindDeclaration,
  TSTypeAliasDeclaration: bindDeclaration,
  TSConditionalType(binder, node) {
    binder.open('conditionalType', node)
    binder.visitTypeChildren(node, 'falseType')
    binder.close()
    binder.visitType(node.falseType)
  },
  TSImportType: (binder, node) => binder.visitType(node.typeArguments),
  TSIndexSignature(binder, node) {
    for (const param of node.parameters) if (param.type === 'Identifier') binder.visitType(param.typeAnnotation)
    binder.visitType(node.typeAnnotation)
  },
  TSInferType(binder, node) {
    const parameter = node.typeParameter
    binder.define(scopeOfInferred(binder.scope), parameter.name, 'Type', parameter, null)
    binder.visitType(parameter.constraint)
  },
  TSMappedType(binder, node) {
    binder.define(binder.open('mappedType', node), node.key, 'Type', node, null)
    binder.visitType(node.constraint)
    binder.visitType(node.nameType)
    binder.visitType(node.typeAnnotation)
    binder.close()
  },
  TSNamedTupleMember: (binder, node) => binder.visitType(node.elementType),
  TSTypeParameter(binder, node) {
    binder.define(binder.scope, node.name, 'Type', node, null)
    binder.visitType(node.constraint)
    binder.visitType(node.default)
  },
  TSTypePredicate(binder, node) {
    if (node.parameterName.type !== 'TSThisType') binder.read(node.parameterName)
    binder.visitType(node.typeAnnotation)
  },
  TSTypeQuery: bindTypeQuery,
}
