import { sort } from './intrinsics.js'

export function contains(names: readonly string[] | undefined, name: string): boolean {
  if (names === undefined) return false
  for (let i = 0; i < names.length; i++) if (names[i] === name) return true
  return false
}

/** In place, in code-unit order: localeCompare would give another machine another key. Most objects have few names. */
export function sortNames(names: string[]): void {
  if (names.length > 12) {
    sort(names)
    return
  }
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string
    let at = i
    while (at > 0 && (names[at - 1] as string) > name) {
      names[at] = names[at - 1] as string
      at--
    }
    names[at] = name
  }
}
