import type { SourceMap } from 'magic-string'
import type { ClassElement } from 'oxc-parser'
import { childrenOf } from '../source/node.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import type { ModuleCode } from '../identity/identify-code.js'
import type { IdentifiedFunction, ValueInput } from '../stages.js'
import type { NumberedFunction, RewriteContext } from './context.js'
import { Edits } from './edits.js'
import { linkFunction, noLinks, writeLinks, type Links } from './link-functions.js'
import { knowTagged } from './know-tagged.js'
import { inputsOf, isTyped, knowCode, startKnownCode, writeKnownCode, type KnownCode } from './know-code.js'
import { isCommonJs, writeHead, registersReaders } from './module-head.js'
import { chooseNames } from './names.js'
import { ConstantKeys } from '../summary/values/constant-keys.js'
import { isField } from './private-fields.js'
import { rewriteBody } from './rewrite-body.js'
import { countsFiles, isNamedCall, writeCaptured, writeSite } from './site-record.js'

export interface Rewritten {
  code: string
  map: SourceMap
}

/** Rewrites the functions of one module. The order of `functions` doesn't matter. */
export function rewriteModule(
  module: SourceModule,
  functions: IdentifiedFunction[],
  code: ModuleCode,
  { runtime, forBrowsers, textsOf }: { runtime: string } & Pick<RewriteContext, 'forBrowsers' | 'textsOf'>,
): Rewritten {
  const edits = new Edits(module.text)
  const removed = new Set(functions.flatMap(({ tag }) => (tag.form === 'decorator' ? [tag.decorator] : [])))
  const context: RewriteContext = {
    module,
    edits,
    names: chooseNames(module.text),
    typed: isTyped(module),
    constants: new ConstantKeys(module.scopes, code.constants),
    forBrowsers,
    removed,
    textsOf,
  }
  const numbered: NumberedFunction[] = functions.map((fn, index) => ({ ...fn, site: index + 1 }))
  const literals = new Map<Node, NumberedFunction>(numbered.filter((fn) => !isNamedCall(fn)).map((fn) => [fn.node, fn]))
  const links = noLinks()
  const known = startKnownCode(context, code, links, numbered)
  for (const fn of literals.values()) knowTagged(module, fn, known)
  // From the inside out, so that brackets nest.
  visitInsideOut(module.ast, (node) => {
    const fn = literals.get(node)
    writeLinks(context, node, links)
    if (fn) rewriteBody(context, fn)
    knowCode(context, node, links, known, fn !== undefined)
    if (!fn) return
    linkFunction(context, fn, links)
    if (fn.tag.form === 'decorator') removeDecorator(context, fn.tag.decorator)
  })
  for (const fn of numbered) if (isNamedCall(fn)) passSite(context, fn)
  writeKnownCode(context, code, known, false)
  const sites = numbered.map((fn) => writeSite(context, fn, heldBy(context, fn, links, known), code)).join('\n')
  const inputs = [...functions.flatMap((fn) => fn.identity.inputs), ...inputsOf(code)]
  tellPackages(context, functions)
  edits.atEnd(`\n;${sites}\n${writeImports(module, inputs)}`)
  writeHead(context, runtime, links.top, numbered.some(countsFiles) || registersReaders(code))
  return { code: edits.toString(), map: edits.map(module.file) }
}

/** A process keeps the packages that it has loaded, whatever is installed later. */
function tellPackages({ edits, names, textsOf }: RewriteContext, functions: readonly IdentifiedFunction[]): void {
  const packages = new Map<string, string>()
  for (const fn of functions)
    for (const { place, text, package: name } of textsOf?.(fn) ?? []) if (name) packages.set(place, `${text} ${name}`)
  if (packages.size > 0) edits.atEnd(`\n;${names.runtime('tellPackages')}(${JSON.stringify([...packages])});`)
}

/** What is used if the site is used. */
function heldBy({ names }: RewriteContext, { site }: NumberedFunction, links: Links, { held }: KnownCode): string[] {
  return [...(links.linked.has(site) ? [names.link(site)] : []), ...held]
}

/** Visits children before their parents. */
export function visitInsideOut(root: Node, visit: (node: Node) => void): void {
  const order: Node[] = []
  // Iterative: a long chain of binary expressions would overflow the stack.
  const work: Node[] = [root]
  for (let node = work.pop(); node; node = work.pop()) {
    order.push(node)
    work.push(...childrenOf(node))
  }
  for (const node of order.reverse()) visit(node)
}

/**
 * After a field without a semicolon, the decorator is replaced by one: in `a = b⏎@cache [key]() {}`, the field would continue.
 */
function removeDecorator({ module, edits }: RewriteContext, decorator: NodeOf<'Decorator'>): void {
  const member = module.scopes.parentOf(decorator) as ClassElement
  const { body: members } = module.scopes.parentOf(member) as NodeOf<'ClassBody'>
  const field = members[members.indexOf(member) - 1]
  const goesOn = isField(field) && module.text[field.end - 1] !== ';'
  if (goesOn && member.start === decorator.start) edits.replace(decorator.start, decorator.end, ';')
  else edits.remove(decorator.start, decorator.end)
}

/** `reports(load)` → `reports(load,$s1)`, and `reports(load,$s1,()=>[k])` where `load` captures `k`. */
function passSite({ edits, names }: RewriteContext, fn: NumberedFunction): void {
  if (fn.tag.form !== 'call') return
  const { captured } = fn.identity
  const values = captured.length > 0 ? `,${writeCaptured(captured, names)}` : ''
  edits.after(fn.tag.call.arguments[0]!.end, `,${names.site(fn.site)}${values}`)
}

/** The imports that the inputs need. They come last in the module, so that the evaluation order doesn't change. */
export function writeImports(module: SourceModule, inputs: ValueInput[]): string {
  const commonJs = isCommonJs(module)
  const statements = inputs
    .flatMap((input) => (input.import ? [input.import] : []))
    .map(({ specifier, name, local }) => {
      const from = JSON.stringify(specifier)
      const imported = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
      if (name === '*') return commonJs ? `var ${local}=require(${from});` : `import * as ${local} from ${from};`
      return commonJs ? `var {${imported}:${local}}=require(${from});` : `import {${imported} as ${local}} from ${from};`
    })
  return [...new Set(statements)].join('')
}
