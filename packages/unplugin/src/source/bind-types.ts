import type { NameBinder } from './name-binder.js'
import { TYPE, type Scope } from './scopes.js'
import type { Node } from './node.js'

type Bind = (binder: NameBinder, node: Node) => void

/** Parameters and type parameters of a signature are visible only within it. */
function bindSignature(binder: NameBinder, node: Node): void {
  const scope = binder.open('functionType', node)
  binder.visitType(node['typeParameters'])
  for (const param of node['params'] as Node[]) {
    let annotated = false
    const bind = (name: Node) => {
      binder.define(scope, name, 'Parameter', node)
      annotated ||= !!name['typeAnnotation']
      binder.visitType(name['typeAnnotation'])
    }
    binder.pattern(param, bind, false)
    if (!annotated) binder.visitType(param['typeAnnotation'])
  }
  binder.visitType(node['returnType'])
  binder.close()
}

function bindMember(binder: NameBinder, node: Node): void {
  // A computed member name is a value.
  if (node['computed']) binder.visit(node['key'])
  if (node.type === 'TSMethodSignature') bindSignature(binder, node)
  else binder.visitType(node['typeAnnotation'])
}

function bindDeclaration(binder: NameBinder, node: Node): void {
  binder.define(binder.scope, node['id'], 'Type', node)
  const outer = binder.scope
  if (node['typeParameters']) {
    binder.open('type', node)
    binder.visitType(node['typeParameters'])
  }
  for (const extended of (node['extends'] ?? []) as Node[]) binder.visitType(extended)
  binder.visitType((node['body'] ?? node['typeAnnotation']) as Node | null)
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

function bindTypeQuery(binder: NameBinder, node: Node): void {
  const name = node['exprName'] as Node
  if (name.type === 'TSImportType') binder.visitType(name)
  let root = name
  while (root.type === 'TSQualifiedName') root = root['left']
  if (root.type === 'Identifier') binder.read(root)
  binder.visitType(node['typeArguments'])
}

/** The actions for type nodes. */
export const TYPE_BINDERS: Record<string, Bind> = {
  __proto__: null as never,
  Identifier: (binder, node) => binder.read(node, TYPE),
  MemberExpression: (binder, node) => binder.visitType(node['object']),
  TSQualifiedName: (binder, node) => binder.visitType(node['left']),
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
    binder.visitType(node['falseType'])
  },
  TSImportType: (binder, node) => binder.visitType(node['typeArguments']),
  TSIndexSignature(binder, node) {
    for (const param of node['parameters'] as Node[]) if (param.type === 'Identifier') binder.visitType(param['typeAnnotation'])
    binder.visitType(node['typeAnnotation'])
  },
  TSInferType(binder, node) {
    const parameter = node['typeParameter'] as Node
    binder.define(scopeOfInferred(binder.scope), parameter['name'], 'Type', parameter)
    binder.visitType(parameter['constraint'])
  },
  TSMappedType(binder, node) {
    binder.define(binder.open('mappedType', node), node['key'], 'Type', node)
    binder.visitType(node['constraint'])
    binder.visitType(node['nameType'])
    binder.visitType(node['typeAnnotation'])
    binder.close()
  },
  TSNamedTupleMember: (binder, node) => binder.visitType(node['elementType']),
  TSTypeParameter(binder, node) {
    binder.define(binder.scope, node['name'], 'Type', node)
    binder.visitType(node['constraint'])
    binder.visitType(node['default'])
  },
  TSTypePredicate(binder, node) {
    if (node['parameterName'].type !== 'TSThisType') binder.read(node['parameterName'])
    binder.visitType(node['typeAnnotation'])
  },
  TSTypeQuery: bindTypeQuery,
}
