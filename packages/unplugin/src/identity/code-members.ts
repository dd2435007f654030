import type { Problem } from '../errors.js'
import type { ValueInput } from '../stages.js'
import type { PrivateStatic, Unit } from '../summary/file-summary.js'
import { OF_FUNCTIONS } from '../summary/own-members.js'
import type { SourcePosition } from '../summary/place.js'
import { memberOf, moduleName, stateOf, type Access } from './access.js'
import type { InputContext } from './input-context.js'
import type { Edge } from './link-units.js'
import { hiddenState, madeInCycle } from './problems.js'

/** What collects inputs and problems. */
export interface InputSink {
  push(unit: Unit, inputs: ValueInput[], named?: boolean): void
  find(problem: Problem, edge: Edge | undefined, obstacle?: boolean, place?: SourcePosition): void
  accessTo(unit: Unit): Access
}

/** State in members of functions, classes and namespaces. */
export class CodeMembers {
  constructor(
    private readonly sink: InputSink,
    private readonly context: InputContext,
  ) {}

  /** Members of functions and classes are tracked separately: `format.tag`, `Counter.step`. */
  addCodeMembers(unit: Unit, edges: readonly Edge[]): void {
    const names = new Set<string>()
    for (const edge of edges) {
      const member = edge.path[0] ?? edge.method
      if (edge.effect || member === undefined || OF_FUNCTIONS.test(member) || this.isStaticCode(unit, member)) continue
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

  private isStaticCode(unit: Unit, member: string): boolean {
    for (let at: Unit | undefined = unit; at?.class; at = this.baseOf(at)) {
      if (at.class.staticCode.includes(member)) return true
      if (at.class.base && !this.baseOf(at)) return true
    }
    return false
  }

  private baseOf({ file, class: traits }: Unit): Unit | undefined {
    const target = traits?.base && this.context.linker.finder.member(file, traits.base.name, traits.base.path)
    return target?.kind === 'unit' ? target.unit : undefined
  }

  private addMembersOf(unit: Unit, names: Iterable<string>): void {
    const members = [...names]
    if (members.length === 0) return
    const access = this.sink.accessTo(unit)
    const inputs = members.map((member): ValueInput => ({
      name: `${unit.name}.${member}`,
      kind: 'value',
      expression: access.expression + memberOf(member),
      ...(access.import ? { import: access.import } : {}),
      constant: false,
    }))
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
    const seen = new Set<Unit>()
    const names = new Set<string>()
    for (let at: Unit | undefined = unit; at?.class && !seen.has(at); at = this.baseOf(at)) {
      seen.add(at)
      if (this.context.classifier.isMadeEarly(at, at.class.shapedBy))
        this.sink.find(madeInCycle(this.context.name, at.name), undefined, true, at.place)
      for (const name of at.class.staticReads) if (name !== '*' && !this.isStaticCode(unit, name)) names.add(name)
      if (at.class.hiddenState !== undefined && at === unit)
        this.sink.find(
          hiddenState(this.context.name, `${unit.name}.${at.class.hiddenState}`, 'is private to its class'),
          undefined,
          true,
          unit.place,
        )
      if (at === unit) this.addPrivateStatics(unit, at.class.privateStatics ?? [])
    }
    this.addMembersOf(unit, names)
    for (const { path: way, hidden } of unit.members ?? []) {
      const name = [unit.name, ...way].join('.')
      if (hidden) this.sink.find(hiddenState(this.context.name, name, 'is private to its namespace'), undefined, true, unit.place)
      else {
        const access = this.sink.accessTo(unit)
        const expression = access.expression + way.map(memberOf).join('')
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
