import { SPECIFIER, specifiersIn } from '../../surroundings/specifiers-in-text.js'
import type { Resolved } from '../../surroundings/resolve-imports.js'
import type { Surroundings } from '../../surroundings/surroundings.js'
import { AskedTexts } from './asked-texts.js'
import type { Questions } from './asking.js'
import { targetOf, type BundlerAnswer } from './bundler-answers.js'
import { withinPatience } from './within-patience.js'

/** Asks the bundler, with all its plugins, where an import leads. `undefined` if it doesn't know. `from` is absolute, with `/`. */
export type AskBundler = (specifier: string, from: string, kind: ImportKind) => Promise<BundlerAnswer | undefined>

/** esbuild's and Rolldown's names. Plugins and settings may lead each kind elsewhere. */
export type ImportKind = keyof typeof KINDS

const KINDS = {
  'import-statement': 'from|import',
  'dynamic-import': String.raw`import\s*\(`,
  'require-call': String.raw`require\s*\(`,
}

/**
 * Where a bundler with other plugins leads the imports that versions depend on: the plugin's own resolver knows the bundler's settings, but
 * no plugins. Each import is asked once per build; see `ImportResolver.led`. And what plugins make of the texts that hold the imports.
 */
export class AskedImports {
  /** Imports that were asked since the build began. */
  private readonly asked = new Map<string, Promise<void> | undefined>()
  private readonly open = new Set<Promise<void>>()
  /** Files that were asked with all the files that they lead to. */
  private readonly closed = new Set<string>()
  /** Tagged files that the bundler hasn't met. It may never meet them, as the file with its own settings. */
  private readonly postponed = new Set<string>()
  private readonly specifiers = new WeakMap<Uint8Array, string[]>()

  private readonly texts: AskedTexts

  constructor(private readonly surroundings: Surroundings) {
    this.texts = new AskedTexts(surroundings)
  }

  /** Called when a build begins, and after each edit. */
  forget(): void {
    this.asked.clear()
    this.closed.clear()
    this.texts.forget()
    const { asker, asked } = this.surroundings.resolver
    if (asker) asker.followed = pairsOf(asked)
  }

  /** Asks for the imports of a module and of all files that they lead to, so that its version is derived only once. */
  async follow(file: string, text: string, questions: Questions): Promise<void> {
    const { resolver } = this.surroundings
    const { ask, text: askText } = questions
    this.start(questions)
    const met = new Set<string>()
    let specifiers = specifiersIn(text, SPECIFIER)
    for (let level = [file]; level.length > 0;) {
      if (askText) await Promise.all(level.map((each) => this.texts.ask(each, askText, true)))
      const next = new Set<string>()
      const imports = level.flatMap((from) => {
        met.add(from)
        this.postponed.delete(from)
        const found = from === file ? specifiers : this.specifiersOf(from)
        return [...new Set([...found, ...(resolver.asked.get(from) ?? [])])].map((specifier) => ({ from, specifier }))
      })
      if (ask) await Promise.all(imports.map(({ from, specifier }) => this.ask(from, specifier, ask)))
      for (const { from, specifier } of imports) {
        const target = resolver.peek(from, specifier)
        if (target.kind === 'code' && !met.has(target.file) && !this.closed.has(target.file)) next.add(target.file)
      }
      specifiers = []
      level = [...next]
    }
    for (const each of met) if (each !== file) this.closed.add(each)
  }

  /** Asks for the imports of a module once the bundler meets it, or a module that leads to it. */
  postpone(file: string, questions: Questions): void {
    this.start(questions)
    if (!this.closed.has(file)) this.postponed.add(file)
  }

  private start({ ask, text }: Questions): void {
    const { resolver } = this.surroundings
    if (text) this.texts.start()
    if (ask) resolver.asker ??= { used: new Set(), followed: pairsOf(resolver.asked) }
  }

  /** Asks for what the analysis has followed besides, and waits for what others have asked. */
  async settle({ ask, text }: Questions): Promise<void> {
    for (const [from, specifier] of this.surroundings.resolver.asker?.followed.splice(0) ?? [])
      if (ask) void this.ask(from, specifier, ask)
    await Promise.all(this.open)
    if (text) await this.texts.settle(text, this.postponed)
  }

  private specifiersOf(file: string): string[] {
    const { files } = this.surroundings
    const own = files.readOwn(file)
    const made = files.madeOf(file)?.content
    // Which of the texts counts is known only when they are compared.
    return made ? [...this.specifiersIn(own), ...this.specifiersIn(made)] : this.specifiersIn(own)
  }

  private specifiersIn(content: Buffer | undefined): string[] {
    if (!content) return []
    let found = this.specifiers.get(content)
    if (!found) this.specifiers.set(content, (found = specifiersIn(content.toString('utf8'), SPECIFIER)))
    return found
  }

  /** The first kind if the text doesn't show any: a glob, or a name that the bundler replaces. */
  private kindsOf(from: string, specifier: string): ImportKind[] {
    const { files } = this.surroundings
    const text = `${files.readOwn(from)?.toString('utf8')}\n${files.madeOf(from)?.content?.toString('utf8')}`
    const name = specifier.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
    const all = Object.entries(KINDS) as [ImportKind, string][]
    const found = all.filter(([, before]) => new RegExp(`\\b(?:${before})[^'"\`\\n()]*['"\`]${name}['"\`]`).test(text))
    return found.length > 0 ? found.map(([kind]) => kind) : ['import-statement']
  }

  private ask(from: string, specifier: string, ask: AskBundler): Promise<void> | undefined {
    if (specifier.startsWith('@cachecache/') || this.postponed.has(from)) return undefined
    const key = keyOf(from, specifier)
    if (this.asked.has(key)) return this.asked.get(key)
    const answered = this.targetBy(from, specifier, ask).then((target) => {
      // A newer question is under way.
      if (this.asked.get(key) !== answered) return
      this.asked.set(key, undefined)
      this.surroundings.lead(from, specifier, target)
    })
    this.asked.set(key, answered)
    this.open.add(answered)
    void answered.finally(() => this.open.delete(answered))
    return answered
  }

  private async targetBy(from: string, specifier: string, ask: AskBundler): Promise<Resolved | undefined> {
    const [target, ...others] = await Promise.all(
      this.kindsOf(from, specifier).map((kind) => this.targetOfKind(from, specifier, kind, ask)),
    )
    const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(target))
    return isSame ? target : { kind: 'missing', specifier, unbuilt: false, led: 'several modules' }
  }

  private async targetOfKind(from: string, specifier: string, kind: ImportKind, ask: AskBundler): Promise<Resolved | undefined> {
    const { resolver } = this.surroundings
    const answer = await answerWithin(async () => ask(specifier, from, kind))
    const target = answer && targetOf(answer, from, specifier, resolver)
    if (target?.kind !== 'package' || !answer?.again) return target
    const second = await answerWithin(answer.again)
    return second && targetOf(second, from, specifier, resolver)
  }
}

const pairsOf = (asked: ReadonlyMap<string, ReadonlySet<string>>): [from: string, specifier: string][] =>
  [...asked].flatMap(([from, specifiers]) => [...specifiers].map((specifier): [string, string] => [from, specifier]))

const keyOf = (from: string, specifier: string): string => `${from}\0${specifier}`

/** Errors are reported when the bundler itself resolves the import. */
async function answerWithin(ask: () => Promise<BundlerAnswer | undefined>): Promise<BundlerAnswer | undefined> {
  try {
    return await withinPatience(ask(), () => ({ id: 'a module that is still loading', isFile: false }))
  } catch {
    return undefined
  }
}
