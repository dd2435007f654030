import { hash } from 'node:crypto'
import type { Surroundings } from '../surroundings/surroundings.js'

/** Everything that one file contributes to the identities of functions that reach it. Identified by its digest. */
export interface SeenFile {
  kind: 'code' | 'asset' | 'package'
  file: string
  /** Digest of the content; for a file of a package, of the installed package; `held` if the bundler's text was used instead. */
  content: string
  /** The package and the compiler settings that apply to it. */
  place: string
  /** The target of each specifier. */
  leads: [specifier: string, target: string][]
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
const HELD = 'held'

export const digestOfContent = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')

/** Examines files, each once per round. */
export class FileWatch {
  private readonly fresh = new Map<string, boolean>()
  private readonly records = new Map<string, KnownRecord>()
  private generation = -1
  private round = -1

  constructor(private readonly surroundings: Surroundings) {}

  /**
   * Whether a file is unchanged, as far as is known at this point: a file that is examined later may change where imports lead.
   */
  isAsSeen(id: string, seen: SeenFile): boolean {
    const { generation, round } = this.surroundings.files
    if (round !== this.round) this.fresh.clear()
    this.round = round
    if (generation !== this.generation) {
      this.fresh.clear()
      this.surroundings.refresh()
      this.generation = generation
    }
    let fresh = this.fresh.get(id)
    if (fresh === undefined) this.fresh.set(id, (fresh = this.compare(seen)))
    return fresh
  }

  private compare({ kind, file, content, place, leads }: SeenFile): boolean {
    return (
      (content === HELD || content === this.contentOf(kind, file)) &&
      place === this.placeOf(file) &&
      leads.every(([specifier, target]) => target === this.targetOf(file, specifier))
    )
  }

  /** A file whose text the bundler holds, and all files that its imports led to, by digest. */
  see(held: string): Map<string, SeenFile> {
    const own = this.record({ kind: 'code', file: held }, true)
    const seen = new Map([[own.id, own.record]])
    const met = new Set<string>()
    const work = [own]
    for (const { targets } of work) {
      for (const [key, target] of targets) {
        if (met.has(key)) continue
        met.add(key)
        const known = this.known(key, target)
        seen.set(known.id, known.record)
        work.push(known)
      }
    }
    return seen
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
      content: isHeld ? HELD : this.contentOf(kind, file),
      place: this.placeOf(file),
      leads: leads.map((specifier) => [specifier, this.targetOf(file, specifier)]),
    }
    return { id: digestOfContent(JSON.stringify(record)), record, targets, asked: leads.length, round, generation }
  }

  private contentOf(kind: SeenFile['kind'], file: string): string {
    const { files, packages } = this.surroundings
    const installed = kind === 'package' ? packages.of(file) : undefined
    if (installed)
      return packages
        .closure(installed, file)
        .map(({ name, manifest }) => `${name} ${manifest}`)
        .join('\n')
    const content = files.read(file)
    return content === undefined ? 'missing' : digestOfContent(content)
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
