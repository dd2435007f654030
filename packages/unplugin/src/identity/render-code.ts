import { isNode, type Node } from '../source/source-module.js'

const UNWRAPPED = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
])

const SKIPPED_KEYS = new Set([
  'type', 'start', 'end', 'range', 'loc', 'parent', 'raw', 'typeAnnotation', 'returnType', 'typeParameters', 'typeArguments',
  'superTypeArguments', 'implements', 'accessibility', 'override', 'readonly', 'abstract', 'declare', 'definite', 'importKind',
  'exportKind', 'shorthand', 'hashbang', 'decorators',
])

/** A function's code without types, comments and formatting. */
export function renderCode(node: Node): string {
  const parts: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      parts.push('[')
      for (const item of value) if (!(isNode(item) && item.type === 'Identifier' && item.name === 'this')) walk(item)
      parts.push(']')
    } else if (isNode(value)) {
      if (UNWRAPPED.has(value.type)) return walk(value.expression)
      parts.push(value.type, '{')
      for (const key of Object.keys(value).toSorted()) {
        if (SKIPPED_KEYS.has(key) || value[key] === undefined) continue
        parts.push(key, ':')
        walk(value[key])
      }
      parts.push('}')
    } else parts.push(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))
    parts.push(' ')
  }
  walk(node)
  return parts.join('')
}
