import { realFile } from '../surroundings/source-files.js'
import type { Surroundings } from '../surroundings/surroundings.js'
import type { TransformResult } from '../transform.js'
import { findKeptFile, readKeptFile, writeKeptFile, type KeptSettings } from './kept-file.js'
import { digestOfContent, FileWatch, type SeenFile } from './seen-files.js'

/** What a bundler needs of a transform. */
export type ModuleResult = Pick<TransformResult, 'code' | 'diagnostics' | 'watchFiles'> & {
  /** None where each token stays where it was. */
  map?: Omit<TransformResult['map'], 'toString' | 'toUrl'>
  /** A tagged function of it can meet functions, classes or instances. */
  meetsValues?: true
}

/** `known`: of a module without a tag, which only tells of its functions and classes. */
export type ResultKind = 'tagged' | 'known'

export interface KeptResult {
  /** Digest of the module's text. */
  text: string
  /** Digests of all that it was made of: names in the table of seen files. */
  seen: string[]
  /** None for a module that turned out to have no tag. */
  result?: ModuleResult
}

/**
 * Results of transforms, each with all that it was made of, for as long as none of that changes. A module's result is
 * taken only after its own text and every file that it reached have been compared by content, every import of them has been
 * resolved again and led to the same place, and packages and settings are the same.
 */
export class KeptResults {
  private readonly watch: FileWatch
  private readonly file: string | undefined
  private results = new Map<string, KeptResult>()
  private seen = new Map<string, SeenFile>()
  private isRead = false
  private isChanged = false
  private turnBegan: number | undefined

  constructor(
    private readonly surroundings: Surroundings,
    settings: KeptSettings,
  ) {
    this.watch = new FileWatch(surroundings)
    this.file = findKeptFile(surroundings.root, settings)
  }

  /**
   * `undefined` where nothing is kept that still holds. `asked`: when the bundler asked for it, by `performance.now()`; what was
   * looked at since then is not looked at again.
   */
  find(
    file: string,
    text: string,
    kind: ResultKind = 'tagged',
    asked = this.turn(),
  ): { result: ModuleResult | undefined } | undefined {
    this.read()
    const key = keyOf(realFile(file), kind)
    const known = this.results.get(key)
    if (!known || known.text !== digestOfContent(text)) return undefined
    if (!this.surroundings.answer(asked, () => this.holds(known))) return undefined
    this.results.delete(key)
    this.results.set(key, known)
    return { result: known.result }
  }

  private holds({ seen }: KeptResult): boolean {
    const { files } = this.surroundings
    for (let generation = -1; generation !== files.generation;) {
      generation = files.generation
      if (!seen.every((id) => this.seen.has(id) && this.watch.isAsSeen(id, this.seen.get(id)!))) return false
    }
    return true
  }

  /** A number that has to be the same before and after a transform for its result to be kept. */
  get generation(): number {
    return this.surroundings.files.generation
  }

  keep(file: string, text: string, result: ModuleResult | undefined, generation: number, kind: ResultKind = 'tagged'): void {
    const path = realFile(file)
    const key = keyOf(path, kind)
    this.results.delete(key)
    if (result?.diagnostics.some(({ severity }) => severity === 'error')) return
    const seen = this.watch.see(path)
    // Something changed while it was made, or since.
    if (generation !== this.generation) return
    for (const [id, record] of seen) this.seen.set(id, record)
    this.results.set(key, { text: digestOfContent(text), seen: [...seen.keys()], ...(result ? { result } : {}) })
    this.isChanged = true
  }

  /** After a build: for the next process. */
  save(): void {
    if (!this.isChanged || this.file === undefined) return
    this.isChanged = false
    const used = new Set<string>()
    for (const { seen } of this.results.values()) for (const id of seen) used.add(id)
    for (const id of this.seen.keys()) if (!used.has(id)) this.seen.delete(id)
    writeKeptFile(this.file, { results: [...this.results], seen: [...this.seen] })
  }

  /** What an earlier build kept; once. */
  read(): void {
    if (this.isRead) return
    this.isRead = true
    const table = this.file === undefined ? undefined : readKeptFile(this.file)
    this.results = new Map(table?.results)
    this.seen = new Map(table?.seen)
  }

  // What is asked for in one turn of the event loop is one batch: each file is looked at once for it.
  private turn(): number {
    if (this.turnBegan === undefined) {
      this.turnBegan = performance.now()
      setImmediate(() => (this.turnBegan = undefined))
    }
    return this.turnBegan
  }
}

const keyOf = (path: string, kind: ResultKind): string => (kind === 'tagged' ? path : `${path}\0${kind}`)
