import { childrenOf, type Node } from '../../source/source-module.js'
import { isFunction, runningChildren } from '../../source/walk.js'
import type { Flow } from './flow.js'

type Step = (flow: Flow, node: Node) => void

const call: Step = (flow, node) => flow.call(node)
const jump: Step = (flow, node) => flow.jump(node)

/** What a class runs where it stands: its decorators, computed names and static members. */
const define: Step = (flow, node) => {
  flow.visit(node['superClass'])
  for (const part of [node, ...(node['body']['body'] as Node[])]) {
    for (const decorator of (part['decorators'] ?? []) as Node[]) {
      flow.visit(decorator['expression'])
      flow.open()
    }
  }
  for (const member of node['body']['body'] as Node[]) {
    if (member['computed']) flow.visit(member['key'])
    if (member.type === 'StaticBlock') for (const statement of member['body'] as Node[]) flow.visit(statement)
    else if (member['static']) flow.visit(member['value'])
  }
}

const element: Step = (flow, node) => {
  for (const child of runningChildren(node)) flow.visit(child)
  flow.open()
}

const eachOf: Step = (flow, node) => {
  if (node.type === 'ForOfStatement') flow.iterate(node['right'])
  else flow.visit(node['right'])
  const left = node['left'] as Node
  flow.loop(
    () => {},
    () => {
      flow.bind(left.type === 'VariableDeclaration' ? (left['declarations'][0].id as Node) : left)
      flow.visit(node['body'])
    },
  )
}

/** Code of these node types doesn't simply run from left to right. */
export const STEPS: { [type: string]: Step | undefined } = {
  Identifier: (flow, node) => flow.read(node),
  JSXIdentifier: (flow, node) => flow.read(node),
  VariableDeclarator(flow, node) {
    flow.visit(node['init'])
    if (node['init']) flow.bind(node['id'])
  },
  AssignmentExpression: (flow, node) => flow.assign(node),
  SpreadElement: (flow, node) => flow.iterate(node['argument']),
  UpdateExpression: (flow, node) => flow.update(node),
  CallExpression: call,
  NewExpression: call,
  TaggedTemplateExpression: call,
  ImportExpression: call,
  JSXElement: element,
  JSXFragment: element,
  ChainExpression: (flow, node) => flow.maybe(() => flow.visit(node['expression'])),
  LogicalExpression(flow, node) {
    flow.visit(node['left'])
    flow.maybe(() => flow.visit(node['right']))
  },
  ConditionalExpression(flow, node) {
    flow.visit(node['test'])
    flow.either(node['consequent'], node['alternate'])
  },
  IfStatement(flow, node) {
    flow.visit(node['test'])
    flow.either(node['consequent'], node['alternate'])
  },
  ReturnStatement: jump,
  ThrowStatement: jump,
  BreakStatement: jump,
  ContinueStatement: jump,
  LabeledStatement: (flow, node) => flow.maybe(() => flow.visit(node['body'])),
  WhileStatement: (flow, node) =>
    flow.loop(
      () => flow.visit(node['test']),
      () => flow.visit(node['body']),
    ),
  DoWhileStatement: (flow, node) => flow.doWhile(node),
  ForStatement(flow, node) {
    flow.visit(node['init'])
    flow.loop(
      () => flow.visit(node['test']),
      () => {
        flow.visit(node['body'])
        flow.visit(node['update'])
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
