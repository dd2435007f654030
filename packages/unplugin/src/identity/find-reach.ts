import type { Unit } from '../summary/file-summary.js'
import type { Edge, LinkedUnit, UnitLinker } from './link-units.js'

/** All that a tagged function reaches. */
export interface Reach {
  root: Unit
  /** In the order of discovery, the root first. */
  units: Map<Unit, { linked: LinkedUnit; eager: boolean }>
  /** By variable: how its value is used, all over the reach. */
  uses: Map<Unit, Edge[]>
  edges: Edge[]
  /** Every local file that counts, those passed on the way too. */
  files: Set<string>
}

/** Goes through pinned functions too: their inputs are inputs of whoever calls them. */
export function findReach(root: Unit, linker: UnitLinker): Reach {
  const reach: Reach = { root, units: new Map(), uses: new Map(), edges: [], files: new Set() }
  const work: Unit[] = [root]
  reach.units.set(root, { linked: linker.link(root), eager: true })
  for (let index = 0; index < work.length; index++) {
    const unit = work[index]!
    const { linked, eager } = reach.units.get(unit)!
    reach.files.add(unit.file)
    for (const file of linked.through) reach.files.add(file)
    for (const edge of linked.edges) {
      reach.edges.push(edge)
      if (edge.target.kind === 'asset') reach.files.add(edge.target.file)
      if (edge.target.kind !== 'unit') continue
      const reached = edge.target.unit
      if (reached.variable && edge.reference) {
        const uses = reach.uses.get(reached)
        if (uses) uses.push(edge)
        else reach.uses.set(reached, [edge])
      }
      const known = reach.units.get(reached)
      if (!known) {
        reach.units.set(reached, { linked: linker.link(reached), eager: eager && edge.eager })
        work.push(reached)
      } else if (eager && edge.eager && !known.eager) {
        // Found first by a way that loads later; what it leads to is eager too.
        known.eager = true
        work.push(reached)
      }
    }
  }
  // A unit that was walked twice has its edges twice.
  reach.edges = [...new Set(reach.edges)]
  for (const [unit, edges] of reach.uses) reach.uses.set(unit, [...new Set(edges)])
  return reach
}
