import path from 'node:path'
import type { FileNames } from '../file-names.js'
import { unwrap } from '../source/walk.js'
import { mayHoldTag } from '../filter.js'
import { fileOf } from '../module-id.js'
import type { DeclaredType } from '../describe/cache-options-type.js'
import { isCacherHere } from '../find/cachers.js'
import type { ImportedFunction } from '../find/find-tagged-functions.js'
import { functionAtTop } from '../find/function-of-variable.js'
import { childrenOf } from '../source/node.js'
import { parseModule, type Node, type SourceModule } from '../source/source-module.js'
import type { DescribedFunction, Identity } from '../stages.js'
import { IdentityDeriver } from './derive-identity.js'
import type { ModuleCode } from './identify-code.js'
import { findPins } from '../summary/find-pins.js'
import type { FileSummary } from '../summary/file-summary.js'
import { textsOf, type LoadedText } from '../surroundings/loaded-texts.js'
import { realFile, withSlashes, type SourceFiles } from '../surroundings/source-files.js'
import { meanTheSame } from '../summary/compare-texts.js'
import { digestOf, emptySummary, emptyUnit, summarise } from '../summary/summarise.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import { importedAtLoad } from '../surroundings/specifiers-in-text.js'
import { Surroundings } from '../surroundings/surroundings.js'

export interface ProjectOptions {
  /** Absolute. */
  root: string
  /** A bundler's aliases, beyond those of tsconfig and package `imports`. */
  alias?: Record<string, string>
  /** The bundler's settings. */
  settings?: BuildSettings
  /** @default new ones for `root`, `alias` and `settings` */
  surroundings?: Surroundings
}

/** The analysis of the source files that tagged functions depend on; a dev server keeps one instance. */
export interface Project {
  /** The parsed file. `text` is the bundler's text; without it, the file is read. */
  module(file: string, text?: string): SourceModule
  identify(fn: DescribedFunction): Identity
  /** The functions and classes of a module, by their code. Those in `except` have their own identity. */
  identifyCode(module: SourceModule, except: ReadonlySet<Node>): ModuleCode
  /**
   * Whether the expression is a cacher: `cache`, or a name bound to `Cacher(...)`, in this file or in the one that it is
   * imported from.
   */
  isCacher(module: SourceModule, expression: Node): boolean
  /** The project's function that an imported name refers to. */
  functionOf(module: SourceModule, expression: Node): ImportedFunction | 'cached' | undefined
  /** The declaration of the type that an imported name, or a namespace member, refers to. */
  typeNamed(module: SourceModule, name: string, member?: string): DeclaredType | undefined
  /** The texts of all watched files but `module`; see `loaded-texts.ts`. */
  textsOf(watched: FileNames, module: SourceModule): LoadedText[]
}

/** The most modules whose AST is retained for their own transform, so that no text is parsed twice. */
const MODULE_LIMIT = 64

export function createProject(options: ProjectOptions): Project {
  return new SourceProject(options)
}

class SourceProject implements Project {
  private readonly surroundings: Surroundings
  private readonly files: SourceFiles
  private readonly modules = new Map<string, SourceModule>()
  private readonly summaries = new Map<string, { text: string; content: Buffer | undefined; summary: FileSummary }>()
  private readonly deriver: IdentityDeriver
  /** The bundler's text for the file being transformed. */
  private held: SourceModule | undefined

  constructor(options: ProjectOptions) {
    const surroundings = (this.surroundings =
      options.surroundings ?? new Surroundings(options.root, options.alias ?? {}, options.settings))
    this.files = surroundings.files
    this.files.made.compare = meanTheSame
    this.deriver = new IdentityDeriver({
      surroundings,
      summaryOf: (file) => this.summaryOf(file),
      textOf: (file) => (this.held?.file === file ? this.held.text : this.textForImports(file)),
      moduleOf: (file) => this.moduleOf(file),
    })
  }

  module(file: string, text?: string): SourceModule {
    const name = realFile(withSlashes(path.resolve(fileOf(file))))
    const content = text ?? this.textOf(name) ?? ''
    const known = this.modules.get(name)
    if (known?.text === content) return known
    const module = parseModule(name, content)
    this.keep(module)
    return module
  }

  textsOf(watched: FileNames, { file }: SourceModule): LoadedText[] {
    return textsOf(watched, file, this.surroundings)
  }

  identify(fn: DescribedFunction): Identity {
    this.hold(fn.module)
    return this.deriver.derive(fn)
  }

  identifyCode(module: SourceModule, except: ReadonlySet<Node>): ModuleCode {
    this.hold(module)
    return this.deriver.identifyCode(module, {
      except,
      callsTagged: (callee) => this.callsTagged(module, unwrap(callee)),
    })
  }

  /** Judged by the callee's file alone. A false positive only creates an identity that is never used. */
  private callsTagged(module: SourceModule, callee: Node): boolean {
    if (callee.type !== 'Identifier' && callee.type !== 'MemberExpression') return false
    const file = this.deriver.unitOf(module, callee)?.file
    return file !== undefined && mayHoldTag(file === module.file ? module.text : (this.files.read(file)?.toString('utf8') ?? ''))
  }

  isCacher(module: SourceModule, expression: Node): boolean {
    if (isCacherHere(module, expression)) return true
    this.hold(module)
    return this.deriver.isCacher(module, unwrap(expression))
  }

  functionOf(module: SourceModule, expression: Node): ImportedFunction | 'cached' | undefined {
    this.hold(module)
    const unit = this.deriver.unitOf(module, unwrap(expression))
    if (unit && this.deriver.isCached(unit)) return 'cached'
    if (!unit || (unit.kind !== 'function' && unit.kind !== 'variable')) return undefined
    const home = this.module(unit.file)
    const node = functionAtTop(home, unit.name)
    return node && { module: home, node }
  }

  typeNamed(module: SourceModule, name: string, member?: string): DeclaredType | undefined {
    this.hold(module)
    const found = this.deriver.typeNamed(module, name, member === undefined ? [] : [member])
    return found && ('library' in found ? found : { module: this.module(found.file), name: found.name })
  }

  private hold(module: SourceModule): void {
    this.keep(module)
    this.held = module
  }

  private keep(module: SourceModule): void {
    this.modules.delete(module.file)
    this.modules.set(module.file, module)
    if (this.modules.size > MODULE_LIMIT) this.modules.delete(this.modules.keys().next().value!)
  }

  private textOf(file: string): string | undefined {
    this.files.startRound()
    return this.files.read(file)?.toString('utf8')
  }

  /** A text with the imports that count: of most files nothing else is needed, so texts that differ elsewhere need not be compared. */
  private textForImports(file: string): string | undefined {
    const made = this.files.madeOf(file)?.content?.toString('utf8')
    if (made === undefined) return this.files.read(file)?.toString('utf8')
    this.files.note(file)
    const own = this.files.readOwn(file)!.toString('utf8')
    const isSame = String(importedAtLoad(own)) === String(importedAtLoad(made)) && !made.includes('import.meta.glob')
    return isSame ? own : this.files.read(file)!.toString('utf8')
  }

  private summaryOf(file: string): FileSummary | undefined {
    const held = this.held?.file === file ? this.held : undefined
    const known = this.summaries.get(file)
    const content = held ? undefined : this.files.read(file)
    // Called at every step of a traversal: a large file must not be decoded and compared each time.
    if (known && content !== undefined && known.content === content) return known.summary
    const text = held ? held.text : content?.toString('utf8')
    if (text === undefined) return undefined
    if (known?.text === text) {
      known.content = content
      return known.summary
    }
    // The content differs from the one that the edges were derived from: it is the bundler's text, or the file was edited.
    if (known) this.files.generation++
    const summary = this.summarise(file, text)
    this.summaries.set(file, { text, content, summary })
    return summary
  }

  /** The parsed file, of the text that its summary was made from. */
  private moduleOf(file: string): SourceModule | undefined {
    if (!this.summaryOf(file)) return undefined
    const { text } = this.summaries.get(file)!
    const kept = this.modules.get(file)
    return kept?.text === text ? kept : parseModule(file, text)
  }

  private summarise(file: string, text: string): FileSummary {
    const kept = this.modules.get(file)
    const module = kept !== undefined && kept.text === text ? kept : parseModule(file, text)
    // The module itself will be transformed, which needs its AST.
    if (module !== kept && text.includes('@cache')) this.keep(module)
    try {
      return summarise(module, findPins(module))
    } catch (error) {
      // The AST is too deep for the stack, so the file's text represents it. Near the end of the stack, V8 throws a TypeError at times.
      if (!(error instanceof RangeError) && !isDeep(module.ast)) throw error
      return broken(module)
    }
  }
}

/** The depth up to which recursion over an AST never exhausts the stack. */
const SHALLOW = 500

function isDeep(root: Node): boolean {
  let level = [root]
  for (let depth = 0; depth < SHALLOW; depth++) level = level.flatMap((node) => childrenOf(node))
  return level.length > 0
}

/** A file whose code can't be analysed is represented by its whole text. */
function broken(module: SourceModule): FileSummary {
  const { file, text } = module
  return { ...emptySummary(file), effects: { ...emptyUnit(file, '<effects>'), code: digestOf(text) }, opaque: true, broken: true }
}
