import type { Node } from '../source/source-module.js'
import { boundNames, isFunction, unwrap } from '../source/walk.js'
import type { Initialiser } from './file-summary.js'
import { makesFunctions } from './makes-functions.js'
import { staticName } from './render-code.js'

/** Where the names of an expression come from. */
export interface Names {
  /** `module`: bound at the top of the file; `global`: bound nowhere; `local`: bound in between. */
  originOf(identifier: Node): 'module' | 'global' | 'local'
}

const PURE_CALLS = new Set(
  (
    'Object.freeze Object.keys Object.values Object.entries Object.fromEntries Object.create Object.getOwnPropertyNames Object.seal ' +
    'Array.from Array.of Array Array.isArray Symbol Symbol.for BigInt Number String Boolean Object parseInt parseFloat isNaN ' +
    'encodeURIComponent decodeURIComponent encodeURI Number.parseInt Number.parseFloat JSON.parse JSON.stringify String.raw ' +
    'String.fromCharCode String.fromCodePoint Date.UTC Buffer.from RegExp structuredClone'
  ).split(' '),
)
const PRIMITIVE_CALLS = new Set(
  'Symbol Symbol.for BigInt Number String Boolean parseInt parseFloat isNaN Number.parseInt Number.parseFloat JSON.stringify Date.UTC Date.now String.raw String.fromCharCode'.split(
    ' ',
  ),
)
const PURE_CLASSES = new Set(
  (
    'Map Set RegExp URL URLSearchParams Array Object Uint8Array Uint8ClampedArray Uint16Array Uint32Array Int8Array Int16Array Int32Array ' +
    'Float32Array Float64Array BigInt64Array BigUint64Array ArrayBuffer DataView Error TypeError RangeError TextEncoder TextDecoder ' +
    'Intl.NumberFormat Intl.Collator Intl.PluralRules Intl.ListFormat Intl.Segmenter'
  ).split(' '),
)
/** Methods of arrays, strings and numbers that give the same for the same. */
const PURE_METHODS = new Set(
  (
    'map filter reduce reduceRight flatMap flat concat slice join split includes indexOf lastIndexOf find findIndex findLast some every at ' +
    'keys values entries toSorted toReversed toSpliced with toLowerCase toUpperCase trim trimStart trimEnd padStart padEnd repeat replace ' +
    'replaceAll substring charAt charCodeAt codePointAt startsWith endsWith toString toFixed normalize source flags get has'
  ).split(' '),
)
const CALLBACK_METHODS = new Set(
  'map filter reduce reduceRight flatMap find findIndex findLast some every toSorted replace replaceAll'.split(' '),
)
/** Globals that stand for the machine, not for the language. */
const SURROUNDINGS = /^(process|window|document|navigator|location|localStorage|sessionStorage|performance|crypto|Deno|Bun)$/
const DEEPEST = 60

export function readInitialiser(init: Node | null | undefined, names: Names): Initialiser {
  const needs: string[] = []
  const asks: string[] = []
  const node = init && unwrap(init)
  const reader = new ExpressionReader(names, needs, asks)
  const made = node && makerOf(node, names)
  return {
    fixed: !node || reader.isFixed(node, new Set(), 0),
    needs: [...new Set(needs)],
    asks,
    shape: init ? shapeOf(init, names) : 'primitive',
    holdsFunctions: reader.holdsFunctions,
    ...(made ? { madeBy: made } : {}),
    ...(/^[^y]*g[^y]*$/.test(node?.['regex']?.flags ?? '') ? { searches: true as const } : {}),
    ...(node?.type === 'CallExpression' && isFunction(unwrap(node['callee'])) && makesFunctions(unwrap(node['callee']))
      ? { makesFunctions: true as const }
      : {}),
  }
}

class ExpressionReader {
  holdsFunctions = false
  constructor(
    private readonly names: Names,
    private readonly needs: string[],
    private readonly asks: string[],
  ) {}

  /** Whether code alone fixes the value; `params` are names that stand for fixed values. */
  isFixed(wrapped: Node, params: ReadonlySet<string>, depth: number): boolean {
    if (depth > DEEPEST) return false
    const node = unwrap(wrapped)
    const fixed = (child: Node | null) => child === null || this.isFixed(child, params, depth + 1)
    switch (node.type) {
      case 'Literal':
        // A /g or /y regex remembers where it stopped.
        return !(node['regex'] && /[gy]/.test(node['regex'].flags))
      case 'TemplateLiteral':
        return (node['expressions'] as Node[]).every(fixed)
      case 'UnaryExpression':
        return node['operator'] !== 'delete' && fixed(node['argument'])
      case 'BinaryExpression':
      case 'LogicalExpression':
        return fixed(node['left']) && fixed(node['right'])
      case 'ConditionalExpression':
        return fixed(node['test']) && fixed(node['consequent']) && fixed(node['alternate'])
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'ClassExpression':
        this.holdsFunctions = true
        return true
      case 'ArrayExpression':
        return (node['elements'] as (Node | null)[]).every(fixed)
      case 'SpreadElement':
        return fixed(node['argument'])
      case 'ChainExpression':
        return fixed(node['expression'])
      case 'ObjectExpression':
        return (node['properties'] as Node[]).every((property) =>
          property.type === 'SpreadElement'
            ? fixed(property['argument'])
            : (!property['computed'] || fixed(property['key'])) && fixed(property['value']),
        )
      case 'Identifier':
        return this.isFixedName(node, params)
      case 'MemberExpression':
        return this.isFixedMember(node, fixed)
      case 'CallExpression':
        return this.isFixedCall(node, params, depth, fixed)
      case 'NewExpression': {
        const name = globalName(node['callee'], this.names)
        const args = node['arguments'] as Node[]
        if (name === 'Date') return args.length === 1 && isPlainDate(args[0]!) && fixed(args[0]!)
        return name !== undefined && PURE_CLASSES.has(name) && args.every(fixed)
      }
      default:
        return false
    }
  }

  private isFixedName(node: Node, params: ReadonlySet<string>): boolean {
    const name = node['name'] as string
    switch (this.names.originOf(node)) {
      case 'local':
        return params.has(name)
      case 'module':
        this.needs.push(name)
        return true
      case 'global':
        return !SURROUNDINGS.test(name)
    }
  }

  private isFixedMember(node: Node, fixed: (child: Node) => boolean): boolean {
    const name = globalName(node, this.names)
    if (name !== undefined) return !SURROUNDINGS.test(name.split('.')[0]!)
    return fixed(node['object']) && (!node['computed'] || fixed(node['property']))
  }

  private isFixedCall(node: Node, params: ReadonlySet<string>, depth: number, fixed: (child: Node) => boolean): boolean {
    const args = node['arguments'] as Node[]
    const isFixedArgument = (argument: Node) =>
      isFunction(unwrap(argument)) ? this.isPureFunction(unwrap(argument), params, depth) : fixed(argument)
    const name = globalName(node['callee'], this.names)
    if (name !== undefined) {
      // Its code is reached like that of an import.
      if (name === 'require') return args.length === 1 && typeof unwrap(args[0]!)['value'] === 'string'
      return (PURE_CALLS.has(name) || (name.startsWith('Math.') && name !== 'Math.random')) && args.every(isFixedArgument)
    }
    if (makesRequire(node)) return true
    const callee = unwrap(node['callee'])
    const method = callee.type === 'MemberExpression' ? staticName(callee) : undefined
    if (method === undefined || !PURE_METHODS.has(method)) return false
    // What a function of another place does is not known here.
    if (CALLBACK_METHODS.has(method) && args.some((argument) => this.isNamed(argument))) return false
    const object = unwrap(callee['object'])
    if (object.type === 'Identifier' && this.names.originOf(object) === 'module') this.asks.push(object['name'])
    return fixed(object) && args.every(isFixedArgument)
  }

  private isNamed(argument: Node): boolean {
    const node = unwrap(argument)
    return node.type === 'MemberExpression' || (node.type === 'Identifier' && this.names.originOf(node) !== 'global')
  }

  /** `(row) => row.id * 2`: one expression over its parameters and fixed values. */
  private isPureFunction(node: Node, outer: ReadonlySet<string>, depth: number): boolean {
    const params = node['params'] as Node[]
    const body = node['body'] as Node
    const only = body.type === 'BlockStatement' ? (body['body'] as Node[])[0] : undefined
    const single =
      body.type !== 'BlockStatement' ? body : body['body'].length === 1 && only?.type === 'ReturnStatement' && only['argument']
    if (node['async'] || node['generator'] || !single || params.some((param) => param.type === 'AssignmentPattern')) return false
    return this.isFixed(single, new Set([...outer, ...params.flatMap(boundNames)]), depth + 1)
  }
}

/** `createRequire(import.meta.url)`: what it is called with is reached like an import. */
export function makesRequire(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node['callee']) : undefined
  return (callee?.type === 'MemberExpression' ? staticName(callee) : callee?.['name']) === 'createRequire'
}

/** `new URL('./worker.js', import.meta.url)`: code that is reached like that of an import. */
export function isOwnUrl(node: Node): boolean {
  const [file, base] = (node['arguments'] as Node[]).map(unwrap)
  const isCode = typeof file?.['value'] === 'string' && /^\.\.?\/.*\.[cm]?[jt]sx?$/.test(file['value'])
  return isCode && node['callee']['name'] === 'URL' && base?.type === 'MemberExpression' && base['object'].type === 'MetaProperty'
}

/** A date that reads the same in every time zone. */
function isPlainDate(argument: Node): boolean {
  const value = unwrap(argument)['value'] as unknown
  return typeof value === 'number' || (typeof value === 'string' && /^\d{4}(-\d\d){0,2}$|Z$|[+-]\d\d:\d\d$/.test(value))
}

/** `Object.freeze` of a callee that is bound nowhere; none for everything else. */
export function globalName(wrapped: Node, names: Names): string | undefined {
  const node = unwrap(wrapped)
  if (node.type === 'Identifier') return names.originOf(node) === 'global' ? (node['name'] as string) : undefined
  if (node.type !== 'MemberExpression') return undefined
  const member = staticName(node)
  const object = globalName(node['object'], names)
  return member === undefined || object === undefined ? undefined : `${object}.${member}`
}

/** `globalThis`, `window as any`, `typeof window === 'undefined' ? global : window`. */
export function isGlobalObject(wrapped: Node | null | undefined, names: Names): boolean {
  if (!wrapped) return false
  const node = unwrap(wrapped)
  if (node.type === 'ConditionalExpression')
    return isGlobalObject(node['consequent'], names) && isGlobalObject(node['alternate'], names)
  if (node.type === 'LogicalExpression') return isGlobalObject(node['left'], names) && isGlobalObject(node['right'], names)
  return /^((globalThis|window|global|self)(\.|$))+$/.test(globalName(node, names) ?? '')
}

function isConst(node: Node): boolean {
  const type = node['typeAnnotation'] as Node | undefined
  return (node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion') && type?.['typeName']?.name === 'const'
}

function shapeOf(wrapped: Node, names: Names): Initialiser['shape'] {
  for (let outer = wrapped; outer.type.startsWith('TS'); outer = outer['expression'] as Node) {
    if (isConst(outer)) return 'frozen'
  }
  const node = unwrap(wrapped)
  switch (node.type) {
    case 'Literal':
      return node['regex'] && /[gy]/.test(node['regex'].flags) ? 'object' : node['regex'] ? 'frozen' : 'primitive'
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'UpdateExpression':
      return 'primitive'
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return 'function'
    case 'ObjectExpression':
    case 'ArrayExpression':
      return 'object'
    case 'Identifier':
    case 'MemberExpression':
      return 'alias'
    case 'AwaitExpression':
      return shapeOf(node['argument'], names) === 'primitive' ? 'primitive' : 'unknown'
    case 'LogicalExpression':
      return join(shapeOf(node['left'], names), shapeOf(node['right'], names))
    case 'ConditionalExpression':
      return join(shapeOf(node['consequent'], names), shapeOf(node['alternate'], names))
    case 'NewExpression':
      return 'object'
    case 'CallExpression':
      if (makesRequire(node)) return 'function'
      return shapeOfCall(globalName(node['callee'], names))
    default:
      return 'unknown'
  }
}

function shapeOfCall(name: string | undefined): Initialiser['shape'] {
  if (name === 'Object.freeze') return 'frozen'
  if (name === undefined) return 'unknown'
  if (PRIMITIVE_CALLS.has(name) || name.startsWith('Math.')) return 'primitive'
  return PURE_CALLS.has(name) ? 'object' : 'unknown'
}

function join(left: Initialiser['shape'], right: Initialiser['shape']): Initialiser['shape'] {
  return left === right ? left : left === 'alias' && right === 'primitive' ? 'primitive' : 'unknown'
}

function makerOf(wrapped: Node, names: Names): Initialiser['madeBy'] {
  let node = unwrap(wrapped)
  if (node.type === 'AwaitExpression') node = unwrap(node['argument'])
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined
  const path: string[] = []
  let callee = unwrap(node['callee'])
  for (; callee.type === 'MemberExpression'; callee = unwrap(callee['object'])) path.unshift(staticName(callee) ?? '*')
  if (callee.type !== 'Identifier') return undefined
  const how = node.type === 'NewExpression' ? 'new' : 'call'
  return { name: callee['name'], path, how, global: names.originOf(callee) === 'global' }
}
