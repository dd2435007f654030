import type { NameBinder } from './name-binder.js'
import type { Scope } from './scopes.js'
import type { FunctionLike, NodeOf } from './node.js'
import { annotationOf } from './walk.js'

export function bindFunction(binder: NameBinder, node: FunctionLike): void {
  const outer = binder.scope
  if (node.id) {
    const scope = node.type === 'FunctionExpression' ? binder.open('function-expression-name', node) : outer
    binder.define(scope, node.id, 'FunctionName', node, null)
  }
  const scope = binder.open('function', node)
  if (node.type !== 'ArrowFunctionExpression') scope.declare('arguments')
  bindParameters(binder, node, scope, true)
  bindBody(binder, node)
  binder.scope = outer
}

/** Decorators on a method's parameters run outside the method. */
export function bindMethod(binder: NameBinder, node: NodeOf<'FunctionExpression'>): void {
  const outer = binder.scope
  if (node.id) binder.define(binder.open('function-expression-name', node), node.id, 'FunctionName', node, null)
  for (const param of node.params) binder.visitAll(param.decorators)
  const scope = binder.open('function', node)
  scope.declare('arguments')
  bindParameters(binder, node, scope, false)
  bindBody(binder, node)
  binder.scope = outer
}

function bindParameters(binder: NameBinder, node: FunctionLike, scope: Scope, decorators: boolean): void {
  for (const param of node.params) {
    binder.pattern(param, (name, defaults) => {
      binder.define(scope, name, 'Parameter', node, null)
      binder.writeDefaults(name, defaults, true)
    })
    binder.visitType(annotationOf(param))
    if (decorators) binder.visitAll(param.decorators)
  }
}

function bindBody(binder: NameBinder, node: FunctionLike): void {
  binder.visitType(node.returnType)
  binder.visitType(node.typeParameters)
  const { body } = node
  // A function body doesn't open a second scope.
  if (body?.type === 'BlockStatement') binder.visitChildren(body)
  else binder.visit(body)
}

export function bindClass(binder: NameBinder, node: NodeOf<'ClassDeclaration'>): void {
  const { id } = node
  if (id && node.type === 'ClassDeclaration') binder.define(binder.scope, id, 'ClassName', node, null)
  binder.visitAll(node.decorators)
  const scope = binder.open('class', node)
  // A class name is also bound inside the class.
  if (id) binder.define(scope, id, 'ClassName', node, null)
  binder.visit(node.superClass)
  binder.visitType(node.typeParameters)
  binder.visitType(node.superTypeArguments)
  for (const implemented of node.implements ?? []) binder.visitType(implemented)
  binder.visit(node.body)
  binder.close()
}

export function bindField(
  binder: NameBinder,
  node: NodeOf<'PropertyDefinition' | 'AccessorProperty' | 'TSAbstractMethodDefinition'>,
): void {
  if (node.computed) binder.visit(node.key)
  const { value } = node
  if (value) {
    const scoped = node.type === 'PropertyDefinition' || node.type === 'AccessorProperty'
    const outer = binder.scope
    if (scoped) binder.open('class-field-initializer', value)
    binder.visit(value)
    binder.scope = outer
  }
  binder.visitAll(node.decorators)
  if ('typeAnnotation' in node) binder.visitType(node.typeAnnotation)
}
