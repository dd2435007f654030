import type { GivenOptions } from './options.js'
import type { Context } from './platform/platform.js'
import type { Site } from './site.js'
import type { KnownCode, ReadPrivate, StateReaders } from './key/known-code.js'

/** What all copies of the runtime in one program have in common. */
interface Shared {
  /** Functions and classes that the build, or an import of a package, gave an identity. */
  readonly code: WeakMap<Function, KnownCode>
  /** The classes among them, by the prototype that they cannot lose. */
  readonly classes: WeakMap<object, { readonly cls: Function; readonly code: KnownCode }>
  /** What reads the private fields of a class's instances. */
  readonly readers: WeakMap<Function, ReadPrivate>
  /** Private variables that modules hand out, by module. */
  readonly states: Map<string, StateReaders>
  /** Tagged and wrapped functions. */
  readonly sites: WeakMap<object, () => Site>
  /** Options that come with each call of a function that stands around another. */
  readonly givenWith: WeakMap<object, GivenOptions>
  /** Functions that are cached by their text alone, by place, name and text. */
  readonly textFunctions: Map<string, WeakRef<Function>>
  /** What the `withCache` around a call says. */
  ambient: Context<GivenOptions> | undefined
}

// The number moves when what is held here changes its shape: copies that do not fit must not meet.
const name = Symbol.for('cachecache.shared.1')

export const shared: Shared = /* @__PURE__ */ openShared()

function openShared(): Shared {
  const known = Reflect.get(globalThis, name) as Shared | undefined
  if (known !== undefined) return known
  const made: Shared = {
    code: new WeakMap(),
    classes: new WeakMap(),
    readers: new WeakMap(),
    states: new Map(),
    sites: new WeakMap(),
    givenWith: new WeakMap(),
    textFunctions: new Map(),
    ambient: undefined,
  }
  // A frozen global object: this copy is on its own.
  Reflect.defineProperty(globalThis, name, { value: made })
  return made
}
