import { directivesOf, findNameTwice, isStrictArrow } from '../describe/describe-function.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import { ownNodes, skipTrivia } from '../source/walk.js'
import type { NumberedFunction, RewriteContext } from './context.js'
import { countsFiles } from './site-record.js'
import { clashingNames, rewriteParameters, writeSetup, type Entry } from './entry-arguments.js'

/** Rewrites the parameters and the body of one function; see docs/internals/emitted-code.md. */
export function rewriteBody(context: RewriteContext, fn: NumberedFunction): void {
  const entry = rewriteParameters(context, fn)
  if (fn.shape === 'inline' || fn.shape === 'inlineGenerator') rewriteInline(context, fn, entry)
  else rewriteWrapped(context, fn, entry)
}

/** The start of the statements in a block body, after its directives. */
export function bodyStart(
  { module }: RewriteContext,
  fn: { node: NumberedFunction['node'] },
): { offset: number; separator: string } {
  const directive = isStrictArrow(fn.node) ? undefined : directivesOf(fn.node).at(-1)
  if (!directive) return { offset: fn.node.body.start + 1, separator: '' }
  return { offset: directive.end, separator: module.text[directive.end - 1] === ';' ? '' : ';' }
}

/** The text range of an expression body, with its parentheses: from after `=>` to the end of the function. */
function expressionRange({ module }: RewriteContext, fn: NumberedFunction): { start: number; end: number } {
  const { node } = fn
  const before = node.returnType ?? node.params.at(-1) ?? node.typeParameters
  let at = before ? before.end : node.start
  for (at = skipTrivia(module.text, at); !module.text.startsWith('=>', at); at = skipTrivia(module.text, at + 1));
  return { start: at + 2, end: node.end }
}

/**
 * `async function f(a){ B }` → `async function f(a){return await $callAsync($s1(),[a],arguments[1],void 0,void 0,async()=>{ B })}`
 * `a => x` → `(a,$o=void 0)=>$call($s1(),[a],$o,void 0,void 0,()=>(x))`
 */
function rewriteWrapped(context: RewriteContext, fn: NumberedFunction, entry: Entry): void {
  const { edits, names } = context
  const asynchronous = fn.kind === 'async'
  const call = `${asynchronous ? 'await ' : ''}${names.runtime(asynchronous ? 'callAsync' : 'call')}(${entry.arguments.join(',')},${asynchronous ? 'async' : ''}`
  const clash = clashingNames(fn)
  const handed = clash.length > 0 ? `,${clash.join(',')}` : ''
  if (fn.node.body.type === 'BlockStatement') {
    const { offset, separator } = bodyStart(context, fn)
    const parameters = clash.map((name) => (context.typed ? `${name}:any` : name)).join(',')
    const setup = writeSetup(context, entry, offset, separator)
    edits.wrap(offset, fn.node.body.end - 1, `${setup}return ${call}(${parameters})=>{`, `}${handed})`)
    return
  }
  const { start, end } = expressionRange(context, fn)
  if (entry.setup === '' && !entry.moved) edits.wrap(start, end, `${asynchronous ? ' ' : ''}${call}()=>(`, '))')
  else edits.wrap(start, end, `${writeSetup(context, entry, start, '{')}return ${call}()=>(`, '))}')
}

/**
 * `function f(a){ return x }` →
 * `function f(a){const $f=$enter($s1(),[a],arguments[1]);if($f.hit)return $f.value;try{ return $f.done((x)) }catch($e){throw $f.fail($e)}finally{$f.end()}}`
 */
function rewriteInline(context: RewriteContext, fn: NumberedFunction, entry: Entry): void {
  const { edits, names } = context
  const { frame, error } = names
  const enter = names.runtime(fn.shape === 'inline' ? 'enter' : 'enterGenerator')
  const open = `const ${frame}=${enter}(${shorten(entry.arguments).join(',')});${answer(fn, frame)}try{`
  // Ensures that a call directly after a loop over an async generator finds the entry.
  const wait = fn.kind === 'asyncGenerator' ? 'await ' : ''
  const close = `}catch(${error}){throw ${frame}.fail(${error})}finally{${wait}${frame}.end()}`
  if (fn.node.body.type !== 'BlockStatement') {
    const { start, end } = expressionRange(context, fn)
    edits.wrap(start, end, `${writeSetup(context, entry, start, '{')}${open}return ${frame}.done((`, `))${close}}`)
    return
  }
  for (const node of ownNodes(fn.node.body, false).reverse()) {
    if (node.type === 'ReturnStatement') rewriteReturn(context, fn, node)
    if (node.type === 'YieldExpression') rewriteYield(context, fn, node)
  }
  const { offset, separator } = bodyStart(context, fn)
  const done = mayComplete(fn.node.body) ? `;${frame}.done();` : ''
  const [enterBlock, leaveBlock] = innerFunction(context, fn)
  const setup = writeSetup(context, entry, offset, separator)
  edits.wrap(offset, fn.node.body.end - 1, `${setup}${open}${enterBlock}`, `${done}${leaveBlock}${close}`)
}

/** A generator whose body declares a name twice needs a separate function body. */
function innerFunction(context: RewriteContext, fn: NumberedFunction): [string, string] {
  if (findNameTwice(fn.node) === undefined) return ['', '']
  const clash = clashingNames(fn)
  const asynchronous = fn.kind === 'asyncGenerator' ? 'async ' : ''
  const hand = fn.usesArguments ? '.apply(this,arguments)' : `.call(${['this', ...clash].join(',')})`
  const self = context.typed ? ['this:any', ...clash.map((name) => `${name}:any`)] : clash
  return [`return yield*(${asynchronous}function*(${self.join(',')}){`, `})${hand};`]
}

function answer(fn: NumberedFunction, frame: string): string {
  if (fn.kind === 'sync') return `if(${frame}.hit)return ${frame}.value;`
  const busy = countsFiles(fn) ? `${frame}.begun(await ${frame}.busy)` : `await ${frame}.busy`
  const wait = fn.kind === 'asyncGenerator' ? `if(${frame}.busy)${busy};` : ''
  return `${wait}if(${frame}.hit&&(yield*${frame}.replay()))return ${frame}.value;`
}

/** Removes trailing `void 0` arguments. */
function shorten(list: string[]): string[] {
  let end = list.length
  while (end > 0 && list[end - 1] === 'void 0') end--
  return list.slice(0, end)
}

function rewriteReturn({ edits, names }: RewriteContext, fn: NumberedFunction, node: NodeOf<'ReturnStatement'>): void {
  const { frame } = names
  const { argument } = node
  if (!argument) {
    edits.after(node.start + 'return'.length, ` ${frame}.done()`)
    return
  }
  const space = argument.start === node.start + 'return'.length ? ' ' : ''
  edits.wrap(argument.start, argument.end, `${space}${frame}.done(${fn.kind === 'asyncGenerator' ? 'await' : ''}(`, '))')
}

function rewriteYield({ module, edits, names }: RewriteContext, fn: NumberedFunction, node: NodeOf<'YieldExpression'>): void {
  const { frame } = names
  const { argument } = node
  const keywordEnd = node.start + 'yield'.length
  const open = beginsStatement(module, node) ? ';(' : '('
  if (node.delegate) {
    const star = skipTrivia(module.text, keywordEnd) + 1
    edits.before(node.start, leavesContext(fn) ? `${open}${frame}.went(` : open)
    edits.after(star, `${frame}.each(`)
    edits.after(node.end, leavesContext(fn) ? ')))' : '))')
    return
  }
  const asynchronous = fn.kind === 'asyncGenerator' && argument
  const hop = leavesContext(fn) ? ',await void 0' : ''
  const sent = `)?${frame}.sent(yield ${frame}.v${hop}):${frame}.back)`
  edits.replace(node.start, keywordEnd, `${open}${frame}.put(${asynchronous ? 'await(' : ''}${argument ? '' : sent}`)
  if (argument) edits.after(node.end, `${asynchronous ? ')' : ''}${sent}`)
}

/**
 * Each `next` call runs an asynchronous body in its caller's context. The body's own context, which attributes its reads, can
 * be entered only directly after an `await`: before that, the caller is still on the stack.
 */
const leavesContext = (fn: NumberedFunction): boolean => fn.kind === 'asyncGenerator' && countsFiles(fn)

// After a line without a semicolon, `(` at the start of the next line would make it a call.
function beginsStatement({ scopes }: SourceModule, node: Node): boolean {
  let statement = scopes.parentOf(node)
  while (statement && statement.type !== 'ExpressionStatement' && statement.start === node.start)
    statement = scopes.parentOf(statement)
  if (statement?.type !== 'ExpressionStatement' || statement.start !== node.start) return false
  const block = scopes.parentOf(statement)?.type
  return block === 'BlockStatement' || block === 'SwitchCase' || block === 'StaticBlock'
}

/**
 * Whether execution may continue after a statement; if in doubt, yes. Compilers can be configured to reject unreachable code
 * (`allowUnreachableCode`).
 */
function mayComplete(statement: Node | null | undefined): boolean {
  switch (statement?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return false
    case 'BlockStatement':
      return mayComplete(statement.body.findLast(({ type }) => type !== 'FunctionDeclaration'))
    case 'IfStatement':
      return mayComplete(statement.consequent) || mayComplete(statement.alternate)
    case 'TryStatement':
      return jumps(statement.finalizer) || [statement.block, statement.handler?.body].some((part) => part && mayComplete(part))
    case 'SwitchStatement': {
      const { cases } = statement
      const isTotal = cases.some(({ test }) => !test) && !jumps(statement)
      return !isTotal || mayComplete(cases.at(-1)!.consequent.at(-1))
    }
    default:
      return true
  }
}

const jumps = (node: Node | null): boolean =>
  !!node && ownNodes(node, false).some(({ type }) => type === 'BreakStatement' || type === 'ContinueStatement')
