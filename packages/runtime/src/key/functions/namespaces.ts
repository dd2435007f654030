import { shared } from '../../shared.js'
import { functionText } from '../intrinsics.js'
import { notInitialised } from '../read-values.js'
import { isPackageDigest } from './known-code.js'

/** Namespace objects that the project uses as values, with the digest of a package, or the name of a module of the project. */
const known: WeakMap<object, string> = /* @__PURE__ */ shared('namespaces.1', () => new WeakMap())
let isUsed = false

export function knowNamespace(namespace: object, digest: string): void {
  known.set(namespace, digest)
  isUsed = true
}

export const isNamespace = (value: object): boolean => isUsed && known.has(value)

/** Code tells two modules apart that export the same. @returns whether that is all that counts of the value */
export function renderNamespace(renderer: { text: string }, value: object): boolean {
  const digest = isUsed ? known.get(value) : undefined
  if (digest === undefined) return false
  renderer.text += `F${digest.length}:${digest}`
  return isPackageDigest(digest)
}

/** `() => name`, `() => (/* binding *\/ name)`, `() => (/* reexport safe *\/ module.name)`, `get name() { return name; }` */
const BINDING =
  /^(?:\(\)\s*=>|get [\w$]+ ?\(\) ?\{\s*return)\s*\(?\s*(?:\/\* reexport[^*]*\*\/ [\w$]+\.|\/\*[^*]*\*\/\s*)?[\w$]+\s*\)?;?\s*\}?$/

/** Bundlers make the namespace object of a module of accessors that only read a variable. Such an accessor is a property with that value. */
export function asBinding(property: PropertyDescriptor): PropertyDescriptor {
  const { get, set, enumerable, configurable } = property
  if (set !== undefined || enumerable !== true || configurable === true || !BINDING.test(functionText(get!))) return property
  try {
    return { value: get!() as unknown, enumerable, configurable: false, writable: true }
  } catch {
    throw notInitialised()
  }
}
