import type { Dependency } from '../../stages.js'
import type { DerivedInputs } from '../derived-inputs.js'
import type { UnitDigests } from '../derive-version.js'
import type { Unit } from '../../summary/file-summary.js'
import { edgesOf, type Reach } from '../find-reach.js'
import type { InstalledPackage, InstalledPackages } from '../../surroundings/installed-packages.js'
import type { LeafDigests } from '../leaf-digests.js'
import type { Edge, LinkedUnit } from '../link-units.js'
import { digestOf } from '../../summary/summarise.js'

export interface DependencyContext {
  display(file: string): string
  digests: UnitDigests
  leaves: LeafDigests
  packages: InstalledPackages
  derived: DerivedInputs
}

/** `src/helper.ts#parse` */
export function nameOfUnit(unit: Unit, display: (file: string) => string): string {
  const file = display(unit.file)
  return unit.kind === 'file' ? file : `${file}#${unit.name}`
}

/** The dependencies of a version, as a list that also describes their tree. */
export function listDependencies(reach: Reach, context: DependencyContext): Dependency[] {
  return new DependencyList(reach, context).list()
}

/** The digest of each unit's own code, which distinguishes an edit from its consequences. */
export function listCodeDigests(reach: Reach, display: (file: string) => string): Record<string, string> {
  const digest = ({ code }: LinkedUnit) => digestOf(code).slice(0, 8)
  return Object.fromEntries([...reach.units].map(([unit, { linked }]) => [nameOfUnit(unit, display), digest(linked)]))
}

class DependencyList {
  private readonly names = new Map<Unit, string>()
  private readonly found = new Map<string, Dependency>()
  private readonly children = new Map<string, Set<string>>()

  constructor(
    private readonly reach: Reach,
    private readonly context: DependencyContext,
  ) {}

  list(): Dependency[] {
    for (const edge of edgesOf(this.reach)) this.addEdge(edge.from, edge)
    for (const unit of this.reach.units.keys()) this.addReads(unit)
    this.addValues()
    const root = this.nameOf(this.reach.root)
    const direct = this.children.get(root) ?? new Set()
    return [...this.found].map(([key, dependency]) => {
      const dependsOn = [...(this.children.get(key) ?? [])].filter((name) => name !== key)
      return { ...dependency, ...(dependsOn.length > 0 ? { dependsOn } : {}), ...(direct.has(key) ? { direct: true } : {}) }
    })
  }

  private nameOf(unit: Unit): string {
    let name = this.names.get(unit)
    if (name === undefined) this.names.set(unit, (name = nameOfUnit(unit, this.context.display)))
    return name
  }

  private add(parent: string, dependency: Dependency): void {
    const known = this.found.get(dependency.name)
    if (!known) this.found.set(dependency.name, dependency)
    if (!this.children.has(parent)) this.children.set(parent, new Set())
    this.children.get(parent)!.add(dependency.name)
  }

  private addEdge(from: Unit, edge: Edge): void {
    const parent = this.nameOf(from)
    const { target } = edge
    const reason = REASONS[edge.use]
    switch (target.kind) {
      case 'unit': {
        if (target.unit === this.reach.root || isEmpty(target.unit)) return
        const digest = this.context.digests.listedDigestOf(target.unit)
        return this.add(parent, { kind: 'code', name: this.nameOf(target.unit), digest, reason })
      }
      case 'asset':
        return this.add(parent, {
          kind: 'file',
          name: this.context.display(target.file),
          digest: this.context.leaves.ofAsset(target.file, target.raw).slice(0, 8),
          reason: 'imported',
        })
      case 'builtin':
        return this.add(parent, { kind: 'package', name: target.name, reason })
      case 'package':
        return this.addPackage(parent, target.package, target.file, reason)
      case 'missing':
        return this.add(parent, { kind: 'package', name: target.specifier, reason: 'not found' })
    }
  }

  private addPackage(parent: string, root: InstalledPackage, file: string, reason: string): void {
    this.add(parent, { kind: 'package', name: root.name, reason })
    const all = this.context.packages.closure(root, file)
    for (const installed of all) {
      for (const dependency of installed.dependencies) {
        this.add(installed.name, { kind: 'package', name: dependency.name, reason: `installed for ${installed.name}` })
      }
    }
    const declared = new Set([root, ...all.flatMap(({ dependencies }) => dependencies)])
    for (const installed of all) {
      if (!declared.has(installed))
        this.add(root.name, { kind: 'package', name: installed.name, reason: `imported for ${root.name}` })
    }
  }

  private addReads(unit: Unit): void {
    const parent = this.nameOf(unit)
    for (const read of this.reach.units.get(unit)?.linked.reads ?? unit.reads) {
      if (read.printed) continue
      if (read.kind === 'env' || read.expression !== undefined)
        this.add(parent, { kind: 'env', name: read.name, reason: 'read from the environment' })
      else this.add(parent, { kind: 'value', name: read.name, reason: READ_REASONS[read.kind] })
    }
  }

  private addValues(): void {
    const { names, outside } = this.context.derived
    const parents = new Map<Unit, Set<string>>()
    for (const unit of [...names.keys(), ...outside.map((value) => value.unit)]) parents.set(unit, new Set())
    for (const { from, target } of edgesOf(this.reach))
      if (target.kind === 'unit') parents.get(target.unit)?.add(this.nameOf(from))
    for (const [unit, inputs] of names) {
      for (const parent of parents.get(unit)!)
        for (const name of inputs) this.add(parent, { kind: 'value', name, reason: 'read at call time' })
    }
    for (const { unit, name, reason } of outside)
      for (const parent of parents.get(unit)!) this.add(parent, { kind: 'value', name, reason })
  }
}

const isEmpty = (unit: Unit) =>
  unit.kind === 'effects' && unit.references.length === 0 && unit.reads.length === 0 && unit.code === ''

const REASONS: Record<Edge['use'], string> = {
  called: 'called',
  compared: 'compared',
  constructed: 'constructed',
  extended: 'extended',
  decorates: 'decorates',
  referenced: 'referenced',
  updated: 'updated',
  imported: 'imported',
}
const READ_REASONS = {
  clock: 'read from the clock',
  random: 'random',
  state: 'read from the surroundings',
  unfollowed: 'cannot be followed',
  text: 'makes functions of texts; the run time looks at them',
}
