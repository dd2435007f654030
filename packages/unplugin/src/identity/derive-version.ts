import type { Unit } from '../summary/file-summary.js'
import type { Reach } from './find-reach.js'
import type { Edge, UnitLinker } from './link-units.js'
import { digestOf } from '../summary/summarise.js'

/** Changing it changes every version; see docs/internals/formats.md. */
export const IDENTITY_FORMAT = 2

const NO_CODE = digestOf('')
const LARGEST_LISTED_CYCLE = 500

/** The digest of an edge's target that isn't a unit. */
export type LeafDigest = (target: Exclude<Edge['target'], { kind: 'unit' }>) => string

interface Component {
  members: Set<Unit>
}

/**
 * Digests of units by their bindings, not by file. Units that reach each other form a component (Tarjan). Inside a component, a
 * member's digest is computed by a traversal that starts at the member and numbers units in code order. Units outside the
 * component contribute their own digests.
 */
export class UnitDigests {
  private readonly digests = new Map<Unit, string>()
  private readonly components = new Map<Unit, Component>()

  constructor(
    private readonly linker: UnitLinker,
    private readonly leaf: LeafDigest,
    /** Build settings that affect all code. */
    private readonly build = '',
  ) {}

  /**
   * @param inputs code of the tag's option `inputs`
   * @param made digest of what other plugins make of the function's file
   */
  versionOf({ root, units, acts }: Reach, inputs?: string, made = ''): string {
    const ambient = new Set(acts.map((unit) => this.digestOf(unit)))
    const seen = new Set<Unit>()
    for (const [unit, { linked }] of units) {
      if (unit.pin !== undefined) continue
      for (const { target, ambient: isAmbient } of linked.edges) {
        if (!isAmbient || target.kind !== 'unit' || seen.has(target.unit)) continue
        seen.add(target.unit)
        if (this.hasEffect(target.unit, new Set())) ambient.add(this.digestOf(target.unit))
      }
    }
    const build = this.build === '' ? {} : { build: this.build }
    return digestOf(
      JSON.stringify({
        ambient: [...ambient].toSorted(),
        ...build,
        format: IDENTITY_FORMAT,
        ...(inputs ? { inputs } : {}),
        ...(made === '' ? {} : { made }),
        root: this.digestOf(root),
      }),
    )
  }

  // A side-effect import of a style sheet, or of a file without side effects, changes nothing.
  private hasEffect(unit: Unit, seen: Set<Unit>): boolean {
    if (seen.has(unit)) return false
    seen.add(unit)
    if (unit.code !== '' && unit.code !== NO_CODE) return true
    return this.linker.link(unit).edges.some(({ target }) => target.kind !== 'unit' || this.hasEffect(target.unit, seen))
  }

  digestOf(unit: Unit): string {
    const known = this.digests.get(unit)
    if (known !== undefined) return known
    if (!this.components.has(unit)) this.findComponents(unit)
    return this.digests.get(unit) ?? this.digestFrom(unit)
  }

  /**
   * The digest to display. In a large cycle, all digests change together, and each needs a traversal of the whole cycle; there,
   * only the unit's own code is used.
   */
  listedDigestOf(unit: Unit): string {
    if (!this.components.has(unit)) this.findComponents(unit)
    const large = this.components.get(unit)!.members.size > LARGEST_LISTED_CYCLE
    return (large ? digestOf(this.linker.link(unit).code) : this.digestOf(unit)).slice(0, 8)
  }

  /** The edges that count: a pinned version covers everything that its function reaches. */
  private edgesOf(unit: Unit): Edge[] {
    if (unit.pin !== undefined) return []
    return this.linker.link(unit).edges.filter((edge) => !edge.pinned && !edge.ambient)
  }

  // Iterative: the dependency chain may be too deep for the stack. Components are found in reverse order of dependency.
  private findComponents(root: Unit): void {
    const index = new Map<Unit, number>()
    const low = new Map<Unit, number>()
    const stack: Unit[] = []
    const onStack = new Set<Unit>()
    const work: { unit: Unit; edges: Edge[]; next: number }[] = []
    const open = (unit: Unit) => {
      low.set(unit, index.size)
      index.set(unit, index.size)
      stack.push(unit)
      onStack.add(unit)
      work.push({ unit, edges: this.edgesOf(unit), next: 0 })
    }
    open(root)
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const edge = top.edges[top.next++]
      if (edge) {
        if (edge.target.kind !== 'unit' || this.components.has(edge.target.unit)) continue
        const reached = edge.target.unit
        if (!index.has(reached)) open(reached)
        else if (onStack.has(reached)) low.set(top.unit, Math.min(low.get(top.unit)!, index.get(reached)!))
        continue
      }
      work.pop()
      const above = work.at(-1)
      if (above) low.set(above.unit, Math.min(low.get(above.unit)!, low.get(top.unit)!))
      if (low.get(top.unit) === index.get(top.unit)) this.closeComponent(top.unit, stack, onStack)
    }
  }

  private closeComponent(first: Unit, stack: Unit[], onStack: Set<Unit>): void {
    const members = new Set<Unit>()
    for (let unit: Unit | undefined; unit !== first;) {
      unit = stack.pop()!
      onStack.delete(unit)
      members.add(unit)
    }
    for (const member of members) this.components.set(member, { members })
    // Computes digests in this order, dependencies first, so that the recursion stays shallow.
    for (const member of members) if (members.size === 1) this.digestFrom(member)
  }

  private digestFrom(start: Unit): string {
    const { members } = this.components.get(start)!
    const numbers = new Map<Unit, number>([[start, 0]])
    const order = [start]
    const parts: string[] = []
    for (const unit of order) {
      if (unit.pin !== undefined) parts.push(`pin ${unit.pin}`)
      else parts.push(this.linker.link(unit).code)
      for (const { label, target } of this.edgesOf(unit)) {
        if (target.kind !== 'unit') parts.push(`${label}=${this.leaf(target)}`)
        else if (!members.has(target.unit)) parts.push(`${label}=${this.digestOf(target.unit)}`)
        else {
          if (!numbers.has(target.unit)) {
            numbers.set(target.unit, order.length)
            order.push(target.unit)
          }
          parts.push(`${label}=#${numbers.get(target.unit)}`)
        }
      }
      parts.push(';')
    }
    const digest = digestOf(parts.join('\n'))
    this.digests.set(start, digest)
    return digest
  }
}
