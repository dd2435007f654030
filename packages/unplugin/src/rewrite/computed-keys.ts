import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import { isWrapper, unwrap } from '../source/walk.js'
import { globalName, onlyInitialiser } from '../summary/values/values-of-names.js'
import type { RewriteContext } from './context.js'

/**
 * An expression that gives the key of a property once more, after the property has been made. None if it may give another value then, or run
 * code that anyone could notice.
 */
export function repeatedKey(module: SourceModule, { key, computed }: { key: Node; computed: boolean }): string | undefined {
  if (!computed && key.type === 'Identifier') return JSON.stringify(key.name)
  return isRepeatable(module, key) ? module.text.slice(key.start, key.end) : undefined
}

function isRepeatable(module: SourceModule, wrapped: Node): boolean {
  const { scopes } = module
  const node = unwrap(wrapped)
  switch (node.type) {
    case 'Literal':
      return !('regex' in node)
    case 'TemplateLiteral':
      return node.expressions.every((part) => isRepeatable(module, part))
    case 'Identifier': {
      const variable = scopes.variableOf(node)
      if (!variable || variable.references.some((reference) => reference.isWrite() && !reference.init)) return false
      if (variable.defs[0]?.type === 'ImportBinding') return true
      // An object would be converted once more.
      const value = onlyInitialiser(variable)
      if (value?.type === 'CallExpression') return /^Symbol(\.for)?$/.test(globalName(value.callee, scopes) ?? '')
      return value !== undefined && value !== null && isRepeatable(module, value)
    }
    case 'MemberExpression': {
      // `Symbol.iterator`, and what no accessor gives.
      if (globalName(node.object, scopes) === 'Symbol') return !node.computed
      return !node.computed && isPlainTable(module, node.object)
    }
    default:
      return false
  }
}

/** `enum Kind { A }`, `import { Kind } from './kinds'`, `const KEYS = { A: 'a' }` */
function isPlainTable({ scopes }: SourceModule, wrapped: Node): boolean {
  const node = unwrap(wrapped)
  const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined
  const type = variable?.defs[0]?.type
  if (!variable || type === 'TSEnumName' || type === 'ImportBinding') return type !== undefined
  let value = onlyInitialiser(variable)
  while (value && (isWrapper(value) || value.type === 'CallExpression')) {
    if (isWrapper(value)) value = value.expression
    else value = globalName(value.callee, scopes) === 'Object.freeze' ? value.arguments[0] : undefined
  }
  return value?.type === 'ObjectExpression' && value.properties.every((item) => item.type === 'Property' && item.kind === 'init')
}

/**
 * The name that a function gets from a computed key, which only run time knows, as an expression: the language makes it.
 * `[Kind.A]: (n) => n` → `({[Kind.A](){}})[Kind.A]?.name`
 */
export function nameOfKey(module: SourceModule, holder: { key: Node; computed: boolean }): string | undefined {
  const key = repeatedKey(module, holder)
  return key === undefined ? undefined : `({[${key}](){}})[${key}]?.name`
}

/**
 * The keys of an object literal that has computed ones, as a list for the code behind the literal. A key that two properties have is none, as
 * the later one has replaced the earlier one; neither is what a key has become by now.
 *
 * @returns undefined if a key can't be repeated
 */
export function listKeys({ module, typed }: RewriteContext, { properties }: NodeOf<'ObjectExpression'>): string | undefined {
  const keys = properties.map((item) => (item.type === 'Property' ? repeatedKey(module, item) : undefined))
  if (keys.includes(undefined)) return undefined
  const any = typed ? ':any' : ''
  const named = `[${keys.join(',')}].map((k${any})=>typeof k==="symbol"?k:\`\${k}\`)`
  return `${named}.map((k${any},i${any},all${any})=>all.indexOf(k)===all.lastIndexOf(k)?k:Symbol())`
}
