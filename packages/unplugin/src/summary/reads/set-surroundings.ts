import type { Node } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { staticName } from '../render-code.js'
import { targetsIn, writtenBy } from '../values/known-objects.js'
import { isGlobalObject, surroundingName, type ReadContext } from './names.js'

// Labels of what is around the code and what code may set: `xs` for `globalThis.xs.length`, `process.env.X`, `process.cwd`, `dns`.

const ENVIRONMENT = 'process.env'
/** A variable of the environment that only run time names. */
const ANY_VARIABLE = `${ENVIRONMENT}.*`
const SETTER = /^(?:(process)\.(?:(chdir)|umask|(loadEnvFile))|(\w+)\.(?:promises\.)?(?:set[A-Z]\w*|enable|disable))$/
const SETTERS_NAME = /^(?:chdir|umask|loadEnvFile|set[A-Z]\w*|enable|disable|)$/
const NOTHING: string[] = []

/** What a node sets: `globalThis.rate = 1`, `delete process.env.X`, `process.chdir(to)`. */
export function setBy(node: Node, context: ReadContext): string[] {
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee)
    // Most calls are of other methods, which is known before their object is.
    if (callee.type === 'MemberExpression' && !SETTERS_NAME.test(staticName(callee) ?? '')) return NOTHING
    return setByCall(surroundingName(callee, context))
  }
  return targetsIn(writtenBy(node) ?? null).flatMap((target) => {
    const label = labelOfTarget(target, context)
    return label === undefined ? [] : [label]
  })
}

function setByCall(name: string | undefined): string[] {
  const [, ofProcess, chdir, variables, module] = (name !== undefined && SETTER.exec(name)) || []
  if (variables !== undefined) return [ANY_VARIABLE]
  if (ofProcess !== undefined) return [chdir === undefined ? 'process.umask' : 'process.cwd']
  return module === undefined ? NOTHING : [module]
}

function labelOfTarget(target: Node, context: ReadContext): string | undefined {
  // An assignment to a variable of the file changes nothing around it. A global may be declared in the file, for its type.
  if (target.type === 'Identifier') return context.scopes.variableOf(target) ? undefined : target.name
  const name = surroundingName(target, context)
  if (name !== undefined) return isGlobalObject(name) ? undefined : labelOf(name)
  if (target.type !== 'MemberExpression') return undefined
  const object = surroundingName(target.object, context)
  if (object === undefined) return labelOfTarget(unwrap(target.object), context)
  if (object === ENVIRONMENT) return ANY_VARIABLE
  return isGlobalObject(object) ? undefined : labelOf(object)
}

/** @param name in the language or in Node */
function labelOf(name: string): string {
  if (name.startsWith(`${ENVIRONMENT}.`)) return name
  const [first, second] = name.split('.')
  return first === 'process' && second !== undefined ? `process.${second}` : first!
}

/** @param name of a read, as `explain` shows it: `globalThis.rate`, `typeof rate`, `"rate" in globalThis`, `process.cwd()` */
export function labelOfRead(name: string): string {
  const [, tested] = /^"(.*)" in \w+$/.exec(name) ?? []
  const plain = tested ?? name.replace(/^typeof /, '').replace(/^(?:globalThis|global|window|self)(?=[.[])\.?/, '')
  const [, object, key] = /^(process\.env)?\[(".*?[^\\]")\]/.exec(plain) ?? []
  if (key !== undefined) return `${object === undefined ? '' : `${object}.`}${JSON.parse(key) as string}`
  return labelOf(/^[\w$]+(?:\.[\w$]+)*/.exec(plain)?.[0] ?? plain)
}

export const variableLabel = (name: string | undefined): string =>
  name === undefined || name === '*' ? ANY_VARIABLE : `${ENVIRONMENT}.${name}`

const ofEnvironment = (label: string): boolean => label.startsWith(`${ENVIRONMENT}.`)

/** With those of the wholes by which code may read what these name. */
export const withWhole = (labels: Iterable<string>): string[] => {
  const all = [...labels]
  return all.some(ofEnvironment) ? [...all, ENVIRONMENT] : all
}

/** All labels by which code may set what it reads by this one. */
export const settersOf = (label: string): string[] => (ofEnvironment(label) ? [label, ANY_VARIABLE] : [label])
