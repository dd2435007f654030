import type { Problem } from '../errors.js'
import type { ValueInput } from '../stages.js'
import type { PrivateStatic, Unit } from '../summary/file-summary.js'
import type { SourcePosition } from '../summary/place.js'
import { memberOf, moduleName, stateOf, type Access } from './access.js'
import type { PurePaths } from './pure-paths.js'
import type { Reach } from './find-reach.js'
import type { InputContext } from './input-context.js'
import type { Edge } from './link-units.js'
import { hiddenState, madeInCycle } from './problems.js'
import { StaticSides } from './static-sides.js'

/** What collects inputs and problems. */
export interface InputSink {
  push(unit: Unit, inputs: ValueInput[], named?: boolean): void
  find(problem: Problem, edge: Edge | undefined, obstacle?: boolean, place?: SourcePosition): void
  accessTo(unit: Unit): Access
}

/** State in members of functions, classes and namespaces. */
export class CodeMembers {
  private readonly statics: StaticSides

  constructor(
    private readonly sink: InputSink,
    reach: Reach,
    private readonly context: InputContext,
    private readonly pure: PurePaths,
  ) {
    this.statics = new StaticSides(reach, context.linker)
  }

  /** Members of functions and classes are tracked separately: `format.tag`, `Counter.step`. */
  addCodeMembers(unit: Unit, edges: readonly Edge[]): void {
    const names = new Set<string>()
    for (const edge of edges) {
      const member = edge.path[0] ?? edge.method
      if (edge.effect) continue
      // Code that has the value may read all members.
      if (member === undefined && edge.use === 'referenced') for (const name of this.statics.dataOf(unit)) names.add(name)
      if (member === undefined || this.statics.isCode(unit, member, edge.method !== undefined)) continue
      if (member !== '*') names.add(member)
      else
        this.sink.find(
          hiddenState(this.context.name, `${unit.name}[…]`, 'is read by a name that only run time knows'),
          edge,
          true,
        )
    }
    this.addMembersOf(unit, names)
  }

  /** @param names `*` for the whole value */
  private addMembersOf(unit: Unit, names: Iterable<string>, of = ''): void {
    const members = [...new Set([...names].map((name) => this.pure.of(unit, [[name]])[0]![0] ?? '*'))]
    if (members.length === 0) return
    const access = this.sink.accessTo(unit)
    const object = of === '' ? access.expression : `${of}(${access.expression})`
    const from = access.import ? { import: access.import } : {}
    const inputs = members.map((member): ValueInput => {
      const name = member === '*' ? unit.name : `${unit.name}.${of === '' ? '' : 'super.'}${member}`
      const expression = member === '*' ? object : object + memberOf(member)
      const by = this.statics.isFromOutside(unit, member) ? { by: 'outside' as const } : {}
      return { name, kind: 'value', expression, ...from, ...by, constant: false }
    })
    this.sink.push(unit, inputs)
  }

  /** A method that is called for its effect alone, as long as no other code has replaced it. */
  addRelied(unit: Unit, method: string): void {
    const { expression: object, import: from } = this.sink.accessTo(unit)
    const name = `${unit.name}.${method}`
    const expression = `${object},${JSON.stringify(method)}`
    this.sink.push(unit, [{ name, kind: 'value', expression, by: 'effect', constant: false, ...(from && { import: from }) }])
  }

  /** The static members that a reached class reads of itself, and the variables of a reached namespace. */
  addMembers(unit: Unit): void {
    if (unit.class) {
      for (const at of this.statics.classesOf(unit))
        if (this.context.classifier.isMadeEarly(at, at.class.shapedBy))
          this.sink.find(madeInCycle(this.context.name, at.name), undefined, true, at.place)
      const { hiddenState: hidden, privateStatics } = unit.class
      if (hidden !== undefined)
        this.sink.find(
          hiddenState(this.context.name, `${unit.name}.${hidden}`, 'is private to its class'),
          undefined,
          true,
          unit.place,
        )
      this.addPrivateStatics(unit, privateStatics ?? [])
    }
    const { own, above } = this.statics.readsOf(unit)
    this.addMembersOf(unit, own)
    this.addMembersOf(unit, above, 'Object.getPrototypeOf')
    for (const { path: way, hidden } of unit.members ?? []) {
      const name = [unit.name, ...way].join('.')
      if (hidden) this.sink.find(hiddenState(this.context.name, name, 'is private to its namespace'), undefined, true, unit.place)
      else {
        const access = this.sink.accessTo(unit)
        const expression = access.expression + this.pure.of(unit, [way])[0]!.map(memberOf).join('')
        this.sink.push(unit, [
          { name, kind: 'value', expression, ...(access.import ? { import: access.import } : {}), constant: false },
        ])
      }
    }
  }

  private addPrivateStatics(unit: Unit, fields: readonly PrivateStatic[]): void {
    const module = moduleName(unit.file, this.context)
    const inputs = fields.map((field): ValueInput => {
      const name = `${unit.name}.${field.name}`
      const isOutside =
        field.maker !== undefined && this.context.linker.finder.member(unit.file, field.maker, [])?.kind === 'package'
      return { name, kind: 'value', expression: stateOf(module, name), constant: false, ...(isOutside ? { by: 'outside' } : {}) }
    })
    this.sink.push(unit, inputs)
  }
}
