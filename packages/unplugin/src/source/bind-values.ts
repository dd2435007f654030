import { bindClass, bindField, bindFunction, bindMethod } from './bind-functions.js'
import type { Bind, Binders, NameBinder } from './name-binder.js'
import { READ, TYPE, VALUE, WRITE, type ScopeType } from './scopes.js'
import type { Node, NodeOf } from './node.js'
import { isWrapper, namesOfNamespace } from './walk.js'

const nothing: Bind = () => {}

function bindForIn(binder: NameBinder, node: NodeOf<'ForInStatement' | 'ForOfStatement'>): void {
  const { left, right } = node
  const outer = binder.scope
  if (left.type === 'VariableDeclaration') {
    if (left.kind !== 'var') binder.open('for', node)
    binder.visit(left)
    binder.pattern(left.declarations[0]!.id, (name) => binder.write(name, WRITE, true, right), false)
  } else {
    binder.pattern(left, (name, defaults) => {
      binder.writeDefaults(name, defaults, false)
      binder.write(name, WRITE, false, right)
    })
  }
  binder.visit(right)
  binder.visit(node.body)
  binder.scope = outer
}

function bindVariables(binder: NameBinder, node: NodeOf<'VariableDeclaration'>): void {
  const scope = node.kind === 'var' ? binder.scope.hoistsTo : binder.scope
  for (const declarator of node.declarations) {
    const { init } = declarator
    binder.pattern(declarator.id, (name, defaults) => {
      binder.define(scope, name, 'Variable', declarator, node)
      binder.writeDefaults(name, defaults, true)
      if (init) binder.write(name, WRITE, true, init)
    })
    binder.visit(init)
    binder.visitType(declarator.id.typeAnnotation)
  }
}

const PATTERN = /^(Identifier|ObjectPattern|ArrayPattern|SpreadElement|RestElement|AssignmentPattern)$/

/** The target of an assignment, without type assertions. */
function targetOf(binder: NameBinder, left: Node): Node {
  let target = left
  // `@typescript-eslint/scope-manager` knows neither two assertions in a row nor `satisfies`.
  for (; isWrapper(target); target = target.expression) if ('typeAnnotation' in target) binder.visitType(target.typeAnnotation)
  return target
}

function bindAssignment(binder: NameBinder, node: NodeOf<'AssignmentExpression'>): void {
  const left = targetOf(binder, node.left)
  const { right } = node
  if (!PATTERN.test(left.type)) binder.visit(left)
  else if (node.operator === '=') {
    binder.pattern(left, (name, defaults) => {
      binder.writeDefaults(name, defaults, false)
      binder.write(name, WRITE, false, right)
    })
  } else if (left.type === 'Identifier') binder.write(left, READ | WRITE, false, right)
  binder.visit(right)
}

function bindUpdate(binder: NameBinder, node: NodeOf<'UpdateExpression'>): void {
  const argument = targetOf(binder, node.argument)
  if (PATTERN.test(argument.type)) binder.pattern(argument, (name) => binder.write(name, READ | WRITE, false, null), false)
  else binder.visitChildren(node)
}

function bindEnum(binder: NameBinder, node: NodeOf<'TSEnumDeclaration'>): void {
  binder.define(binder.scope, node.id, 'TSEnumName', node, null)
  const scope = binder.open('tsEnum', node)
  for (const member of node.body.members) {
    const { id } = member
    if (id.type !== 'TemplateLiteral') binder.define(scope, id, 'TSEnumMemberName', member, null)
    binder.visit(member.initializer)
  }
  binder.close()
}

function bindExport(binder: NameBinder, node: NodeOf<'ExportNamedDeclaration'>): void {
  if (node.declaration) return binder.visit(node.declaration)
  if (node.source) return
  for (const specifier of node.specifiers) {
    const { local } = specifier
    if (local.type !== 'Identifier') continue
    binder.read(local, node.exportKind === 'type' || specifier.exportKind === 'type' ? TYPE : VALUE | TYPE)
  }
}

function bindJsxName(binder: NameBinder, { name }: NodeOf<'JSXOpeningElement' | 'JSXClosingElement'>): void {
  if (name.type !== 'JSXIdentifier') return binder.visit(name)
  // A lower-case name is an HTML tag.
  const first = name.name[0]!
  if (first.toUpperCase() === first || name.name === 'this') binder.read(name)
}

function bindScoped(type: ScopeType): Bind {
  return (binder, node) => {
    binder.open(type, node)
    binder.visitChildren(node)
    binder.close()
  }
}

const assertion: Bind<NodeOf<'TSAsExpression' | 'TSSatisfiesExpression' | 'TSTypeAssertion'>> = (binder, node) => {
  binder.visit(node.expression)
  binder.visitType(node.typeAnnotation)
}
const call: Bind<NodeOf<'CallExpression' | 'NewExpression'>> = (binder, node) => {
  binder.visit(node.callee)
  binder.visitAll(node.arguments)
  binder.visitType(node.typeArguments)
}
const typeOnly: Bind = (binder, node) => binder.visitType(node)

/** The actions for code nodes; for all other nodes, only the children are visited. */
export const BINDERS: Binders = {
  __proto__: null,
  Identifier(binder, node) {
    binder.read(node)
    binder.visitType(node.typeAnnotation)
  },
  JSXIdentifier: (binder, node) => binder.read(node),
  MemberExpression(binder, node) {
    binder.visit(node.object)
    if (node.computed) binder.visit(node.property)
  },
  Property(binder, node) {
    if (node.computed) binder.visit(node.key)
    binder.visit(node.value)
  },
  CallExpression: call,
  NewExpression: call,
  Literal: nothing,
  TemplateElement: nothing,
  ThisExpression: nothing,
  PrivateIdentifier: nothing,
  MetaProperty: nothing,
  BreakStatement: nothing,
  ContinueStatement: nothing,
  ImportAttribute: nothing,
  ExportAllDeclaration: nothing,
  BlockStatement: bindScoped('block'),
  FunctionDeclaration: bindFunction,
  FunctionExpression: bindFunction,
  ArrowFunctionExpression: bindFunction,
  TSDeclareFunction: bindFunction,
  TSEmptyBodyFunctionExpression: bindFunction,
  VariableDeclaration: bindVariables,
  AssignmentExpression: bindAssignment,
  UpdateExpression: bindUpdate,
  ForInStatement: bindForIn,
  ForOfStatement: bindForIn,
  ForStatement(binder, node) {
    const outer = binder.scope
    if (node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var') binder.open('for', node)
    binder.visitChildren(node)
    binder.scope = outer
  },
  SwitchStatement(binder, node) {
    binder.visit(node.discriminant)
    binder.open('switch', node)
    binder.visitAll(node.cases)
    binder.close()
  },
  WithStatement(binder, node) {
    binder.visit(node.object)
    binder.open('with', node)
    binder.visit(node.body)
    binder.close()
  },
  CatchClause(binder, node) {
    const scope = binder.open('catch', node)
    const { param } = node
    if (param)
      binder.pattern(param, (name, defaults) => {
        binder.define(scope, name, 'CatchClause', node, null)
        binder.writeDefaults(name, defaults, true)
      })
    binder.visit(node.body)
    binder.close()
  },
  LabeledStatement: (binder, node) => binder.visit(node.body),
  ClassDeclaration: bindClass,
  ClassExpression: bindClass,
  MethodDefinition(binder, node) {
    if (node.computed) binder.visit(node.key)
    const { value } = node
    if (value.type === 'FunctionExpression') bindMethod(binder, value)
    else binder.visit(value)
    binder.visitAll(node.decorators)
  },
  PropertyDefinition: bindField,
  AccessorProperty: bindField,
  TSAbstractPropertyDefinition: bindField,
  TSAbstractAccessorProperty: bindField,
  TSAbstractMethodDefinition: bindField,
  StaticBlock: bindScoped('class-static-block'),
  ImportDeclaration(binder, node) {
    for (const specifier of node.specifiers) binder.define(binder.scope, specifier.local, 'ImportBinding', specifier, node)
  },
  ExportDefaultDeclaration(binder, node) {
    const { declaration } = node
    if (declaration.type === 'Identifier') binder.read(declaration, VALUE | TYPE)
    else binder.visit(declaration)
  },
  ExportNamedDeclaration: bindExport,
  TaggedTemplateExpression(binder, node) {
    binder.visit(node.tag)
    binder.visit(node.quasi)
    binder.visitType(node.typeArguments)
  },
  JSXAttribute: (binder, node) => binder.visit(node.value),
  JSXClosingElement: bindJsxName,
  JSXOpeningElement(binder, node) {
    bindJsxName(binder, node)
    binder.visitType(node.typeArguments)
    binder.visitAll(node.attributes)
  },
  JSXMemberExpression(binder, node) {
    const { object } = node
    if (object.type !== 'JSXIdentifier' || object.name !== 'this') binder.visit(object)
  },
  TSAsExpression: assertion,
  TSSatisfiesExpression: assertion,
  TSTypeAssertion: assertion,
  TSInstantiationExpression(binder, node) {
    binder.visit(node.expression)
    binder.visitType(node.typeArguments)
  },
  TSInterfaceDeclaration: typeOnly,
  TSTypeAliasDeclaration: typeOnly,
  TSIndexSignature: typeOnly,
  TSEnumDeclaration: bindEnum,
  TSModuleDeclaration(binder, node) {
    const [name, ...others] = namesOfNamespace(node.id)
    if (name && node.kind !== 'global') binder.define(binder.scope, name, 'TSModuleName', node, null)
    const scope = binder.open('tsModule', node)
    for (const other of others) binder.define(scope, other, 'TSModuleName', node, null)
    binder.visit(node.body)
    binder.close()
  },
  TSImportEqualsDeclaration(binder, node) {
    binder.define(binder.scope, node.id, 'ImportBinding', node, node)
    let from: Node = node.moduleReference
    while (from.type === 'TSQualifiedName') from = from.left
    binder.visit(from)
  },
  TSExportAssignment(binder, node) {
    const { expression } = node
    if (expression.type === 'Identifier') binder.read(expression, VALUE | TYPE)
    else binder.visit(expression)
  },
}
