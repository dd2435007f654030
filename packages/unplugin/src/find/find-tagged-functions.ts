import {
  decoratorOnClass,
  decoratorOnFunction,
  decoratorOptions,
  diagnose,
  syntaxError,
  taggedTwice,
  untrackedFunction,
  unknownParameter,
  accessorTagged,
  constructorTagged,
  abstractTagged,
  looksLikeTag,
  notAFunction,
  optionsOutOfScope,
  tagOverNothing,
  typeOnlyName,
  undeclaredName,
} from '../errors.js'
import { childrenOf } from '../source/node.js'
import type { FunctionNode, Identifier, Node, NodeOf, SourceModule } from '../source/source-module.js'
import { boundNames, decoratorsOf, isFunction, ownNodes, unwrap } from '../source/walk.js'
import type { Diagnostic, Tag, TaggedFunction } from '../stages.js'
import { findSilencedLines } from '../summary/place.js'
import { isCacherHere, isFreeCache, isImportedName } from './cachers.js'
import { findCommentTags, findLookAlikes } from './comment-tags.js'
import { findUndeclaredName, freeNames } from './free-names.js'
import { functionOfVariable } from './function-of-variable.js'
import { findLocalName } from './module-scope.js'
import { qualifiedName } from './qualified-name.js'
import { suggest } from '../suggest.js'
import { readTagOptions, type TagOptions } from './tag-options.js'
import { findTargets, tagFunction, type Target } from './tag-targets.js'

export interface FindOptions {
  /** Recognises cachers imported from other files. Without it, only cachers in this file are found. */
  isCacher?: (module: SourceModule, expression: Node) => boolean
  /** Whether the build defines a name that the module doesn't declare. */
  isDeclared?: (name: string) => boolean
  /** Finds the function behind an imported name; none if it isn't a function of the project. */
  functionOf?: (module: SourceModule, expression: Node) => ImportedFunction | 'cached' | undefined
}

export interface ImportedFunction {
  module: SourceModule
  node: FunctionNode
}

export interface Found {
  /** In text order. */
  tagged: TaggedFunction[]
  diagnostics: Diagnostic[]
}

/** The tagged functions of a module, and diagnostics for misplaced tags. */
export function findTaggedFunctions(module: SourceModule, options: FindOptions = {}): Found {
  const broken = findSyntaxError(module)
  if (broken) return { tagged: [], diagnostics: [broken] }
  // For example style sheets, which `include: 'src/**'` matches too.
  if (module.errors.length > 0 && isEmpty(module)) return { tagged: [], diagnostics: [] }
  const finding = new Finding(module, options)
  finding.comments()
  finding.decoratorsAndCalls()
  return finding.result()
}

const CODE_WITH_TAGS = /@cache/i
const CODE = /\.[cm]?[jt]sx?$/

/** A file that doesn't parse has an empty AST; without this check, its tags would be lost silently. */
function findSyntaxError(module: SourceModule): Diagnostic | undefined {
  const error = module.errors[0]
  if (!error || !CODE.test(module.file)) return undefined
  const offset = error.labels[0]?.start ?? 0
  const decorator = decoratorAt(module.text, offset)
  if (decorator !== undefined) return diagnose(module, decorator, decoratorOnFunction())
  // If oxc can still recover an AST, a more lenient bundler may accept the file.
  return isEmpty(module) ? diagnose(module, offset, syntaxError(error.message)) : undefined
}

const isEmpty = ({ ast }: SourceModule): boolean => ast.body.length === 0

/** The start of a decorator on a plain function, if that is the parser's error. */
function decoratorAt(text: string, offset: number): number | undefined {
  const before = /@[\p{ID_Continue}$.]+\s+(?:(?:export|default|async)\s+)*$/u.exec(text.slice(0, offset))
  if (before) return /^(?:async|function|const|let|var|\()/.test(text.slice(offset)) ? before.index : undefined
  return /^@[\p{ID_Continue}$.]+\s+(?:(?:export|default|async)\s+)+(?:function|const|let|var)\b/u.test(text.slice(offset))
    ? offset
    : undefined
}

class Finding {
  /** Keyed by function; by call if a cacher receives a function by name. */
  readonly #tags = new Map<Node, { fn: FunctionNode; tag: Tag; home?: SourceModule }>()
  readonly #refused = new Set<Node>()
  readonly #diagnostics: Diagnostic[] = []
  #silenced: Map<number, string[]> | undefined

  constructor(
    readonly module: SourceModule,
    readonly options: FindOptions,
  ) {}

  result(): Found {
    const bearers = new Map<string, Node[]>()
    const tagged = [...this.#tags]
      .sort(([a], [b]) => a.start - b.start)
      .map(([, { fn, tag, home }]) => {
        if (home) return { module: home, host: this.module, node: fn, tag, qualifiedName: qualifiedName(home, fn) }
        const name = qualifiedName(this.module, fn)
        const same = bearers.get(name) ?? []
        if (!same.includes(fn)) bearers.set(name, [...same, fn])
        const index = bearers.get(name)!.indexOf(fn)
        return { module: this.module, node: fn, tag, qualifiedName: index > 0 ? `${name}~${index + 1}` : name }
      })
    return { tagged, diagnostics: this.#diagnostics.sort((a, b) => a.line - b.line || a.column - b.column) }
  }

  comments(): void {
    if (!CODE_WITH_TAGS.test(this.module.text)) return
    const targetAt = findTargets(this.module)
    for (const comment of findCommentTags(this.module)) {
      const target = targetAt(comment.end) ?? { problem: tagOverNothing() }
      if ('problem' in target) {
        // On something that isn't a function, the tag may belong to another tool.
        if (target.problem.code === 'not-a-function') this.#warn(comment.start, target.problem, comment.end)
        else this.#refuse(comment.start, target.problem)
        continue
      }
      const options = readTagOptions(comment)
      if (options && 'problem' in options) {
        this.#refuse(options.offset, options.problem)
        continue
      }
      if (options && !this.#checkOptions(options, target.fn)) continue
      this.#tag(target.fn, { form: 'comment', ...(options && { options }) }, comment.start)
    }
    for (const { start, end, written } of findLookAlikes(this.module)) {
      const target = targetAt(end)
      if (target && 'fn' in target && !this.#tags.has(target.fn)) this.#warn(start, looksLikeTag(written, '/** @cache */'), end)
    }
  }

  decoratorsAndCalls(): void {
    const work: Node[] = [this.module.ast]
    for (let node = work.pop(); node; node = work.pop()) {
      for (const decorator of decoratorsOf(node)) this.#decorator(decorator, node)
      if (node.type === 'CallExpression') this.#call(node)
      work.push(...childrenOf(node))
    }
  }

  #decorator(decorator: NodeOf<'Decorator'>, holder: Node): void {
    const cacher = decorator.expression
    if (cacher.type === 'CallExpression' && this.#isCacher(cacher.callee, true))
      return this.#refuse(decorator.start, decoratorOptions())
    if (!this.#isCacher(cacher, true)) return this.#lookAlikeDecorator(decorator)
    const target = this.#decorated(holder, cacher)
    if (!target) return
    if ('problem' in target) return this.#refuse(decorator.start, target.problem)
    const local = findLocalName(
      this.module,
      ownNodes(cacher, true).filter((node) => node.type === 'Identifier'),
      target.fn,
    )
    if (local) this.#refuse(local.start, optionsOutOfScope(local.name))
    else this.#tag(target.fn, { form: 'decorator', decorator, cacher }, decorator.start)
  }

  /** `@Cached` that isn't declared anywhere; a declared name belongs to other code. */
  #lookAlikeDecorator(decorator: NodeOf<'Decorator'>): void {
    const name = decorator.expression
    if (name.type !== 'Identifier' || !/^cached?$/i.test(name.name)) return
    if (this.module.scopes.referenceOf(name)?.resolved) return
    this.#warn(decorator.start, looksLikeTag(`@${name.name}`, '@cache'))
  }

  #decorated(holder: Node, cacher: Node): Target {
    switch (holder.type) {
      case 'ClassDeclaration':
      case 'ClassExpression':
        return { problem: decoratorOnClass(this.module.text.slice(cacher.start, cacher.end)) }
      case 'MethodDefinition':
        if (holder.kind === 'constructor') return { problem: constructorTagged() }
        return isFunction(holder.value) ? tagFunction(this.module, holder.value) : { problem: abstractTagged() }
      case 'TSAbstractMethodDefinition':
        return { problem: abstractTagged() }
      case 'AccessorProperty':
        return { problem: accessorTagged() }
      case 'PropertyDefinition': {
        const value = holder.value ? unwrap(holder.value) : undefined
        return value && isFunction(value) ? tagFunction(this.module, value) : { problem: notAFunction('a class field') }
      }
      default:
        return { problem: notAFunction('a parameter') }
    }
  }

  /** `reports(fn)`: a function literal is rewritten in place; for a name, the site is passed as a second argument. */
  #call(call: NodeOf<'CallExpression'>): void {
    const [first, ...more] = call.arguments
    if (!first || more.length > 0) return
    const value = unwrap(first)
    const cacher = call.callee
    const named = value.type === 'Identifier' || value.type === 'MemberExpression'
    // Any call of an imported function may be a tag; ask the project only if the argument can be a function.
    if (isFunction(value) || named ? !this.#isCacher(cacher, false) : !isCacherHere(this.module, cacher)) return
    if (isFunction(value)) return this.#tagCalled(value, value, { form: 'call', call, cacher })
    const local = value.type === 'Identifier' ? this.#functionNamed(value) : undefined
    if (local) return this.#tagCalled(call, local, { form: 'call', call, cacher })
    if (!this.options.functionOf) return
    const found = isImportedName(this.module, value) ? this.options.functionOf(this.module, value) : undefined
    if (found === 'cached' || this.#isCached(value)) return
    if (found) this.#tagCalled(call, found.node, { form: 'call', call, cacher }, found.module)
    else this.#warn(first.start, untrackedFunction(this.module.text.slice(call.start, call.end)))
  }

  #tagCalled(key: Node, fn: FunctionNode, tag: Tag, home?: SourceModule): void {
    // A tagged function has its own site.
    if (this.#tags.has(fn)) return
    const target = tagFunction(home ?? this.module, fn)
    if (target && 'fn' in target) this.#tags.set(key, { fn: target.fn, tag, ...(home ? { home } : {}) })
  }

  #functionNamed(identifier: Identifier): FunctionNode | undefined {
    const variable = this.module.scopes.referenceOf(identifier)?.resolved
    return variable ? functionOfVariable(variable) : undefined
  }

  /** `const load = reports(fn)` has its own site. */
  #isCached(identifier: Node): boolean {
    const definition = this.module.scopes.referenceOf(identifier)?.resolved?.defs[0]
    const value = definition?.type === 'Variable' && definition.node.init ? unwrap(definition.node.init) : undefined
    return value?.type === 'CallExpression' && this.#isCacher(value.callee, false)
  }

  #isCacher(expression: Node, asDecorator: boolean): boolean {
    if (isCacherHere(this.module, expression)) return true
    if (asDecorator && isFreeCache(this.module, expression)) return true
    return isImportedName(this.module, expression) && (this.options.isCacher?.(this.module, expression) ?? false)
  }

  #checkOptions(options: TagOptions, fn: FunctionNode): boolean {
    for (const { offset, problem } of options.problems) this.#refuse(offset, problem)
    const params = fn.params.flatMap(boundNames).filter((name) => name !== 'this')
    const unknown = options.ignore.filter((name) => !params.includes(name))
    for (const name of unknown) this.#refuse(options.start, unknownParameter(name, params, suggest(name, params)))
    if (options.problems.length > 0 || unknown.length > 0) return false
    const local = findLocalName(this.module, freeNames(options.text), fn)
    if (local) this.#refuse(options.shift + local.start, optionsOutOfScope(local.name))
    return !local && this.#checkNames(options)
  }

  #checkNames({ text, start }: TagOptions): boolean {
    const found = findUndeclaredName(this.module, text)
    if (!found || this.options.isDeclared?.(found.name)) return true
    const { option, name, offset, isType } = found
    const near = suggest(name, [...this.module.scopes.top.set.keys()])
    this.#refuse(start + offset, isType ? typeOnlyName(option, name) : undeclaredName(option, name, near))
    return false
  }

  #tag(fn: FunctionNode, tag: Tag, offset: number): void {
    if (this.#refused.has(fn)) return
    const known = this.#tags.get(fn)
    if (!known) {
      this.#tags.set(fn, { fn, tag })
      return
    }
    // A comment may add options to a decorator.
    if (known.tag.form === 'comment' && tag.form === 'decorator') {
      this.#tags.set(fn, { fn, tag: { ...tag, ...(known.tag.options ? { options: known.tag.options } : {}) } })
      return
    }
    this.#tags.delete(fn)
    this.#refused.add(fn)
    this.#refuse(offset, taggedTwice())
  }

  #refuse(offset: number, problem: { code: string; message: string }): void {
    this.#diagnostics.push(diagnose(this.module, offset, problem))
  }

  /** `cachecache-ignore` suppresses a warning from the line above, or from the line above the comment. */
  #warn(offset: number, problem: { code: string; message: string }, commentEnd?: number): void {
    const lineOf = (at: number) => this.module.position(at).line
    this.#silenced ??= findSilencedLines(this.module, lineOf)
    const comment = this.module.comments.find(({ end }) => end === commentEnd)
    const codes = new Set([offset, comment?.start ?? offset].flatMap((at) => this.#silenced!.get(lineOf(at)) ?? []))
    if (codes.has('*') || codes.has(problem.code)) return
    this.#diagnostics.push(diagnose(this.module, offset, problem, 'warning'))
  }
}
