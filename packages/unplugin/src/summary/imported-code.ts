import type { Node, NodeOf } from '../source/source-module.js'
import { isNamed, unwrap } from '../source/walk.js'
import { staticName } from './render-code.js'

/** Code that is loaded by its file name. */
export interface ImportedCode {
  source: Node | undefined
  /** The displayed name: `import(…)`. */
  what: string
  use?: 'imported' | 'referenced'
}

/** `import('./a.js')`, `require('./a')`, `new URL('./w.js', import.meta.url)`, `new Worker('./w.js')`, `import.meta.glob('./a/*.ts')`. */
export function importedCodeOf(node: Node, ancestors: readonly Node[], isRequire: (callee: Node) => boolean): ImportedCode[] {
  switch (node.type) {
    case 'ImportExpression':
      return [{ source: node.source, what: 'import(…)' }]
    case 'TSExternalModuleReference':
      return [{ source: node.expression, what: 'require(…)' }]
    case 'NewExpression': {
      const [file] = node.arguments
      if (isOwnUrl(node)) return [{ source: file, what: 'new URL(…)', use: 'referenced' }]
      const callee = unwrap(node.callee)
      const isWorker = isNamed(callee, 'Worker') || isNamed(callee, 'SharedWorker')
      return isWorker && file && /^\.{1,2}\//.test(literalText(file) ?? '')
        ? [{ source: file, what: 'new Worker(…)', use: 'referenced' }]
        : []
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      const args = node.arguments
      if (args.length > 0 && isRequire(callee)) return [{ source: args[0], what: 'require(…)' }]
      if (isPartOfNode(callee, args[0])) return [{ source: args[0], what: 'getBuiltinModule(…)' }]
      if (isResolve(callee, isRequire)) return [{ source: args[0], what: 'resolve(…)', use: 'referenced' }]
      if (isContext(callee, isRequire)) return [{ source: undefined, what: 'require.context(…)' }]
      return isGlob(callee) ? globPatterns(args[0]).map((source) => ({ source, what: 'import.meta.glob' })) : []
    }
    default:
      return []
  }
}

/** `require.resolve(name)`, `import.meta.resolve(name)`: Node looks for the file where no read of a file is seen. */
const isResolve = (callee: Node, isRequire: (callee: Node) => boolean): boolean => {
  if (callee.type !== 'MemberExpression' || staticName(callee) !== 'resolve') return false
  const object = unwrap(callee.object)
  return object.type === 'MetaProperty' || isRequire(object)
}

/** `require.context('./a', true, /x/)`, `import.meta.webpackContext('./a')`: webpack takes whatever files match. */
const isContext = (callee: Node, isRequire: (callee: Node) => boolean): boolean =>
  callee.type === 'MemberExpression' &&
  (staticName(callee) === 'context' ? isRequire(unwrap(callee.object)) : staticName(callee) === 'webpackContext')

/** `process.getBuiltinModule('fs')` */
function isPartOfNode(callee: Node, name: Node | undefined): boolean {
  if (callee.type !== 'MemberExpression' || staticName(callee) !== 'getBuiltinModule') return false
  const object = unwrap(callee.object)
  const isProcess = isNamed(object, 'process') || (object.type === 'MemberExpression' && staticName(object) === 'process')
  return isProcess && literalText(name) !== undefined
}

const isGlob = (callee: Node): boolean =>
  callee.type === 'MemberExpression' && unwrap(callee.object).type === 'MetaProperty' && staticName(callee) === 'glob'

function globPatterns(argument: Node | undefined): (Node | undefined)[] {
  const node = argument && unwrap(argument)
  return node?.type === 'ArrayExpression' ? node.elements.map((element) => element ?? undefined) : [node]
}

export function literalText(source: Node | undefined): string | undefined {
  const literal = source && unwrap(source)
  if (literal?.type === 'Literal' && typeof literal.value === 'string') return literal.value
  if (literal?.type !== 'TemplateLiteral' || literal.expressions.length > 0) return undefined
  return literal.quasis[0]!.value.cooked ?? undefined
}

/** `new URL('./worker.js', import.meta.url)`: code that is loaded like an import. */
export function isOwnUrl(node: NodeOf<'NewExpression'>): boolean {
  if (!isNamed(unwrap(node.callee), 'URL')) return false
  const [file, base] = node.arguments.map(unwrap)
  const isCode = /^\.\.?\/.*\.[cm]?[jt]sx?$/.test(literalText(file) ?? '')
  return isCode && base?.type === 'MemberExpression' && base.object.type === 'MetaProperty'
}

/** Whether what a file is imported as depends on the bundler's plugins and settings: `./a.module.css`, `./a.txt`, but not `./a.txt?raw`. */
export const isMadeByBundler = (specifier: string): boolean => /\.(?![cm]?[jt]sx?$|json$|node$|wasm$)\w+$/.test(specifier)

/** `await import('./a.css')` as a statement. */
export function isUnused(ancestors: readonly Node[]): boolean {
  const around = ancestors.findLast(({ type }) => type !== 'AwaitExpression')
  return around?.type === 'ExpressionStatement' || (around?.type === 'UnaryExpression' && around.operator === 'void')
}

/** `./logo.svg` for `new URL('./logo.svg', import.meta.url)`, whose result may be an address that the bundler makes of the file. */
export function ownAddress(node: Node): string | undefined {
  if (node.type !== 'NewExpression' || !isNamed(unwrap(node.callee), 'URL') || isOwnUrl(node)) return undefined
  const [file, base] = node.arguments.map(unwrap)
  const name = literalText(file)
  const isOwn = base?.type === 'MemberExpression' && base.object.type === 'MetaProperty' && staticName(base) === 'url'
  return isOwn && name !== undefined && /^\.\.?\//.test(name) ? name : undefined
}

/** `./a` for `require('./a')`. */
export function requiredBy(node: Node): string | undefined {
  return node.type === 'CallExpression' && isNamed(unwrap(node.callee), 'require') ? literalText(node.arguments[0]) : undefined
}
