import { actsWhenStopped } from '../describe/acts-when-stopped.js'
import { isDefaultCacher, isFreeCache } from '../find/cachers.js'
import { unwrap } from '../source/walk.js'
import type { Node } from '../source/source-module.js'
import type { IdentifiedFunction, ValueInput } from '../stages.js'
import type { NumberedFunction, RewriteContext } from './context.js'

/** `var $k1;function $s1(){return $k1??=$site({id:…})}`: hoisted and lazy, so that circular imports meet no TDZ. */
export function writeSite({ module, names, typed }: RewriteContext, fn: NumberedFunction): string {
  const kept = names.kept(fn.site)
  const any = typed ? ':any' : ''
  const fields = Object.entries(siteFields(module, fn)).map(([name, value]) => `${name}:${value}`)
  return `var ${kept}${any}${typed ? usedNames(module, fn) : ''};function ${names.site(fn.site)}()${any}{return ${kept}??=${names.runtime('site')}({${fields.join(',')}})}`
}

/** A decorator goes; what imports its name must not look unused to a compiler that reports it. */
function usedNames(module: RewriteContext['module'], { tag }: NumberedFunction): string {
  const isGone = tag.form === 'decorator' && isDefaultCacher(module, tag.cacher) && !isFreeCache(module, tag.cacher)
  return isGone ? `|typeof ${module.text.slice(tag.cacher.start, tag.cacher.end)}` : ''
}

function siteFields(module: RewriteContext['module'], fn: NumberedFunction): Record<string, string> {
  const { identity, tag } = fn
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
  if (identity.privateState) fields['privateState'] = 'true'
  if (identity.ownFunctions.length > 0) fields['ownFunctions'] = JSON.stringify(identity.ownFunctions)
  const options = 'options' in tag ? tag.options : undefined
  if (options) fields['options'] = `()=>(${options.text})`
  if (tag.form === 'decorator' && !isDefaultCacher(module, tag.cacher))
    fields['cacher'] = `()=>(${module.text.slice(tag.cacher.start, tag.cacher.end)})`
  const constants = identity.inputs.filter((input) => input.constant)
  const inputs = identity.inputs.filter((input) => !input.constant)
  if (constants.length > 0) fields['constants'] = thunk(constants)
  if (inputs.length > 0) fields['inputs'] = thunk(inputs)
  if (identity.classes.length > 0)
    fields['classes'] =
      `()=>[${identity.classes.map(({ expression, digest }) => `[${expression},${JSON.stringify(digest)}]`).join(',')}]`
  if (countsFiles(fn)) fields['files'] = 'true'
  if (identity.captured.length > 0) fields['captures'] = 'true'
  return fields
}

/** Whether files that it reads are a part of what its results are made of; `files` in the tag decides, also at run time. */
export function countsFiles({ identity, tag }: IdentifiedFunction): boolean {
  const options = 'options' in tag ? tag.options : undefined
  return options?.files ?? (identity.readsFiles || options?.names.includes('files') === true)
}

/** `reports(load)`: the function stands elsewhere and stays as it is. */
export function isNamedCall({ tag, node }: IdentifiedFunction): boolean {
  return tag.form === 'call' && unwrap((tag.call['arguments'] as Node[])[0]!) !== node
}

/** From outside of a function its arguments can be seen, but not what it takes out of them. */
function argumentNames({ node, options }: NumberedFunction): string[] {
  const isOptions = (parameter: Node) => options.from === 'declared' && options.parameter === parameter
  return node.params
    .filter((parameter) => parameter['name'] !== 'this' && parameter.type !== 'RestElement' && !isOptions(parameter))
    .map((parameter, index) => {
      const target = parameter.type === 'AssignmentPattern' ? (parameter['left'] as Node) : parameter
      return target.type === 'Identifier' ? (target['name'] as string) : `argument ${index + 1}`
    })
}

const thunk = (inputs: ValueInput[]) => `()=>[${inputs.map((input) => input.expression).join(',')}]`

/** Declared parameters that take one argument each: a rest parameter may take none. */
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
