import type { Rendering } from './built-ins.js'
import { getOwnPropertyNames } from './intrinsics.js'

/** What Node keeps in an `AsyncLocalStorage`, which `getStore` shows. */
const ofStorage = /^(?:enabled|_onPropagate|kResourceStore)$/

/** An `AsyncLocalStorage` counts as the store at the call. */
export function storageRendering({ getStore }: { getStore(): unknown }): Rendering {
  return (renderer, value) => {
    renderer.text += 'A{'
    renderer.child({ words: '.getStore()' }, Reflect.apply(getStore, value, []))
    renderer.properties(
      value,
      getOwnPropertyNames(value).filter((name) => !ofStorage.test(name)),
    )
    renderer.symbols(value)
    renderer.text += '}'
  }
}
