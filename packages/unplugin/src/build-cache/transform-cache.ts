import { realFile } from '../surroundings/source-files.js'
import type { Surroundings } from '../surroundings/surroundings.js'
import { findCacheFile, readCacheFile, writeCacheFile, type CacheSettings } from './cache-file.js'
import { digestOfContent } from '../surroundings/made-texts.js'
import type { CachedTransform, ModuleResult, ResultKind } from './cached-transform.js'
import { FileWatch, type SeenFile, type SeenList } from './seen-files.js'

export type { CachedTransform, ModuleResult, ResultKind } from './cached-transform.js'

/**
 * Transform results, each with everything that it depends on. A result is used only if the module's text and every file that it
 * reached have the same content, every import in them resolves to the same target again, and packages and settings are the
 * same.
 */
export class TransformCache {
  private readonly watch: FileWatch
  private readonly file: string | undefined
  private results = new Map<string, CachedTransform>()
  private seen = new Map<string, SeenFile>()
  /** Lists whose files are in that table. */
  private noted = new WeakSet<readonly string[]>()
  private isRead = false
  private isChanged = false
  private turnBegan: number | undefined

  constructor(
    private readonly surroundings: Surroundings,
    settings: CacheSettings,
  ) {
    this.watch = new FileWatch(surroundings)
    this.file = findCacheFile(surroundings.root, settings)
  }

  /**
   * `undefined` if no stored result is valid. `asked` is the time of the bundler's request (`performance.now()`); files
   * examined since then are not examined again.
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

  private holds({ seen }: CachedTransform): boolean {
    const { files } = this.surroundings
    for (let generation = -1; generation !== files.generation;) {
      generation = files.generation
      if (!seen.every((list) => this.watch.areAsSeen(list, this.seen))) return false
    }
    return true
  }

  /** A number that must be the same before and after a transform for its result to be stored. */
  get generation(): number {
    return this.surroundings.files.generation
  }

  keep(file: string, text: string, result: ModuleResult | undefined, generation: number, kind: ResultKind = 'tagged'): void {
    const path = realFile(file)
    const key = keyOf(path, kind)
    this.results.delete(key)
    if (result?.diagnostics.some(({ severity }) => severity === 'error')) return
    const seen = this.watch.see(path)
    // Something changed during the transform or since.
    if (generation !== this.generation) return
    for (const list of seen) this.note(list)
    this.results.set(key, { text: digestOfContent(text), seen: seen.map(({ ids }) => ids), ...(result ? { result } : {}) })
    this.isChanged = true
  }

  private note({ ids, files }: SeenList): void {
    if (this.noted.has(ids)) return
    this.noted.add(ids)
    for (const { id, record } of files) this.seen.set(id, record)
  }

  /** Called after a build, for the next process. */
  save(): void {
    if (!this.isChanged || this.file === undefined) return
    this.isChanged = false
    const lists = new Set([...this.results.values()].flatMap(({ seen }) => seen))
    const used = new Set([...lists].flat())
    for (const id of this.seen.keys()) if (!used.has(id)) this.seen.delete(id)
    this.noted = new WeakSet()
    writeCacheFile(this.file, {
      results: [...this.results],
      seen: [...this.seen],
      verdicts: this.surroundings.files.made.keptVerdicts(),
    })
  }

  /** Reads the results of an earlier build, once. */
  read(): void {
    if (this.isRead) return
    this.isRead = true
    const table = this.file === undefined ? undefined : readCacheFile(this.file)
    this.results = new Map(table?.results)
    this.seen = new Map(table?.seen)
    this.surroundings.files.made.takeVerdicts(table?.verdicts ?? [])
  }

  // Requests in one turn of the event loop form a batch, in which each file is examined once.
  private turn(): number {
    if (this.turnBegan === undefined) {
      this.turnBegan = performance.now()
      setImmediate(() => (this.turnBegan = undefined))
    }
    return this.turnBegan
  }
}

const keyOf = (path: string, kind: ResultKind): string => (kind === 'tagged' ? path : `${path}\0${kind}`)
