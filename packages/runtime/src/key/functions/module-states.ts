import { unreadableState } from '../../reporting/errors.js'
import { shared } from '../../shared.js'
import { SilentlyUncached } from '../read-values.js'
import { Renderer } from '../renderer.js'

/** Reads private variables of one copy of a module. */
interface StateReaders {
  [name: string]: () => unknown
}

/**
 * By module, each copy of it that this process has loaded. A server of Next has one for pages and one for routes; a development
 * server loads another after an edit; so does a test runner that resets its modules.
 */
const loaded: Map<string, StateReaders[]> = /* @__PURE__ */ shared('states.2', () => new Map())

/** Registers private variables of a module that other modules' code depends on. */
export function state(module: string, readers: StateReaders): void {
  const copies = loaded.get(module)
  const latest = copies?.at(-1)
  if (copies === undefined || latest === undefined) loaded.set(module, [{ ...readers }])
  // A module's classes register their variables one by one.
  else if (Object.keys(readers).some((name) => Object.hasOwn(latest, name))) copies.push({ ...readers })
  else Object.assign(latest, readers)
}

/**
 * Returns the value of a private variable of another module.
 * @throws Unkeyable if that module doesn't expose the name; SilentlyUncached if its copies have different values, because nothing
 * tells which copy the caller uses
 */
export function stateOf(module: string, name: string): unknown {
  const copies = loaded.get(module)?.filter((readers) => Object.hasOwn(readers, name))
  const [first, ...others] = copies ?? []
  if (first === undefined) throw unreadableState(module, name)
  const value = first[name]!()
  for (const other of others) {
    if (!isSame(value, other[name]!()))
      throw new SilentlyUncached(`${others.length + 1} copies of ${module} are loaded, in which \`${name}\` differs`)
  }
  return value
}

function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object') return false
  return renderingOf(one) === renderingOf(other)
}

function renderingOf(value: object | null): string {
  const renderer = new Renderer()
  renderer.input('a module value', value)
  return renderer.digest()
}
