import { arrayOf, textOf } from './expect.js'
import { BUFFER, VIEWS, VIEWS_BY_NAME } from './kinds.js'

/** Smaller views are not cut. Bytes. */
export const LARGE_VIEW = 1 << 18

/** Where a view was cut out of a value, and its kind. */
export interface Cut {
  path: (string | number)[]
  /** `Buffer`, or the name of the standard class. */
  kind: string
}

type Container = Record<string | number, unknown>

/**
 * Cuts large views out of a plain tree, so that their bytes aren't copied into the encoding of the whole. Copies only the plain objects and
 * arrays on the path to a view, and replaces the view by `null`. Views inside a Map or Set are not cut.
 *
 * @param root a value that msgpackr restores exactly: a tree without accessors
 */
export function cutViews(root: unknown): { tree: unknown; cuts: Cut[]; views: Uint8Array[] } {
  const cuts: Cut[] = []
  const views: Uint8Array[] = []
  const path: Cut['path'] = []
  visit(root)
  return { tree: withoutCuts(root, cuts), cuts, views }

  // `scan` accepts no tree that is too deep for recursion.
  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    if (ArrayBuffer.isView(value)) {
      if (value.byteLength < LARGE_VIEW) return
      cuts.push({ path: [...path], kind: kindOf(value) })
      views.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    } else if (Array.isArray(value)) value.forEach(visitMember)
    else if (Object.getPrototypeOf(value) === Object.prototype)
      for (const name of Object.keys(value)) visitMember((value as Container)[name], name)
  }

  function visitMember(value: unknown, name: string | number): void {
    path.push(name)
    visit(value)
    path.pop()
  }
}

function withoutCuts(root: unknown, cuts: readonly Cut[]): unknown {
  const top: Container = { root }
  const copies = new Map<unknown, Container>()
  for (const { path } of cuts) {
    let at = top
    let name: string | number = 'root'
    for (const next of path) {
      const original = at[name]
      let copy = copies.get(original)
      if (copy === undefined) {
        copy = (Array.isArray(original) ? [...(original as unknown[])] : { ...(original as Container) }) as Container
        copies.set(original, copy).set(copy, copy)
        at[name] = copy
      }
      at = copy
      name = next
    }
    at[name] = null
  }
  return top['root']
}

/**
 * @param views their bytes, each in its own buffer
 * @throws if a path doesn't lead to an own property that `cutViews` has left empty
 */
export function restoreViews(tree: unknown, cuts: readonly unknown[], views: readonly Uint8Array[]): unknown {
  if (cuts.length !== views.length) throw new TypeError('views without a place')
  const top: Container = { root: tree }
  cuts.forEach((cut, i) => {
    const { path, kind } = cut as Cut
    let at = top
    let name: string | number = 'root'
    for (const next of arrayOf(path) as Cut['path']) {
      at = ownValue(at, name) as Container
      name = next
    }
    if (ownValue(at, name) !== null) throw new TypeError('a view in place of something else')
    at[name] = viewOf(textOf(kind), views[i]!)
  })
  return top['root']
}

/** Reads an own property of a plain object or array. Inherited objects are shared by the whole program. */
function ownValue(container: unknown, name: string | number): unknown {
  const isName = typeof name === 'string' || typeof name === 'number'
  if (typeof container !== 'object' || container === null || !isName || !Object.hasOwn(container, name))
    throw new TypeError('no own property')
  return (container as Container)[name]
}

function kindOf(view: ArrayBufferView): string {
  const prototype = Object.getPrototypeOf(view) as object
  return prototype === BUFFER ? 'Buffer' : VIEWS.get(prototype)!.name
}

function viewOf(kind: string, bytes: Uint8Array): ArrayBufferView {
  if (kind === 'Buffer') return bytes
  const ViewClass = VIEWS_BY_NAME.get(kind)!
  const width = (ViewClass as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1
  return new ViewClass(bytes.buffer as ArrayBuffer, 0, bytes.byteLength / width)
}
