import { boundNames, skipTrivia } from '../source/walk.js'
import type { Node } from '../source/source-module.js'
import { varNames } from '../describe/describe-function.js'
import type { NumberedFunction, RewriteContext } from './context.js'

export interface Entry {
  /** Statements that must run before the call of the runtime. */
  setup: string
  /** `$s1(),[a],arguments[1],this,()=>[x]`, shortened from the right. */
  arguments: string[]
}

/** Makes room for the options in the parameters, and derives what the call of the runtime is given. */
export function rewriteParameters(context: RewriteContext, fn: NumberedFunction): Entry {
  const { names } = context
  const setup: string[] = []
  const options = optionsExpression(context, fn, setup)
  const values = fn.usesArguments ? [...fn.params, listedArguments(fn)] : fn.params
  const site = `${names.site(fn.site)}()`
  const captured = fn.identity.captured
  return {
    setup: setup.join(''),
    arguments: [
      fn.constructible ? `new.target?void 0:${site}` : site,
      `[${values.join(',')}]`,
      options,
      fn.usesThis ? 'this' : 'void 0',
      captured.length > 0 ? `()=>[${captured.join(',')}]` : 'void 0',
    ],
  }
}

/** The arguments as an array; declared options are none of the inputs. */
function listedArguments(fn: NumberedFunction): string {
  return fn.options.from === 'declared' ? `[...arguments].slice(0,${fn.options.index})` : '[...arguments]'
}

function optionsExpression(context: RewriteContext, fn: NumberedFunction, setup: string[]): string {
  const { options, node } = fn
  switch (options.from) {
    case 'arguments':
      return `arguments[${options.index}]`
    case 'extraParameter':
      addParameter(context, node)
      return context.names.options
    case 'declared':
      return declaredOptions(context, options.parameter, setup)
    case 'branded':
      takeBranded(context, fn, setup)
      return context.names.options
    case 'none':
      return 'void 0'
  }
}

/** `(a)` becomes `(a,$o=void 0)`: the default keeps `length` as it was. */
function addParameter({ module, edits, names, typed }: RewriteContext, node: Node): void {
  const parameter = `${names.options}${typed ? ':any' : ''}=void 0`
  const last = (node['params'] as Node[]).at(-1)
  if (!last) {
    edits.after(openingParenthesis(module.text, node) + 1, parameter)
    return
  }
  const behind = skipTrivia(module.text, last.end)
  if (module.text[behind] === ')' || module.text[behind] === ',') edits.after(last.end, `,${parameter}`)
  else edits.wrap(last.start, last.end, '(', `,${parameter})`)
}

function openingParenthesis(text: string, node: Node): number {
  const types = node['typeParameters'] as Node | null
  let at = skipTrivia(text, types ? types.end : node.start)
  if (!types && text.startsWith('async', at) && text[at] !== '(') at = skipTrivia(text, at + 'async'.length)
  return at
}

/** The name of the declared parameter; a pattern moves into the body, so that the object it takes apart has a name. */
function declaredOptions(context: RewriteContext, parameter: Node, setup: string[]): string {
  const pattern = parameter.type === 'AssignmentPattern' ? (parameter['left'] as Node) : parameter
  if (pattern.type === 'Identifier') return pattern['name'] as string
  movePattern(context, pattern, context.names.options, setup)
  return context.names.options
}

/** Takes branded options off the arguments before anything reads them: neither key nor body may see the object. */
function takeBranded(context: RewriteContext, fn: NumberedFunction, setup: string[]): void {
  const { names } = context
  const take = names.runtime('takeOptions')
  const ownArguments = fn.usesArguments && fn.node.type !== 'ArrowFunctionExpression'
  const last = fn.node.params.at(-1)
  if (last?.type !== 'RestElement') {
    const takes = `${take}(arguments)`
    setup.push(`const ${names.options}=${fn.declared > 0 ? `arguments.length>${fn.declared}?${takes}:void 0` : takes};`)
    return
  }
  const target = last['argument'] as Node
  const moved: string[] = []
  const rest = target.type === 'Identifier' ? (target['name'] as string) : names.rest
  if (target.type !== 'Identifier') movePattern(context, target, rest, moved)
  setup.push(`const ${names.options}=${take}(${rest});`)
  if (ownArguments) setup.push(`if(${names.options})${take}(arguments);`)
  setup.push(...moved)
}

function movePattern({ edits, module }: RewriteContext, pattern: Node, name: string, into: string[]): void {
  const type = pattern['typeAnnotation'] as Node | null
  const end = type ? type.start : pattern.end
  into.push(`var ${module.text.slice(pattern.start, end)}=${name};`)
  edits.replace(pattern.start, end, name)
}

/** Parameters that the body declares again with `var` keep their value only if the inner function takes them over. */
export function clashingNames(fn: NumberedFunction): string[] {
  const declared = new Set(varNames(fn.node))
  const parameters = fn.node.params.flatMap(boundNames)
  return [
    ...new Set(fn.usesArguments && fn.node.type !== 'ArrowFunctionExpression' ? [...parameters, 'arguments'] : parameters),
  ].filter((name) => declared.has(name))
}
