import { platform } from '#platform'
import { shared } from '../../shared.js'
import { isObject, marks } from '../functions/known-code.js'
import { arrayPrototype, getPrototypeOf, objectPrototype } from '../intrinsics.js'
import { textOfCreated } from './text-of-created.js'
import { fieldsOfEmitter, isEmitter, REFUSED, VisibleParts } from './visible-parts.js'

// What a package makes is known by the package and by what it was given: `$created($m1=$creation("new pg@8.11.0 Pool …",1),
// new Pool($m1.keep({ max: 5 })))`. This keeps the order of evaluation, `this` and the types of the code as it was written.

/** What a package was given to make a value. */
export class Creation {
  readonly values: unknown[] = []
  /** `values` as they were, if they aren't all primitive: options may be changed and used again. */
  before = ''
  /** Whether nothing is missing. An argument that can't be rendered is, and so is one that was kept in a later creation at the same place. */
  isComplete: boolean
  /** If the value is an emitter: the fields that it began with, and whether they hold settings. */
  fields: ReadonlyMap<PropertyKey, boolean> | undefined
  /** Whether the value couldn't be rendered by what it holds. */
  isOpaque = false

  /**
   * @param id the package, what it exports, the members that are called, and a digest of what the package resolves. Before it: `await ` for
   * what a promise gives, `changed ` if the code calls methods of the value for their effect, `new `. `of prepare` for a part of what the
   * first argument holds
   * @param count how many arguments follow
   */
  constructor(
    readonly id: string,
    private readonly count: number,
  ) {
    this.isComplete = count === 0
  }

  /** Notes an argument, which it returns. */
  keep<T>(value: T): T {
    const { values, count } = this
    if (values.length >= count) return value
    values[values.length] = value
    // All arguments have been evaluated: nothing else runs before the call.
    if (values.length === count) this.isComplete = this.arePrimitive() || this.look()
    return value
  }

  private arePrimitive(): boolean {
    const { values } = this
    for (let i = 0; i < values.length; i++) if (isObject(values[i]) || typeof values[i] === 'symbol') return false
    return true
  }

  private look(): boolean {
    try {
      this.before = VisibleParts.ofArguments(this.values)
      return true
    } catch (error) {
      if (error === REFUSED) return false
      throw error
    }
  }
}

export function creation(id: string, count: number): Creation {
  return new Creation(id, count)
}

/** A constructor that returns an existing object, so that the fields of a class that extends it become those of the object. */
const Existing = function (value: object) {
  return value
} as unknown as new (value: object) => object

const Mark = /* @__PURE__ */ shared(
  'created.1',
  () =>
    class extends Existing {
      #creation: Creation

      constructor(value: object, by: Creation) {
        super(value)
        this.#creation = by
      }

      static set(value: object, by: Creation): void {
        if (!(#creation in value)) void new this(value, by)
      }

      static read(this: void, value: object): Creation | undefined {
        return #creation in value ? value.#creation : undefined
      }
    },
)

export const creationOf = (value: object): Creation | undefined => Mark.read(value)

/** Takes 20 ns instead of 100. A prototype may be a proxy, whose code may throw. */
function mayEmit(value: object): boolean {
  try {
    return 'emit' in value
  } catch {
    return false
  }
}

/** Marks what a package has made. Plain data, what was handed in, and what is marked already stay as they are. */
export function created<T>(by: Creation, value: T): T {
  if (!by.isComplete || !isObject(value) || by.values.includes(value)) return value
  // What is asked for a part counts as its first argument.
  if (/^(?:changed )?of /.test(by.id) && !(isObject(by.values[0]) && creationOf(by.values[0]))) return value
  if (typeof value === 'object' && !platform.isProxy(value)) {
    const prototype: unknown = getPrototypeOf(value)
    if (prototype === null || prototype === objectPrototype || prototype === arrayPrototype) return value
    if (mayEmit(value) && isEmitter(value)) by.fields = fieldsOfEmitter(value)
  }
  marks.created ??= textOfCreated
  Mark.set(value, by)
  return value
}
