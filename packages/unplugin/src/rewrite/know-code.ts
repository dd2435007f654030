import type { CodeIdentity, IdentifiedCreation, MakingPlace, ModuleCode } from '../identity/identify-code.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'
import type { DescribedFunction, ValueInput } from '../stages.js'
import { TEXTS } from '../identity/access.js'
import { isLookedAt } from '../summary/reads/code-from-text.js'
import type { RewriteContext } from './context.js'
import { restoredName } from './inferred-names.js'
import { addLink, blockKey, objectKey, withConst, wrapExpression, type Links } from './link-functions.js'
import { markField, nameFields } from './made-fields.js'
import { markCreation } from './mark-creation.js'
import { headOffset } from './module-head.js'
import { listInputs, writeCaptured } from './site-record.js'
import { NO_FIELDS, readPrivateFields, readPrivateStatics } from './private-fields.js'
import { writeMembers } from './write-parts.js'

/** Registrations of one module: top-level statements, and functions at its end that read inputs. */
export interface KnownCode {
  entries: string[]
  readers: string[]
  /** Variables for the functions that read private fields. */
  fields: string[]
  /** Whether the module makes functions of texts. */
  makesText: boolean
  /** Identities not yet emitted, by node. */
  pending: Map<Node, CodeIdentity>
  /** Digests of members of packages, by node. */
  kept: Map<Node, string>
  /** Not yet emitted, by node. */
  creations: Map<Node, IdentifiedCreation>
  /** Variables for what creations are made with. */
  variables: string[]
  bound: ReadonlySet<Node>
  makings: Map<Node, MakingPlace>
  /** Fields that methods make, by the value: under which name the run time notes them. */
  madeFields: ReadonlyMap<Node, string | undefined>
  fillings: ReadonlySet<Node>
  /** Variables with registrations that the sites of a module hold. */
  held: string[]
}

/** Adds the classes first: the walk visits their bodies before the classes themselves. */
export function startKnownCode(
  context: RewriteContext,
  code: ModuleCode,
  links: Links,
  functions: readonly DescribedFunction[],
): KnownCode {
  const kept = new Map(code.kept.map(({ node, digest }) => [node, digest]))
  const known: KnownCode = {
    makesText: code.makesText,
    entries: [],
    readers: [],
    fields: [],
    pending: new Map(),
    kept,
    creations: new Map(context.forBrowsers ? [] : code.creations.map((creation) => [creation.node, creation])),
    variables: [],
    bound: new Set(code.bound),
    // Only Node's runtime uses what they note.
    makings: new Map(context.forBrowsers ? [] : code.makings.map((making) => [making.node, making])),
    madeFields: new Map(context.forBrowsers ? [] : nameFields(context, code, links)),
    fillings: new Set(context.forBrowsers ? [] : code.fillings),
    held: [],
  }
  for (const entry of code.entries) {
    if (entry.form === 'class') knowClass(context, entry, links, known, code.name, functions)
    else known.pending.set(entry.node, entry)
  }
  if (!context.forBrowsers) knowSymbols(context, code, links)
  return known
}

/**
 * `function f() {}` → an entry of `$know([[() => f,"digest"]])` after the imports
 * `const f = (x) => x` → `const f = $closure((x) => x,"digest",void 0,void 0,"f")`
 * `class C { #a }` → `class C {static{$p1=(o)=>[o.#a];} #a };$know([[() => C,"digest"]]);$reader(C,$p1);`
 * `const C = class {}` → `const C = $known(class {},"digest",void 0,void 0,"C")`
 * `{ ok: colors.green }` → `{ ok: $known(colors.green,"package colors@1.0.0 …") }`
 * `new Pool(options)` → `$created($m1=$creation("new pg@8.11.0 Pool …",1),new Pool($m1.keep(options)))`
 * `list.push(f.bind(self))` → `list.push($bindable(f).bind(self))`
 * `texts.set(name, text)` → `$filling(texts).set(name, text)`
 * `config ??= read()` → `config ??= $made(read(),"app/src/config.ts#config",1)`
 * @param isTagged a link to its site is put around it later
 */
export function knowCode(context: RewriteContext, node: Node, links: Links, known: KnownCode, isTagged = false): void {
  knowNode(context, node, links, known, isTagged)
  if (known.fillings.has(node)) context.edits.wrap(node.start, node.end, `${context.names.runtime('filling')}(`, ')')
  const making = known.makings.get(node)
  if (making)
    wrapExpression(
      context,
      node,
      context.names.runtime('made'),
      [JSON.stringify(making.name), ...(making.shared ? ['1'] : [])].join(','),
    )
  if (known.madeFields.has(node)) markField(context, node, known.madeFields.get(node))
  if (!known.bound.has(node)) return
  const [open, close] = node.type === 'SequenceExpression' ? ['((', '))'] : ['(', ')']
  context.edits.wrap(node.start, node.end, context.names.runtime('bindable') + open, close)
}

function knowNode(context: RewriteContext, node: Node, links: Links, known: KnownCode, isTagged: boolean): void {
  const { module, names, edits } = context
  if (known.makesText && isLookedAt(node, { scopes: module.scopes, only: undefined }))
    edits.wrap(node.start, node.end, `${names.runtime('ofText')}(`, ')')
  const digest = known.kept.get(node)
  if (digest !== undefined) wrapExpression(context, node, names.runtime('known'), JSON.stringify(digest))
  const creation = known.creations.get(node)
  if (creation) markCreation(context, creation, known)
  const code = known.pending.get(node)
  switch (code?.form) {
    case 'declaration': {
      const block = blockOf(module, node)
      const facts = argumentsOf(context, code, known)
      if (block.type === 'Program') known.entries.push(`[${[`()=>${code.name}`, ...facts].join(',')}]`)
      else addLink(links.blocks, blockKey(context, block), `${names.runtime('closure')}(${[code.name, ...facts].join(',')});`)
      return
    }
    case 'class':
    case 'expression': {
      const name = restoredName(context, code.node)
      if (name === null) return
      const facts = [...argumentsOf(context, code, known), ...(name === undefined ? [] : [name])]
      const padded =
        name === undefined ? facts : [...facts.slice(0, -1), ...['void 0', 'void 0'].slice(facts.length - 2), facts.at(-1)!]
      wrapExpression(context, node, names.runtime(code.form === 'class' ? 'known' : 'closure'), padded.join(','), isTagged)
      return
    }
    case 'method': {
      const literal = module.scopes.parentOf(code.property) as NodeOf<'ObjectExpression'>
      const key = objectKey(context, code.property, literal, links)
      if (key === undefined) return
      names.runtime('knowMembers')
      addLink(links.members, withConst(context, literal), entryOf(context, `${names.options}[${key}]`, code, known))
    }
  }
}

/**
 * If a static block contains `this` or the class's name, a compiler to an older target renames the class. So a declaration is
 * registered after itself, and only the reader of private fields is emitted inside it.
 */
function knowClass(
  context: RewriteContext,
  code: CodeIdentity & { form: 'class' },
  links: Links,
  known: KnownCode,
  file: string,
  functions: readonly DescribedFunction[],
): void {
  const { module, names } = context
  const { node } = code
  const { body } = node
  const name = node.id?.name
  const fields = readPrivateFields(context, body)
  const statics = readPrivateStatics(module, body)
  const [digest, inputs = 'void 0', captured] = argumentsOf(context, code, known)
  const within = (value: string, read: string) => {
    const facts = [`()=>${value}`, digest, read, captured ?? 'void 0']
    while (facts.at(-1) === 'void 0') facts.pop()
    return `${names.runtime('know')}([[${facts.join(',')}]])`
  }
  if (statics.length > 0 || (node.type === 'ClassDeclaration' ? name === undefined : fields !== undefined)) {
    const read = [...(inputs === 'void 0' ? [] : [`...${inputs}()`]), ...statics]
    addLink(links.classes, body, `${within('this', statics.length > 0 ? `()=>[${read.join(',')}]` : inputs)};`)
    if (name !== undefined && isTopLevel(module, node)) handOutStatics(context, links, body, { file, name, statics })
    if (fields) addLink(links.classes, body, `${fields.setup}${names.runtime('reader')}(this,${fields.read});`)
    const members = writeMembers(context, node, 'this')
    if (members !== '') addLink(links.classes, body, members)
  } else if (node.type === 'ClassExpression') {
    known.pending.set(node, code)
    // Other classes need no static block.
    const members = functions.some(({ parts }) => parts?.node === node) ? writeMembers(context, node, 'this') : ''
    if (members !== '') addLink(links.classes, body, members)
  } else {
    const parent = module.scopes.parentOf(node)!
    const statement = parent.type.startsWith('Export') ? parent : node
    addLink(links.behind, statement, `;${register(context, known, within(name!, inputs))}`)
    const members = writeMembers(context, node, name!)
    if (members !== '') addLink(links.behind, statement, members)
    if (!fields) return
    const reads = (read: string) => register(context, known, `${names.runtime('reader')}(${name!},${read})`)
    if (fields === NO_FIELDS) return addLink(links.behind, statement, reads(fields.read))
    const reader = names.reader(known.fields.length + 1)
    known.fields.push(reader)
    addLink(links.classes, body, `${fields.setup}${reader}=${fields.read};`)
    addLink(links.behind, statement, reads(reader))
  }
}

/** `const A = Symbol()` → `const A = Symbol();$know([[()=>A,"app/src/a.ts#A"]]);` */
function knowSymbols({ module, names }: RewriteContext, { symbols }: ModuleCode, links: Links): void {
  for (const { node, expression, name } of symbols) {
    const parent = module.scopes.parentOf(node)!
    const statement = parent.type.startsWith('Export') ? parent : node
    addLink(links.behind, statement, `;${names.runtime('know')}([[()=>${expression},${JSON.stringify(name)}]]);`)
  }
}

/** `$know(…);`, and for browsers `var $c1 = $know(…);`, which bundlers drop with the sites that hold `$c1`. */
function register({ names, typed, forBrowsers }: RewriteContext, known: KnownCode, call: string): string {
  if (!forBrowsers) return `${call};`
  const name = names.registered(known.held.length + 1)
  known.held.push(name)
  return `var ${name}${typed ? ':any' : ''}=/* @__PURE__ */${call};`
}

/** `class C { static #n }` → `class C {static{$state("app/src/c.ts",{"C.#n":()=>this.#n});} static #n }` */
function handOutStatics(
  { names }: RewriteContext,
  links: Links,
  body: Node,
  { file, name, statics }: { file: string; name: string; statics: readonly string[] },
): void {
  const readers = statics.flatMap((read) =>
    read.startsWith('this.#') ? `${JSON.stringify(name + read.slice('this'.length))}:()=>${read}` : [],
  )
  if (readers.length > 0)
    addLink(links.classes, body, `${names.runtime('state')}(${JSON.stringify(file)},{${readers.join(',')}});`)
}

function isTopLevel(module: SourceModule, node: Node): boolean {
  return node.type === 'ClassDeclaration' && blockOf(module, node).type === 'Program'
}

const entryOf = (context: RewriteContext, value: string, code: CodeIdentity, known: KnownCode): string =>
  `[${[value, ...argumentsOf(context, code, known)].join(',')}]`

/** `"digest",$i1,()=>[k]`, without trailing default arguments. */
function argumentsOf({ names, typed }: RewriteContext, { digest, inputs, captured }: CodeIdentity, known: KnownCode): string[] {
  const facts = [JSON.stringify(digest)]
  // Evaluated in module scope: at the position of the code, the names may refer to something else.
  if (inputs.length > 0) {
    const body = `()${typed ? ':any[]' : ''}{return${listInputs(inputs, names)}}`
    const same = known.readers.findIndex((text) => text.endsWith(body))
    const reader = names.inputs(same < 0 ? known.readers.length + 1 : same + 1)
    if (same < 0) known.readers.push(`function ${reader}${body}`)
    facts.push(reader)
  }
  if (captured.length > 0) facts.push(...(inputs.length > 0 ? [] : ['void 0']), writeCaptured(captured, names))
  return facts
}

function blockOf({ scopes }: SourceModule, node: Node): Node {
  const parent = scopes.parentOf(node)!
  return parent.type.startsWith('Export') ? scopes.parentOf(parent)! : parent
}

/**
 * Emits the registrations at the module's top level, after its imports, because compilers to CommonJS keep the order.
 * @param atEnd if there are no imports: then nothing that the module runs while it loads calls another module's tagged function
 */
export function writeKnownCode(context: RewriteContext, code: ModuleCode, known: KnownCode, atEnd: boolean): void {
  const { module, edits, names } = context
  const packages = code.packages.map(({ expression, digest }) => `[()=>${expression},${JSON.stringify(digest)}]`)
  const entries = [...packages, ...known.entries]
  let text = ''
  if (entries.length > 0) text += register(context, known, `${names.runtime('know')}([${entries.join(',')}])`)
  const readers = code.states.map((name) => `${name}:()=>${name}`)
  if (code.makesText) readers.push(`${JSON.stringify(TEXTS)}:${names.runtime('onlyPlainTexts')}`)
  if (readers.length > 0) {
    text += register(context, known, `${names.runtime('state')}(${JSON.stringify(code.name)},{${readers.join(',')}})`)
  }
  if (text !== '') {
    const last = module.ast.body.findLast(({ type }) => type === 'ImportDeclaration' || type === 'TSImportEqualsDeclaration')
    if (last) edits.after(last.end, `;${text}`)
    else if (atEnd) edits.atEnd(`\n;${text}`)
    else {
      const { offset, separator } = headOffset(module)
      edits.before(offset, separator + text)
    }
  }
  if (known.fields.length > 0)
    edits.atEnd(`\n;var ${known.fields.map((name) => (context.typed ? `${name}:any` : name)).join(',')};`)
  if (known.variables.length > 0) {
    const type = context.typed ? `:ReturnType<typeof ${names.runtime('creation')}>` : ''
    edits.atEnd(`\n;var ${known.variables.map((name) => name + type).join(',')};`)
  }
  if (known.readers.length > 0) edits.atEnd(`\n;${known.readers.join('\n')}\n`)
}

export const inputsOf = (code: ModuleCode): ValueInput[] => code.entries.flatMap(({ inputs }) => inputs)

/** Whether emitted code should contain type annotations. */
export const isTyped = ({ file }: SourceModule): boolean => /\.([cm]?ts|tsx)$/.test(file)
