import { SilentlyUncached } from '../key/read-values.js'

const LENGTH = 8
const known = /* @__PURE__ */ new Map<string, readonly (readonly [symbol: symbol, text: string])[]>()

/**
 * Checks that the modules of this program were built from the texts that a version describes. A dev server or a watcher loads
 * them at different times, between which files change. A module that isn't loaded yet has no text.
 * @param texts for each module its place and its text, each of 8 characters
 * @throws SilentlyUncached
 */
export function checkTexts(texts: string): void {
  let list = known.get(texts)
  if (list === undefined) known.set(texts, (list = parse(texts)))
  for (const [place, text] of list) {
    const loaded: unknown = Reflect.get(globalThis, place)
    if (typeof loaded === 'string' && !loaded.startsWith(text))
      throw new SilentlyUncached(`the loaded ${loaded.slice(LENGTH + 1)} differs from the one that this version was made of`)
  }
}

/** Registers the packages of a module that is being loaded. The process keeps the first version that it has loaded. */
export function tellPackages(packages: readonly (readonly [place: string, text: string])[]): void {
  for (const [place, text] of packages)
    if (Reflect.get(globalThis, symbolOf(place)) === undefined) Reflect.set(globalThis, symbolOf(place), text)
}

const symbolOf = (place: string): symbol => Symbol.for(`cachecache.text.${place}`)

function parse(texts: string): [symbol, string][] {
  const list: [symbol, string][] = []
  for (let at = 0; at < texts.length; at += 2 * LENGTH)
    list.push([symbolOf(texts.slice(at, at + LENGTH)), texts.slice(at + LENGTH, at + 2 * LENGTH)])
  return list
}
