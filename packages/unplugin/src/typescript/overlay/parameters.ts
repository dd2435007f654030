import { childrenOf } from '../../source/node.js'
import type { Node, NodeOf, Parameter } from '../../source/source-module.js'
import type { Signature } from '../../source/signatures.js'
import { isNamed } from '../../source/walk.js'

/** How inserted text refers to cachecache's types. Without an import statement, no name can clash. */
export const RUNTIME_TYPES = 'import("@cachecache/runtime")'

/** The parameters that a caller passes, without a TypeScript `this`. */
export function declaredParameters(signature: Signature): Parameter[] {
  return signature.params.filter((parameter) => !isNamed(parameter, 'this'))
}

export function restOf(signature: Signature): NodeOf<'RestElement', Parameter> | undefined {
  const last = signature.params.at(-1)
  return last?.type === 'RestElement' ? last : undefined
}

export function parameterName(parameter: Node): string | undefined {
  if (parameter.type === 'TSParameterProperty') return parameterName(parameter.parameter)
  if (parameter.type === 'AssignmentPattern') return parameterName(parameter.left)
  if (parameter.type === 'RestElement') return parameterName(parameter.argument)
  return parameter.type === 'Identifier' ? parameter.name : undefined
}

/** `wanted`, or a similar name that the function doesn't use: a parameter must not hide a variable that the body refers to. */
export function freeName(signature: Signature, wanted: string): string {
  const used = new Set<string>()
  const work: Node[] = [signature]
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'Identifier') used.add(node.name)
    work.push(...childrenOf(node))
  }
  const names = [wanted, `cache${wanted[0]!.toUpperCase()}${wanted.slice(1)}`]
  for (let i = 1; ; i++) {
    const name = names[i - 1] ?? `${wanted}${i}`
    if (!used.has(name)) return name
  }
}

export function isJavaScript(file: string): boolean {
  return /\.[cm]?jsx?$/.test(file)
}
