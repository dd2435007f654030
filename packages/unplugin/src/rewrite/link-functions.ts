import type { ClassElement, ObjectProperty } from 'oxc-parser'
import { holderOf } from '../find/tag-targets.js'
import type { FunctionNode, Node, NodeOf } from '../source/source-module.js'
import { decoratorsOf, isFunction, skipTrivia } from '../source/walk.js'
import { bodyStart } from './rewrite-body.js'
import { listKeys } from './computed-keys.js'
import type { NumberedFunction, RewriteContext } from './context.js'
import { nameOf, restoredName } from './inferred-names.js'
import { isField } from './private-fields.js'

/**
 * Links grouped by where they are emitted: at the start of a block, in a static block of a class, in a list around an object
 * literal.
 */
export interface Links {
  /** Top-level statements, emitted after the import. */
  top: string[]
  /** Numbers of the sites that `top` links. */
  linked: Set<number>
  blocks: Map<Node, string[]>
  classes: Map<Node, string[]>
  objects: Map<Node, string[]>
  /** The same for functions that aren't tagged. */
  members: Map<Node, string[]>
  /** The keys of object literals that have computed ones. */
  keys: Map<Node, string>
  /** Statements emitted after another statement. */
  behind: Map<Node, string[]>
}

export const noLinks = (): Links => ({
  top: [],
  linked: new Set(),
  blocks: new Map(),
  classes: new Map(),
  objects: new Map(),
  members: new Map(),
  keys: new Map(),
  behind: new Map(),
})

/** Links a function object to its site before its first call, so that `cacheOf` and `withOptions` recognise it. */
export function linkFunction(context: RewriteContext, fn: NumberedFunction, links: Links): void {
  const { module, names } = context
  const { node } = fn
  const site = names.site(fn.site)
  if (node.type === 'FunctionDeclaration') return linkDeclaration(context, fn, links)
  const holder = holderOf(module, node)
  if (holder?.type === 'MethodDefinition') return linkMethod(context, fn, holder, links)
  if (holder?.type === 'Property' && holder.method) {
    const literal = module.scopes.parentOf(holder) as NodeOf<'ObjectExpression'>
    const key = objectKey(context, holder, literal, links)
    if (key !== undefined) {
      names.runtime('linkAll')
      addLink(links.objects, withConst(context, literal), `[${key},${site}]`)
    }
    return
  }
  linkExpression(context, fn, holder)
}

/** Emits the links of blocks, classes and object literals that begin inside a range whose outer part isn't rewritten yet. */
export function writeLinks(context: RewriteContext, node: Node, links: Links): void {
  const { edits, names } = context
  const statements = links.blocks.get(node)
  if (statements) writeStatements(context, node, statements.join(''))
  const methods = links.classes.get(node)
  if (methods) edits.before(node.start + 1, `static{${methods.join('')}}`)
  const any = context.typed ? ':any' : ''
  const keys = links.keys.get(node)
  const members = links.objects.get(node)
  if (members) {
    const list = `[${members.join(',')}]`
    const pairs = keys === undefined ? list : `((${names.rest}${any})=>${list})(${keys})`
    edits.wrap(node.start, node.end, `/* @__PURE__ */${names.runtime('linkAll')}(`, `,${pairs})`)
  }
  const behind = links.behind.get(node)
  if (behind) edits.after(node.end, behind.join(''))
  const known = links.members.get(node)
  const again = keys === undefined ? '' : `,${names.rest}${any}=${keys}`
  const parameter = any + again === '' ? names.options : `(${names.options}${any}${again})`
  if (known)
    edits.wrap(node.start, node.end, `/* @__PURE__ */${names.runtime('knowMembers')}(`, `,${parameter}=>[${known.join(',')}])`)
}

/**
 * `function f() {}` → `var $l1 = $linkDeclared(() => f,$s1);` before it, and a site that references `$l1`.
 *
 * If the function is unused, bundlers drop the call too, because only the function's site references its result. After this
 * rewrite, a framework may remove the function or turn it into an expression.
 */
function linkDeclaration(context: RewriteContext, fn: NumberedFunction, links: Links): void {
  const { module, names, typed } = context
  const { node } = fn
  const ownName = node.id?.name
  if (ownName === undefined) nameDefaultExport(context, node)
  const name = ownName ?? names.anonymous
  const parent = module.scopes.parentOf(node)!
  const block = parent.type.startsWith('Export') ? module.scopes.parentOf(parent)! : parent
  if (block.type === 'Program') {
    const restored = ownName === undefined ? ',"default"' : ''
    const call = `${names.runtime('linkDeclared')}(()=>${name},${names.site(fn.site)}${restored})`
    links.top.push(`var ${names.link(fn.site)}${typed ? ':any' : ''}=/* @__PURE__ */${call};`)
    links.linked.add(fn.site)
  } else if (['BlockStatement', 'TSModuleBlock', 'StaticBlock', 'SwitchCase'].includes(block.type))
    addLink(links.blocks, blockKey(context, block), `${names.runtime('link')}(${name},${names.site(fn.site)});`)
}

/**
 * `class C { find() {} }` → `class C { find() {} }var $l1 = $linkDeclared(() => C.prototype.find,$s1);`, so that bundlers drop an
 * unused class. In a static block if the class's name isn't known here, or code of the class may run before the statement.
 */
function linkMethod(context: RewriteContext, fn: NumberedFunction, holder: NodeOf<'MethodDefinition'>, links: Links): void {
  const { module, names } = context
  const body = module.scopes.parentOf(holder) as NodeOf<'ClassBody'>
  const target = methodTarget(module.text, holder, body.body)
  if (target === undefined) return
  const site = names.site(fn.site)
  const name = nameBehind(context, body)
  if (name === undefined || target.startsWith('this.#'))
    return addLink(links.classes, body, `${names.runtime('link')}(${target},${site});`)
  const cls = module.scopes.parentOf(body)!
  const parent = module.scopes.parentOf(cls)!
  const call = `${names.runtime('linkDeclared')}(()=>${name}${target.slice('this'.length)},${site})`
  addLink(
    links.behind,
    parent.type.startsWith('Export') ? parent : cls,
    `var ${names.link(fn.site)}${context.typed ? ':any' : ''}=/* @__PURE__ */${call};`,
  )
  links.linked.add(fn.site)
}

/** The name under which the statement behind a class finds its methods as they were declared. */
function nameBehind({ module, removed }: RewriteContext, body: NodeOf<'ClassBody'>): string | undefined {
  const cls = module.scopes.parentOf(body)!
  const parent = module.scopes.parentOf(cls)!
  const block = parent.type.startsWith('Export') ? module.scopes.parentOf(parent)! : parent
  if (cls.type !== 'ClassDeclaration' || block.type !== 'Program') return undefined
  const members = body.body
  const runs = (member: ClassElement) =>
    member.type === 'StaticBlock' ||
    ('computed' in member && member.computed) ||
    (isField(member) && member.static && !!member.value)
  const decorators = [cls, ...members].flatMap(decoratorsOf)
  if (members.some(runs) || decorators.some((decorator) => !removed.has(decorator))) return undefined
  return cls.id?.name
}

/** Only a default export can be unnamed; its overload signatures must get the same name. */
function nameDefaultExport({ module, edits, names }: RewriteContext, node: FunctionNode): void {
  for (const statement of module.ast.body) {
    const declaration = statement.type === 'ExportDefaultDeclaration' ? statement.declaration : undefined
    if (!declaration || (declaration !== node && declaration.type !== 'TSDeclareFunction')) continue
    let at = declaration.start
    for (const token of ['async', 'function', '*'])
      if (module.text.startsWith(token, at)) at = skipTrivia(module.text, at + token.length)
    edits.before(at, ` ${names.anonymous}`)
  }
}

/** A function body is keyed by its function: the link is emitted after the directives. */
export function blockKey({ module }: RewriteContext, block: Node): Node {
  const parent = module.scopes.parentOf(block)
  return isFunction(parent) && parent.body === block ? parent : block
}

function writeStatements(context: RewriteContext, node: Node, text: string): void {
  const { edits } = context
  if (isFunction(node)) {
    const { offset, separator } = bodyStart(context, { node })
    edits.before(offset, separator + text)
  } else if (node.type === 'SwitchCase') edits.before(node.consequent[0]!.start, text)
  else if (node.type === 'StaticBlock') edits.before(node.body[0]!.start, text)
  else edits.before(node.start + 1, text)
}

/**
 * `const f = a => a` → `const f = $link(a => a,$s1,"f")`: without the third argument, the arrow would lose the name that it
 * gets from its variable.
 */
function linkExpression(context: RewriteContext, fn: NumberedFunction, holder: Node | undefined): void {
  const { names } = context
  const { node } = fn
  const name = restoredName(context, node)
  if (name === null || holder?.type === 'NewExpression') return
  const restored = name === undefined ? '' : `,${name}`
  wrapExpression(context, node, names.runtime('link'), names.site(fn.site) + restored)
}

/**
 * `f` → `wrapper(f,rest)`. Marked as pure, so that bundlers can remove unused functions.
 * @param within another call, which is wrapped around this one
 */
export function wrapExpression(
  { module, edits }: RewriteContext,
  node: Node,
  wrapper: string,
  rest: string,
  within = false,
): void {
  // As the body of another arrow function, it ends where that function ends.
  const around = module.scopes.parentOf(node)
  const isBody = around?.type === 'ArrowFunctionExpression' && around.body === node
  const end = !within && !isBody && endsStatement(module.text, node) ? ';' : ''
  edits.wrap(node.start, node.end, `/* @__PURE__ */${wrapper}(`, `,${rest})${end}`)
}

/**
 * The end of an arrow function with a block body ends its statement if the next line can't continue it. A call could be
 * continued: `f = () => {}⏎[1]` must not become an index access.
 */
function endsStatement(text: string, node: Node): boolean {
  if (node.type !== 'ArrowFunctionExpression') return false
  let { body } = node
  while (body.type === 'ArrowFunctionExpression') body = body.body
  if (body.type !== 'BlockStatement') return false
  const next = skipTrivia(text, node.end)
  return next < text.length && /[\n\r\u2028\u2029]/.test(text.slice(node.end, next)) && !',;)]}:'.includes(text[next]!)
}

/** `this.prototype.find`, `this.find`, `this.#all`; `undefined` if no name reaches the function object. */
function methodTarget(text: string, method: NodeOf<'MethodDefinition'>, members: ClassElement[]): string | undefined {
  const { key } = method
  if (method.computed || members.filter((member) => sameMember(member, method)).length > 1) return undefined
  if (key.type === 'PrivateIdentifier') return method.static ? `this.#${key.name}` : undefined
  const object = method.static ? 'this' : 'this.prototype'
  if (key.type !== 'Identifier') return `${object}[${text.slice(key.start, key.end)}]`
  // TypeScript checks the access to a private method only by its name.
  return method.accessibility ? `${object}[${JSON.stringify(key.name)}]` : `${object}.${key.name}`
}

function sameMember(member: ClassElement, method: NodeOf<'MethodDefinition'>): boolean {
  return (
    'key' in member &&
    member.value?.type !== 'TSEmptyBodyFunctionExpression' &&
    member.static === method.static &&
    nameOf(member.key) === nameOf(method.key)
  )
}

/** The key as an expression; `undefined` if another property may replace the method. */
export function objectKey(
  context: RewriteContext,
  method: ObjectProperty,
  literal: NodeOf<'ObjectExpression'>,
  links: Links,
): string | undefined {
  const { properties } = literal
  const at = properties.indexOf(method)
  if (properties.slice(at).some((item) => item.type === 'Property' && item.computed)) {
    const keys = listKeys(context, literal)
    if (keys === undefined) return undefined
    links.keys.set(withConst(context, literal), keys)
    return `${context.names.rest}[${at}]`
  }
  const name = nameOf(method.key)
  const isReplaced = properties.some((item, index) =>
    item.type === 'Property' ? item !== method && !item.computed && nameOf(item.key) === name : index > at,
  )
  return isReplaced ? undefined : JSON.stringify(name)
}

/** `{ … } as const`: TypeScript accepts `as const` after a literal, but not after a call. */
export function withConst({ module }: RewriteContext, literal: Node): Node {
  const parent = module.scopes.parentOf(literal)
  if (parent?.type !== 'TSAsExpression' && parent?.type !== 'TSTypeAssertion') return literal
  const type = parent.typeAnnotation
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
    ? parent
    : literal
}

export function addLink(map: Map<Node, string[]>, key: Node, text: string): void {
  map.set(key, [...(map.get(key) ?? []), text])
}
