import { bitsOf, Numbers, union, type Bits } from '../bits.js'
import { digestOfBuffer, digestOfContent, keyOf } from '../surroundings/made-texts.js'
import type { Surroundings } from '../surroundings/surroundings.js'

/** Everything that one file contributes to the identities of functions that reach it. Identified by its digest. */
export interface SeenFile {
  kind: 'code' | 'asset' | 'package'
  file: string
  /** Digest of the content; for a file of a package, of the installed package; beginning with `held:` if the bundler's text was used instead. */
  content: string
  /** The package and the compiler settings that apply to it. */
  place: string
  /** The target of each specifier. */
  leads: [specifier: string, target: string][]
}

/** Files that were seen together. Results share most lists. */
export interface SeenList {
  ids: readonly string[]
  files: readonly { id: string; record: SeenFile }[]
}

interface KnownRecord {
  id: string
  record: SeenFile
  targets: [key: string, target: Pick<SeenFile, 'kind' | 'file'>][]
  /** The number of imports that were followed in the file. */
  asked: number
  round: number
  generation: number
}

const CODE = /\.[cm]?[jt]sx?$/
const HELD = 'held:'

type Target = KnownRecord['targets'][number]

/** The records that imports lead to. Computed once for all results that import the same file. */
class ReachedRecords {
  private readonly keys = new Numbers<string>()
  private readonly records = new Map<string, KnownRecord>()
  private readonly files = new Set<string>()
  private readonly closures = new Map<string, Bits>()
  private readonly lists = new Map<string, SeenList>()
  private round = ''

  constructor(private readonly recordOf: (...target: Target) => KnownRecord) {}

  /** What was found before is dropped in another round, or if it is `outdated`. */
  startRound(round: string, isOutdated: boolean): void {
    if (round === this.round && !isOutdated) return
    this.round = round
    this.files.clear()
    this.closures.clear()
    this.lists.clear()
  }

  has(file: string): boolean {
    return this.files.has(file)
  }

  from(targets: readonly Target[]): SeenList {
    const reached = union(targets.map((target) => this.closureOf(target)))
    const key = reached.join()
    let list = this.lists.get(key)
    if (!list) {
      const records = [...this.keys.in(reached)].map((key) => this.records.get(key)!)
      this.lists.set(key, (list = { ids: records.map(({ id }) => id), files: records }))
    }
    return list
  }

  private closureOf(target: Target): Bits {
    const known = this.closures.get(target[0])
    if (known) return known
    const met = new Set([target[0]])
    const work = [target]
    const own: number[] = []
    const others: Bits[] = []
    for (const [key, at] of work) {
      const closure = this.closures.get(key)
      if (closure) {
        others.push(closure)
        continue
      }
      const record = this.recordOf(key, at)
      this.records.set(key, record)
      this.files.add(at.file)
      own.push(this.keys.of(key))
      for (const next of record.targets) {
        if (met.has(next[0])) continue
        met.add(next[0])
        work.push(next)
      }
    }
    const closure = union([bitsOf(own), ...others])
    this.closures.set(target[0], closure)
    return closure
  }
}

/** Examines files, each once per round. */
export class FileWatch {
  private readonly fresh = new Map<string | readonly string[], boolean>()
  private readonly records = new Map<string, KnownRecord>()
  /** For records of code made here: the generation. Until another one, only the file itself may have changed. */
  private readonly made = new Map<string, number>()
  private readonly reached: ReachedRecords
  private generation = -1
  private round = -1

  constructor(private readonly surroundings: Surroundings) {
    this.reached = new ReachedRecords((key, at) => this.known(key, at))
  }

  /**
   * Whether files are unchanged, as far as is known at this point: a file that is examined later may change where imports
   * lead.
   */
  areAsSeen(ids: readonly string[], records: ReadonlyMap<string, SeenFile>): boolean {
    this.dropFindings()
    const known = this.fresh.get(ids)
    if (known !== undefined) return known
    const { generation } = this.surroundings.files
    const fresh = ids.every((id) => records.has(id) && this.isAsSeen(id, records.get(id)!))
    if (generation === this.surroundings.files.generation) this.fresh.set(ids, fresh)
    return fresh
  }

  private isAsSeen(id: string, seen: SeenFile): boolean {
    this.dropFindings()
    let fresh = this.fresh.get(id)
    if (fresh === undefined) this.fresh.set(id, (fresh = this.isStill(id, seen) || this.compare(seen)))
    return fresh
  }

  private dropFindings(): void {
    const { generation, round } = this.surroundings.files
    if (round !== this.round) this.fresh.clear()
    this.round = round
    if (generation === this.generation) return
    this.fresh.clear()
    this.surroundings.refresh()
    this.generation = generation
  }

  private isStill(id: string, { file, content }: SeenFile): boolean {
    const { files } = this.surroundings
    if (this.made.get(id) !== files.generation) return false
    // Reading it is what finds a change.
    if (!content.startsWith(HELD)) files.read(file)
    return files.generation === this.generation
  }

  private compare({ kind, file, content, place, leads }: SeenFile): boolean {
    return (
      this.isContent(kind, file, content) &&
      place === this.placeOf(file) &&
      leads.every(([specifier, target]) => target === this.targetOf(file, specifier))
    )
  }

  private isContent(kind: SeenFile['kind'], file: string, content: string): boolean {
    const isHeld = content.startsWith(HELD)
    const now = isHeld ? this.heldContent(file) : this.contentOf(kind, file)
    const { files } = this.surroundings
    if (content === now || kind !== 'code' || !files.asker) return content === now
    // Before the bundler is asked what other plugins make of the file, it may be what it was.
    const key = isHeld ? content.slice(HELD.length) : content
    return key.startsWith(`${digestOfBuffer(files.readOwn(file) ?? Buffer.alloc(0))} `) && files.made.assume(file, key)
  }

  /** A file whose text the bundler holds, and all files that its imports led to, by digest. */
  see(held: string): SeenList[] {
    const { files, resolver } = this.surroundings
    const isOutdated = resolver.grown.splice(0).some((file) => this.reached.has(file))
    this.reached.startRound(`${files.round} ${files.generation}`, isOutdated)
    const own = this.record({ kind: 'code', file: held }, true)
    return [{ ids: [own.id], files: [own] }, this.reached.from(own.targets)]
  }

  /** Computed once per round, unless another import was followed since: most results of a build share the same files. */
  private known(key: string, at: Pick<SeenFile, 'kind' | 'file'>): KnownRecord {
    const { files, resolver } = this.surroundings
    const known = this.records.get(key)
    const asked = resolver.asked.get(at.file)?.size ?? 0
    if (known && known.asked === asked && known.round === files.round && known.generation === files.generation) return known
    const made = this.record(at, false)
    this.records.set(key, made)
    return made
  }

  private record({ kind, file }: Pick<SeenFile, 'kind' | 'file'>, isHeld: boolean): KnownRecord {
    const { files, resolver } = this.surroundings
    const { round, generation } = files
    const leads = [...(resolver.asked.get(file) ?? [])].toSorted()
    const targets: KnownRecord['targets'] = []
    for (const specifier of leads) {
      const target = resolver.resolve(file, specifier)
      if ('file' in target) targets.push([`${target.kind} ${target.file}`, target])
    }
    const record: SeenFile = {
      kind,
      file,
      content: isHeld ? this.heldContent(file) : this.contentOf(kind, file),
      place: this.placeOf(file),
      leads: leads.map((specifier) => [specifier, this.targetOf(file, specifier)]),
    }
    const id = digestOfContent(JSON.stringify(record))
    if (kind === 'code' && files.generation === generation) this.made.set(id, generation)
    return { id, record, targets, asked: leads.length, round, generation }
  }

  private contentOf(kind: SeenFile['kind'], file: string): string {
    const { files, packages } = this.surroundings
    const installed = kind === 'package' ? packages.of(file) : undefined
    if (installed)
      return packages
        .closure(installed, file)
        .map(({ name, manifest }) => `${name} ${manifest}`)
        .join('\n')
    const made = files.madeOf(file)
    // Not compared here: that needs the compiler.
    if (made) {
      files.note(file)
      return keyOf(made)
    }
    const content = files.read(file)
    if (content === undefined) return 'missing'
    return digestOfBuffer(content)
  }

  /** What other plugins make of it counts beside the text that the bundler holds. */
  private heldContent(file: string): string {
    this.surroundings.files.note(file)
    return HELD + keyOf(this.surroundings.files.madeOf(file))
  }

  private placeOf(file: string): string {
    const { flags } = this.surroundings
    const { name, folder, manifest } = this.surroundings.packageRoot(file)
    return [name, folder, manifest, CODE.test(file) ? flags.fingerprintOf(file) : ''].join('\n')
  }

  private targetOf(file: string, specifier: string): string {
    const target = this.surroundings.resolver.resolve(file, specifier)
    return `${target.kind} ${'file' in target ? target.file : ''} ${'raw' in target && target.raw} ${'unbuilt' in target && target.unbuilt}`
  }
}
