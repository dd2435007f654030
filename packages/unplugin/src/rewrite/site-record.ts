import type { ParamPattern } from 'oxc-parser'
import { actsWhenStopped } from '../describe/acts-when-stopped.js'
import type { ModuleCode } from '../identity/identify-code.js'
import { isThis, writeArguments } from './write-arguments.js'
import { writeParts } from './write-parts.js'
import { isDefaultCacher, isFreeCache } from '../find/cachers.js'
import { unwrap } from '../source/walk.js'
import type { IdentifiedFunction, ValueInput } from '../stages.js'
import type { NumberedFunction, RewriteContext } from './context.js'
import type { RuntimeName } from './names.js'

/** `var $k1;function $s1(){return $k1??=$site({id:…})}`: hoisted and lazy, so that circular imports don't run into the TDZ. */
export function writeSite(context: RewriteContext, fn: NumberedFunction, held: readonly string[], code: ModuleCode): string {
  const { module, names, typed } = context
  const record = names.record(fn.site)
  const any = typed ? ':any' : ''
  const heldNames = held.length > 1 ? `,[${held.join(',')}]` : held.length > 0 ? `,${held[0]!}` : ''
  const fields = Object.entries(siteFields(context, fn, code)).map(([name, value]) => `${name}${value}`)
  return `var ${record}${any}${typed ? usedNames(module, fn) : ''};function ${names.site(fn.site)}()${any}{return ${record}??=${names.runtime('site')}({${fields.join(',')}}${heldNames})}`
}

/** The decorator is removed. Its names are still used here, so that a compiler doesn't report the import as unused. */
function usedNames(module: RewriteContext['module'], { tag }: NumberedFunction): string {
  const isGone = tag.form === 'decorator' && isDefaultCacher(module, tag.cacher) && !isFreeCache(module, tag.cacher)
  return isGone ? `|typeof ${module.text.slice(tag.cacher.start, tag.cacher.end)}` : ''
}

/**
 * `:"a.ts:f"` and `(){return [rate]}`. Not arrow functions: esbuild's `keepNames` would call a helper for each, which a circular
 * import has not initialized yet.
 */
function siteFields(context: RewriteContext, fn: NumberedFunction, code: ModuleCode): Record<string, string> {
  const { names, typed } = context
  const values = Object.entries({ ...siteValues(context, fn), ...writeParts(context, fn, code) }).map(([name, value]) => [
    name,
    `:${value}`,
  ])
  const option = `${names.options}${typed ? ':any' : ''}`
  const thunks = Object.entries(siteThunks(context, fn)).map(([name, value]) => [
    name,
    `(${name === 'args' ? option : ''}){return ${value}}`,
  ])
  return Object.fromEntries([...values, ...thunks])
}

function siteValues({ textsOf }: RewriteContext, fn: NumberedFunction): Record<string, string> {
  const { identity } = fn
  const fields: Record<string, string> = {
    id: JSON.stringify(identity.id),
    version: JSON.stringify(identity.version),
    kind: JSON.stringify(fn.kind),
    params: JSON.stringify(isNamedCall(fn) ? argumentNames(fn) : fn.usesArguments ? [...fn.params, 'arguments'] : fn.params),
    slot: String(slotOf(fn)),
    declared: String(positional(fn)),
  }
  if (fn.usesThis) fields['usesThis'] = 'true'
  if (actsWhenStopped(fn.node)) fields['actsWhenStopped'] = 'true'
  if (identity.skips.length > 0) fields['skips'] = JSON.stringify(identity.skips)
  if (identity.relies.length > 0) fields['relies'] = JSON.stringify(identity.relies)
  if (identity.uncached !== undefined) fields['uncached'] = JSON.stringify(identity.uncached)
  const texts = textsOf?.(fn)
  if (texts && texts.length > 0) fields['texts'] = JSON.stringify(texts.map(({ place, text }) => place + text).join(''))
  if (countsFiles(fn)) fields['files'] = 'true'
  if (identity.captured.length > 0) fields['captures'] = 'true'
  return fields
}

/** Expressions that the runtime evaluates when it needs them. */
function siteThunks({ module, names }: RewriteContext, fn: NumberedFunction): Record<string, string> {
  const { identity, tag } = fn
  const fields: Record<string, string> = {}
  const options = 'options' in tag ? tag.options : undefined
  if (options) fields['options'] = `(${options.text})`
  const argumentList = hasInputs(fn) ? writeArguments(module.text, fn, names.options) : undefined
  if (argumentList !== undefined) fields['args'] = argumentList
  if (tag.form === 'decorator' && !isDefaultCacher(module, tag.cacher))
    fields['cacher'] = `(${module.text.slice(tag.cacher.start, tag.cacher.end)})`
  const constants = identity.inputs.filter((input) => input.constant)
  const inputs = identity.inputs.filter((input) => !input.constant)
  if (constants.length > 0) fields['constants'] = listInputs(constants, names)
  if (inputs.length > 0) fields['inputs'] = listInputs(inputs, names)
  if (identity.classes.length > 0)
    fields['classes'] =
      `[${identity.classes.map(({ expression, digest }) => `[${expression},${JSON.stringify(digest)}]`).join(',')}]`
  return fields
}

/** Whether the files that it reads are part of its results. The tag option `files` decides, at run time too. */
export function countsFiles({ identity, tag }: IdentifiedFunction): boolean {
  const options = 'options' in tag ? tag.options : undefined
  return options?.files ?? (identity.readsFiles || options?.names.includes('files') === true)
}

/** Whether its tag has the option `inputs`. */
export const hasInputs = ({ tag }: IdentifiedFunction): boolean =>
  'options' in tag && tag.options?.names.includes('inputs') === true

/** `reports(load)`: the function is defined elsewhere and isn't changed. */
export function isNamedCall({ tag, node }: IdentifiedFunction): boolean {
  return tag.form === 'call' && unwrap(tag.call.arguments[0]!) !== node
}

/** From outside a function, its arguments are visible, but not what it destructures from them. */
function argumentNames({ node, options }: NumberedFunction): string[] {
  const isOptions = (parameter: ParamPattern) => options.from === 'declared' && options.parameter === parameter
  return node.params
    .filter((parameter) => !isThis(parameter) && parameter.type !== 'RestElement' && !isOptions(parameter))
    .map((parameter, index) => {
      const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
      return target.type === 'Identifier' ? target.name : `argument ${index + 1}`
    })
}

export const listInputs = (inputs: readonly ValueInput[], names: RewriteContext['names']): string =>
  `[${inputs.map((input) => writeInput(input, names)).join(',')}]`

/** `config.limit`, `$read(()=>APP.version)`, `$stateOf("app/src/config.ts","config")?.mode`. */
/** `()=>[rate,$lazily(table,"??=")]`: what a function captures. */
export const writeCaptured = (captured: readonly string[], names: RewriteContext['names']): string =>
  `()=>[${captured.map((expression) => nameRuntime(expression, names)).join(',')}]`

const nameRuntime = (expression: string, names: RewriteContext['names']): string =>
  expression.replace(/\0(\w+)/g, (_, name: RuntimeName) => names.runtime(name))

function writeInput({ expression, by }: ValueInput, names: RewriteContext['names']): string {
  const text = nameRuntime(expression, names)
  if (by === undefined) return text
  return by === 'read' || by === 'need' ? `${names.runtime(by)}(()=>${text})` : `${names.runtime(by)}(${text})`
}

/** The number of declared parameters that take exactly one argument; a rest parameter may take none. */
function positional({ declared, node }: NumberedFunction): number {
  return node.params.at(-1)?.type === 'RestElement' ? declared - 1 : declared
}

function slotOf({ options, declared }: NumberedFunction): number {
  switch (options.from) {
    case 'arguments':
    case 'declared':
      return options.index
    case 'extraParameter':
      return declared
    default:
      return -1
  }
}
