import type { FunctionNode, Node, SourceModule } from '../source/source-module.js'
import { isWrapper, namesOfNamespace } from '../source/walk.js'

/** `outer.inner`, `Class.method`, `default`: the path of names from the module to the function. */
export function qualifiedName(module: SourceModule, fn: FunctionNode): string {
  const names: string[] = []
  for (let child: Node = fn, node: Node | undefined = fn; node; child = node, node = module.scopes.parentOf(node)) {
    const name = nameGivenBy(node, child) ?? (node === fn && !hasHolderName(module, fn) ? 'anonymous' : undefined)
    if (name === undefined) continue
    // `const f = function g() {}` is `f`; `export default function g() {}` is `g`.
    if (isNamedExpression(node) && hasHolderName(module, node)) continue
    if (node.type === 'ExportDefaultDeclaration' && child.type.endsWith('Declaration') && 'id' in child && child.id) continue
    names.unshift(name)
  }
  return names.join('.')
}

const isNamedExpression = (node: Node) => node.type === 'FunctionExpression' || node.type === 'ClassExpression'

function hasHolderName(module: SourceModule, node: Node): boolean {
  let child = node
  let parent = module.scopes.parentOf(node)
  while (parent && (isWrapper(parent) || parent.type === 'CallExpression')) {
    child = parent
    parent = module.scopes.parentOf(parent)
  }
  return !!parent && nameGivenBy(parent, child) !== undefined
}

function nameGivenBy(node: Node, child: Node): string | undefined {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return node.id?.name
    case 'TSModuleDeclaration':
      return node.id === child
        ? undefined
        : namesOfNamespace(node.id)
            .map(({ name }) => name)
            .join('.') || undefined
    case 'VariableDeclarator':
      return node.init === child ? keyName(node.id, false) : undefined
    case 'AssignmentPattern':
      return node.right === child ? keyName(node.left, false) : undefined
    case 'AssignmentExpression':
      return node.right === child ? targetName(node.left) : undefined
    case 'Property':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
      return node.value === child ? keyName(node.key, node.computed) : undefined
    case 'ExportDefaultDeclaration':
    case 'TSExportAssignment':
      return 'default'
    default:
      return undefined
  }
}

function keyName(key: Node, computed: boolean): string | undefined {
  if (key.type === 'Literal') return String(key.value)
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (key.type === 'Identifier') return computed ? `[${key.name}]` : key.name
  return computed ? '[computed]' : undefined
}

/** `exports.load` is `load`, `module.exports` is `default`, `Reader.prototype.load` is `Reader.load`. */
function targetName(target: Node): string | undefined {
  if (target.type === 'Identifier') return target.name
  if (target.type !== 'MemberExpression') return undefined
  const path = memberPath(target)
  if (!path) return undefined
  if (path.join('.') === 'module.exports') return 'default'
  if (path[0] === 'exports') return path.slice(1).join('.')
  if (path[0] === 'module' && path[1] === 'exports') return path.slice(2).join('.')
  return path.filter((name) => name !== 'prototype' && name !== 'this').join('.')
}

function memberPath(node: Node): string[] | undefined {
  if (node.type === 'Identifier') return [node.name]
  if (node.type === 'ThisExpression') return ['this']
  if (node.type !== 'MemberExpression') return undefined
  const object = memberPath(node.object)
  const name = keyName(node.property, false)
  return object && name !== undefined ? [...object, name] : undefined
}
