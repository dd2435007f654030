import type { BindingPattern, FormalParameter } from 'oxc-parser'
import { boundNames, skipTrivia } from '../source/walk.js'
import type { FunctionNode } from '../source/source-module.js'
import { holderOf } from '../find/tag-targets.js'
import { varNames } from '../describe/describe-function.js'
import type { NumberedFunction, RewriteContext } from './context.js'
import { hasInputs, writeCaptured } from './site-record.js'

export interface Entry {
  /** Statements that must run before the runtime call. */
  setup: string
  /** A pattern that moves from the parameters into the body, so that the destructured object has a name. */
  moved?: MovedPattern
  /** `$s1(),[a],arguments[1],this,()=>[x]`, without trailing default arguments. */
  arguments: string[]
}

export interface MovedPattern {
  start: number
  end: number
  /** The name of the parameter that replaces the pattern. */
  name: string
}

/** Adds the options to the parameters, and derives the arguments of the runtime call. */
export function rewriteParameters(context: RewriteContext, fn: NumberedFunction): Entry {
  const { names } = context
  const { setup = '', moved, expression } = takeOptions(context, fn)
  const values = fn.usesArguments ? [...fn.params, listedArguments(fn)] : fn.params
  const site = `${names.site(fn.site)}()`
  const captured = fn.identity.captured
  return {
    setup,
    ...(moved ? { moved } : {}),
    arguments: [
      fn.constructible ? `new.target?void 0:${site}` : site,
      `[${values.join(',')}]`,
      expression,
      fn.usesThis || (hasInputs(fn) && isMethod(context, fn)) ? 'this' : 'void 0',
      captured.length > 0 ? writeCaptured(captured, names) : 'void 0',
    ],
  }
}

/** Only a method has a `this` that exists and is typed, whether or not its body uses it. */
function isMethod({ module }: RewriteContext, { node }: NumberedFunction): boolean {
  const holder = holderOf(module, node)
  return holder?.type === 'MethodDefinition' || (holder?.type === 'Property' && holder.method)
}

/** The arguments as an array; declared options aren't inputs. */
function listedArguments(fn: NumberedFunction): string {
  return fn.options.from === 'declared' ? `[...arguments].slice(0,${fn.options.index})` : '[...arguments]'
}

interface TakenOptions {
  /** The expression for the options in the runtime call. */
  expression: string
  setup?: string
  moved?: MovedPattern
}

function takeOptions(context: RewriteContext, fn: NumberedFunction): TakenOptions {
  const { options, node } = fn
  switch (options.from) {
    case 'arguments':
      return { expression: `arguments[${options.index}]` }
    case 'extraParameter':
      addParameter(context, node)
      return { expression: context.names.options }
    case 'declared':
      return takeDeclared(context, options.parameter)
    case 'branded':
      return takeBranded(context, fn)
    case 'none':
      return { expression: 'void 0' }
  }
}

/** `(a)` becomes `(a,$o=void 0)`: the default value keeps `length` unchanged. */
function addParameter({ module, edits, names, typed }: RewriteContext, node: FunctionNode): void {
  const parameter = `${names.options}${typed ? ':any' : ''}=void 0`
  const last = node.params.at(-1)
  if (!last) {
    edits.after(openingParenthesis(module.text, node) + 1, parameter)
    return
  }
  const behind = skipTrivia(module.text, last.end)
  if (module.text[behind] === ')' || module.text[behind] === ',') edits.after(last.end, `,${parameter}`)
  else edits.wrap(last.start, last.end, '(', `,${parameter})`)
}

function openingParenthesis(text: string, node: FunctionNode): number {
  const types = node.typeParameters
  let at = skipTrivia(text, types ? types.end : node.start)
  if (!types && text.startsWith('async', at) && text[at] !== '(') at = skipTrivia(text, at + 'async'.length)
  return at
}

/** The name of the declared parameter; a pattern moves into the body, so that the destructured object has a name. */
function takeDeclared({ names }: RewriteContext, parameter: FormalParameter): TakenOptions {
  const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
  if (pattern.type === 'Identifier') return { expression: pattern.name }
  return { expression: names.options, moved: movedPattern(pattern, names.options) }
}

/** Removes branded options from the arguments before anything reads them: neither key nor body may see the object. */
function takeBranded({ names }: RewriteContext, fn: NumberedFunction): TakenOptions {
  const take = names.runtime('takeOptions')
  const expression = names.options
  const last = fn.node.params.at(-1)
  if (last?.type !== 'RestElement') {
    const taken = `${take}(arguments)`
    return {
      expression,
      setup: `const ${expression}=${fn.declared > 0 ? `arguments.length>${fn.declared}?${taken}:void 0` : taken};`,
    }
  }
  const target = last.argument
  const moved = target.type === 'Identifier' ? undefined : movedPattern(target, names.rest)
  const setup = `const ${expression}=${take}(${target.type === 'Identifier' ? target.name : names.rest});`
  const ownArguments = fn.usesArguments && fn.node.type !== 'ArrowFunctionExpression'
  return { expression, setup: ownArguments ? `${setup}if(${expression})${take}(arguments);` : setup, ...(moved ? { moved } : {}) }
}

function movedPattern(pattern: BindingPattern, name: string): MovedPattern {
  const type = pattern.typeAnnotation
  return { start: pattern.start, end: type ? type.start : pattern.end, name }
}

/**
 * Moves the setup to the start of the body, and returns the text to insert there.
 * `(...[a, b]) => x` → `(...$r) => {const $o=$take($r);var [a, b]=$r; … }`
 */
export function writeSetup({ edits }: RewriteContext, { setup, moved }: Entry, offset: number, prefix: string): string {
  if (!moved) return prefix + setup
  edits.after(moved.start, moved.name)
  edits.before(moved.start, `${prefix}${setup}var `)
  edits.after(moved.end, `=${moved.name};`)
  edits.move(moved.start, moved.end, offset)
  return ''
}

/** Parameters that the body redeclares with `var` keep their value only if the inner function receives them. */
export function clashingNames(fn: NumberedFunction): string[] {
  const declared = new Set(varNames(fn.node))
  const parameters = fn.node.params.flatMap(boundNames)
  return [
    ...new Set(fn.usesArguments && fn.node.type !== 'ArrowFunctionExpression' ? [...parameters, 'arguments'] : parameters),
  ].filter((name) => declared.has(name))
}
