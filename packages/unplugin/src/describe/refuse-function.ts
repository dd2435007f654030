import { diagnose, namesTwice } from '../errors.js'
import { boundNames } from '../source/walk.js'
import type { DescribedFunction, Diagnostic } from '../stages.js'
import { findNameTwice, varNames } from './describe-function.js'

/**
 * A generator that declares a name twice needs a separate function around its body. That function can't use `super`, and it
 * can't have both the parameters and the `arguments` of the outer one.
 */
export function refuseFunction(fn: DescribedFunction): Diagnostic | undefined {
  const twice = fn.shape === 'inlineGenerator' ? findNameTwice(fn.node) : undefined
  if (twice === undefined) return undefined
  const declared = new Set(varNames(fn.node))
  const clashes = fn.node.params.flatMap(boundNames).some((name) => declared.has(name))
  return fn.usesSuper || (fn.usesArguments && clashes) ? diagnose(fn.module, fn.node.start, namesTwice(twice)) : undefined
}
