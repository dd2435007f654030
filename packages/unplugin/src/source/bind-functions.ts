import type { NameBinder } from './name-binder.js'
import type { Scope } from './scopes.js'
import type { Node } from './node.js'

export function bindFunction(binder: NameBinder, node: Node): void {
  const outer = binder.scope
  const id = node['id'] as Node | null
  if (id && node.type === 'FunctionExpression')
    binder.define(binder.open('function-expression-name', node), id, 'FunctionName', node)
  else if (id) binder.define(outer, id, 'FunctionName', node)
  const scope = binder.open('function', node)
  if (node.type !== 'ArrowFunctionExpression') scope.declare('arguments')
  bindParameters(binder, node, scope, true)
  bindBody(binder, node)
  binder.scope = outer
}

/** Decorators on a method's parameters run outside the method. */
export function bindMethod(binder: NameBinder, node: Node): void {
  const outer = binder.scope
  const id = node['id'] as Node | null
  if (id) binder.define(binder.open('function-expression-name', node), id, 'FunctionName', node)
  for (const param of node['params'] as Node[]) binder.visitAll(param['decorators'])
  const scope = binder.open('function', node)
  scope.declare('arguments')
  bindParameters(binder, node, scope, false)
  bindBody(binder, node)
  binder.scope = outer
}

function bindParameters(binder: NameBinder, node: Node, scope: Scope, decorators: boolean): void {
  for (const param of node['params'] as Node[]) {
    binder.pattern(param, (name, defaults) => {
      binder.define(scope, name, 'Parameter', node)
      binder.writeDefaults(name, defaults, true)
    })
    binder.visitType(annotationOf(param))
    if (decorators) binder.visitAll(param['decorators'])
  }
}

function annotationOf(param: Node): Node | null | undefined {
  if (param.type === 'TSParameterProperty') return annotationOf(param['parameter'])
  return (param.type === 'AssignmentPattern' ? (param['left'] as Node) : param)['typeAnnotation'] as Node | null | undefined
}

function bindBody(binder: NameBinder, node: Node): void {
  binder.visitType(node['returnType'])
  binder.visitType(node['typeParameters'])
  const body = node['body'] as Node | null | undefined
  // A function body doesn't open a second scope.
  if (body?.type === 'BlockStatement') binder.visitChildren(body)
  else binder.visit(body)
}

export function bindClass(binder: NameBinder, node: Node): void {
  const id = node['id'] as Node | null
  if (id && node.type === 'ClassDeclaration') binder.define(binder.scope, id, 'ClassName', node)
  binder.visitAll(node['decorators'])
  const scope = binder.open('class', node)
  // A class name is also bound inside the class.
  if (id) binder.define(scope, id, 'ClassName', node)
  binder.visit(node['superClass'])
  binder.visitType(node['typeParameters'])
  binder.visitType(node['superTypeArguments'])
  for (const implemented of (node['implements'] ?? []) as Node[]) binder.visitType(implemented)
  binder.visit(node['body'])
  binder.close()
}

export function bindField(binder: NameBinder, node: Node): void {
  if (node['computed']) binder.visit(node['key'])
  const value = node['value'] as Node | null
  if (value) {
    const scoped = node.type === 'PropertyDefinition' || node.type === 'AccessorProperty'
    const outer = binder.scope
    if (scoped) binder.open('class-field-initializer', value)
    binder.visit(value)
    binder.scope = outer
  }
  binder.visitAll(node['decorators'])
  if (node.type !== 'TSAbstractMethodDefinition') binder.visitType(node['typeAnnotation'])
}
