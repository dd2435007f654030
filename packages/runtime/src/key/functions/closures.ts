import { shared } from '../../shared.js'
import { functionText, getOwnPropertyDescriptor } from '../intrinsics.js'
import {
  codeOf,
  isObject,
  marks,
  METHOD,
  nameFunction,
  noMembers,
  type Entry,
  type KnownCode,
  type ReadValues,
} from './known-code.js'

// Closures are made often, and few of them meet a key. A mark is a private field that the function gets: nobody else sees it, and it takes
// a fraction of the time that an entry in a WeakMap does (20 ns instead of 600).

type Facts = Pick<KnownCode, 'digest' | 'inputs' | 'captured' | 'literal'>

/** A constructor that returns an existing function, so that the fields of a class that extends it become those of the function. */
const Existing = function (fn: Function) {
  return fn
} as unknown as new (fn: Function) => object

const Mark = /* @__PURE__ */ shared(
  'mark.1',
  () =>
    class extends Existing {
      #facts: Facts

      constructor(fn: Function, facts: Facts) {
        super(fn)
        this.#facts = facts
      }

      static set(fn: Function, facts: Facts): void {
        // Of two declarations of one name, the last one wins.
        if (#facts in fn) fn.#facts = facts
        else void new this(fn, facts)
      }

      /** Nothing is covered: all members that the function has by now count. */
      static read(this: void, fn: Function): KnownCode | undefined {
        if (!(#facts in fn)) return undefined
        return {
          ...fn.#facts,
          own: noMembers,
          ofPrototype: noMembers,
          prototype: undefined,
          text: undefined,
          whole: undefined,
          isOpen: false,
        }
      }
    },
)

/** Marks a new function with what the build knows about it. @param name an inferred name, which would otherwise be lost in the call */
export function closure<T>(fn: T, digest: string, inputs?: ReadValues, captured?: ReadValues, name?: string): T {
  if (typeof fn !== 'function') return fn
  if (name !== undefined) nameFunction(fn, name)
  mark(fn, { digest, inputs, captured })
  return fn
}

/** Marks the methods of a new object: `$knowMembers({ area() {} }, (o) => [[o.area, "digest"]])`. */
export function knowMembers<T>(object: T, entries: (object: T) => readonly Entry<unknown>[]): T {
  if (!isObject(object)) return object
  for (const [fn, digest, inputs, captured] of entries(object)) {
    if (typeof fn === 'function') mark(fn, { digest, inputs, captured, literal: object })
  }
  return object
}

const NAME = /^(?:async\s+)?([\w$]+)\s*\(/

/** How many functions a decorator may put around a method. */
const MOST_AROUND = 8

/**
 * Marks the methods of a class. As values, `s.run` and `S.run` are the code of the class and a name. What a decorator or a static block puts
 * in place of a method may have state of its own, so only functions count whose text the class contains, also as what such a function captures.
 */
marks.methods = (itsClass, { own, ofPrototype }) => {
  const text = functionText(itsClass)
  for (const { keys, covered } of [own, ofPrototype]) {
    const isStatic = covered === own.covered
    const owner = isStatic ? itsClass : (itsClass.prototype as object)
    // They are in the order of the text.
    let end = 0
    const markMethod = (value: unknown, key: PropertyKey, left: number): void => {
      if (typeof value !== 'function' || left === 0) return
      const known = codeOf(value)
      if (known !== undefined) {
        if (known.digest !== METHOD && known.captured !== undefined)
          for (const captured of valuesOf(known.captured)) markMethod(captured, key, left - 1)
        return
      }
      const code = functionText(value)
      const start = NAME.exec(code)?.[1] === key ? text.indexOf(code, end) : -1
      if (start < 0) return
      end = start + code.length
      mark(value, { digest: METHOD, inputs: undefined, captured: () => [itsClass, key, isStatic] })
    }
    for (const key of keys) markMethod(getOwnPropertyDescriptor(owner, key)?.value, key, MOST_AROUND)
  }
}

/** What isn't initialized yet shows when a key meets it. */
function valuesOf(captured: ReadValues): unknown[] {
  try {
    return captured()
  } catch {
    return []
  }
}

const { bind } = Function.prototype

/** Puts itself before a call of `bind`, so that the result is known by its function and what is bound: `$bindable(f).bind(self, 1)`. */
export function bindable<T>(fn: T): T {
  // Read once: it may be an accessor.
  const own: unknown = typeof fn === 'function' && fn.bind
  if (typeof own !== 'function') return fn
  const binding = (...bound: unknown[]): unknown => {
    const made: unknown = Reflect.apply(own, fn, bound)
    // A bound function of the language or of a package stays unknown.
    if (own === bind && codeOf(fn as Function) !== undefined)
      mark(made as Function, { digest: 'bound', inputs: undefined, captured: () => [fn, ...bound] })
    return made
  }
  return { bind: binding } as T
}

function mark(fn: Function, facts: Facts): void {
  marks.read ??= Mark.read
  Mark.set(fn, facts)
}
