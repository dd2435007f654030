import { childrenOf } from '../../source/node.js'
import type { Node, NodeOf } from '../../source/source-module.js'
import { isFunction, runningChildren } from '../../source/walk.js'
import { decoratorsOf, type Class } from '../values/value-syntax.js'
import type { Flow, Jump } from './flow.js'

export type Step<N extends Node = Node> = (flow: Flow, node: N) => void

const call: Step<NodeOf<'CallExpression' | 'NewExpression'>> = (flow, node) => flow.call(node, [node.callee, ...node.arguments])
const jump: Step<Jump> = (flow, node) => flow.jump(node)

/** What a class runs where it stands: its decorators, computed names and static members. */
const define: Step<Class> = (flow, node) => {
  flow.visit(node.superClass)
  for (const { expression } of decoratorsOf(node)) {
    flow.visit(expression)
    flow.open()
  }
  for (const member of node.body.body) {
    if (member.type === 'TSIndexSignature') continue
    if (member.type === 'StaticBlock') for (const statement of member.body) flow.visit(statement)
    else {
      if (member.computed) flow.visit(member.key)
      if (member.static) flow.visit(member.value)
    }
  }
}

const element: Step = (flow, node) => {
  for (const child of runningChildren(node)) flow.visit(child)
  flow.open()
}

const eachOf: Step<NodeOf<'ForInStatement' | 'ForOfStatement'>> = (flow, node) => {
  if (node.type === 'ForOfStatement') flow.iterate(node.right)
  else flow.visit(node.right)
  const { left } = node
  flow.loop(
    () => {},
    () => {
      flow.bind(left.type === 'VariableDeclaration' ? left.declarations[0]!.id : left)
      flow.visit(node.body)
    },
  )
}

/** Code of these node types doesn't simply run from left to right. */
export const STEPS: { readonly [T in Node['type']]?: Step<NodeOf<T>> } = {
  Identifier: (flow, node) => flow.read(node),
  JSXIdentifier: (flow, node) => flow.read(node),
  MemberExpression: (flow, node) => flow.member(node),
  VariableDeclarator(flow, node) {
    flow.visit(node.init)
    if (node.init) flow.bind(node.id)
  },
  AssignmentExpression: (flow, node) => flow.assign(node),
  SpreadElement: (flow, node) => flow.iterate(node.argument),
  UpdateExpression: (flow, node) => flow.update(node),
  CallExpression: call,
  NewExpression: call,
  TaggedTemplateExpression: (flow, node) => flow.call(node, [node.tag, node.quasi]),
  ImportExpression: (flow, node) => flow.call(node, [node.source, node.options]),
  JSXElement: element,
  JSXFragment: element,
  ChainExpression: (flow, node) => flow.maybe(() => flow.visit(node.expression)),
  LogicalExpression(flow, node) {
    flow.visit(node.left)
    flow.maybe(() => flow.visit(node.right))
  },
  ConditionalExpression(flow, node) {
    flow.visit(node.test)
    flow.either(node.consequent, node.alternate)
  },
  IfStatement(flow, node) {
    flow.visit(node.test)
    flow.either(node.consequent, node.alternate)
  },
  ReturnStatement: jump,
  ThrowStatement: jump,
  BreakStatement: jump,
  ContinueStatement: jump,
  LabeledStatement: (flow, node) => flow.maybe(() => flow.visit(node.body)),
  WhileStatement: (flow, node) =>
    flow.loop(
      () => flow.visit(node.test),
      () => flow.visit(node.body),
    ),
  DoWhileStatement: (flow, node) => flow.doWhile(node),
  ForStatement(flow, node) {
    flow.visit(node.init)
    flow.loop(
      () => flow.visit(node.test),
      () => {
        flow.visit(node.body)
        flow.visit(node.update)
      },
    )
  },
  ForInStatement: eachOf,
  ForOfStatement: eachOf,
  SwitchStatement: (flow, node) => flow.choose(node),
  TryStatement: (flow, node) => flow.attempt(node),
  ClassDeclaration: define,
  ClassExpression: define,
}

/** Whether code may leave a loop's body before its end, other than out of the function. */
export function jumpsWithin(node: Node): boolean {
  if (node.type === 'BreakStatement' || node.type === 'ContinueStatement') return true
  if (isFunction(node) || node.type.startsWith('Class')) return false
  return childrenOf(node).some(jumpsWithin)
}
