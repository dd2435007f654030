import { hash } from 'node:crypto'
import type { Surroundings } from '../surroundings/surroundings.js'

/** All that one file contributes to the identities of functions that reach it. Its digest is its name. */
export interface SeenFile {
  kind: 'code' | 'asset' | 'package'
  file: string
  /** Digest of the content; of what is installed for a file of a package; `held` where the bundler's text stood for it. */
  content: string
  /** Package and compiler settings that it belongs to. */
  place: string
  /** By specifier, where it led. */
  leads: [specifier: string, target: string][]
}

const CODE = /\.[cm]?[jt]sx?$/
const HELD = 'held'

export const digestOfContent = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')

/** Looks at files, each once in a round. */
export class FileWatch {
  private readonly fresh = new Map<string, boolean>()
  private generation = -1

  constructor(private readonly surroundings: Surroundings) {}

  startRound(): void {
    this.surroundings.startRound()
    this.fresh.clear()
  }

  /** Whether a file is as it was, as far as is known when it is asked: a file that is looked at later may be one that tells where others lead. */
  isAsSeen(id: string, seen: SeenFile): boolean {
    const { generation } = this.surroundings.files
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

  /** A file, whose text is held by the bundler, and all files that its imports led to, by digest. */
  see(held: string): Map<string, SeenFile> {
    const { resolver } = this.surroundings
    const seen = new Map<string, SeenFile>()
    const files = new Map<string, Pick<SeenFile, 'kind' | 'file'>>([['', { kind: 'code', file: held }]])
    for (const [key, { kind, file }] of files) {
      const leads = [...(resolver.asked.get(file) ?? [])].toSorted()
      for (const specifier of leads) {
        const target = resolver.resolve(file, specifier)
        if ('file' in target) files.set(`${target.kind} ${target.file}`, target)
      }
      const record: SeenFile = {
        kind,
        file,
        content: key === '' ? HELD : this.contentOf(kind, file),
        place: this.placeOf(file),
        leads: leads.map((specifier) => [specifier, this.targetOf(file, specifier)]),
      }
      seen.set(digestOfContent(JSON.stringify(record)), record)
    }
    return seen
  }

  private contentOf(kind: SeenFile['kind'], file: string): string {
    const { files, packages } = this.surroundings
    const installed = kind === 'package' ? packages.of(file) : undefined
    if (installed)
      return packages
        .closure(installed)
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
