import type { Declaration, Module, Part } from './model.js'
import type { Random } from './random.js'

/** Where an expression stands. */
export interface Place {
  module: Module
  /** Numbers in scope. */
  locals: string[]
  /** What may be named here. */
  visible: Declaration[]
}

/** Makes numeric expressions over literals, locals and what the place can see. */
export class Expressions {
  constructor(readonly random: Random) {}

  literal(): Part {
    return { number: this.random.below(90) + 1 }
  }

  make(place: Place, depth = 3): Part[] {
    const { random } = this
    const roll = random.below(12)
    if (depth <= 0 || roll < 2) return this.leaf(place)
    const inner = () => this.make(place, depth - 1)
    // In a function of its own nothing can be awaited.
    const own = () => this.make({ ...place, visible: place.visible.filter(({ sync }) => sync) }, depth - 1)
    switch (roll) {
      case 2:
      case 3:
        return ['(', ...inner(), ' ', { operator: random.pick(['+', '-', '*']) }, ' ', ...inner(), ')']
      case 4:
        return ['(', ...inner(), ' > ', this.literal(), ' ? ', ...inner(), ' : ', ...inner(), ')']
      case 5:
        return ['`', this.literal(), '${', ...inner(), '}`.length']
      case 6:
        return [
          '[',
          ...inner(),
          ', ',
          ...inner(),
          '].map((e) => e ',
          { operator: '+' },
          ' ',
          ...own(),
          ').reduce((a, b) => a + b, ',
          this.literal(),
          ')',
        ]
      case 7:
        return [
          '((k: number) => { switch (k % 2) { case 0: return ',
          ...own(),
          '; default: return ',
          ...own(),
          ' } })(',
          ...inner(),
          ')',
        ]
      case 8:
        return [
          '((o: any) => { const { p, q: [r = ',
          this.literal(),
          '] } = o; return p - r })({ p: ',
          ...inner(),
          ', q: [',
          ...(random.chance(0.5) ? inner() : []),
          '] })',
        ]
      default:
        return this.named(place, depth)
    }
  }

  leaf({ locals }: Place): Part[] {
    return locals.length > 0 && this.random.chance(0.6) ? [this.random.pick(locals)] : [this.literal()]
  }

  private named(place: Place, depth: number): Part[] {
    if (place.visible.length === 0) return this.leaf(place)
    const declaration = this.random.pick(place.visible)
    return declaration.use(this.make(place, Math.min(depth - 1, 1)))
  }
}
