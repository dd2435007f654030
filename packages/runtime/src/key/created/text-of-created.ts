import { platform } from '#platform'
import { cacheKey } from '../cache-key.js'
import { classesByPrototype, codeOf } from '../functions/known-code.js'
import { functionPrototypes, getPrototypeOf, hasOwn, objectPrototype } from '../intrinsics.js'
import { Renderer } from '../renderer.js'
import { OUTSIDE } from '../surroundings.js'
import { creationOf, type Creation } from './creation.js'
import { hidesState, isEmitter, isOfProject, memberOf, REFUSED, VisibleParts } from './visible-parts.js'

/** The value of which is being found out whether it can be rendered by what it holds. */
let tried: object | undefined
/** The values whose texts are being made. */
const open = new Set<object>()

/** Returns the text of a value that a package has made and that hides what it holds: its creation, and its visible parts. */
export function textOfCreated(renderer: Renderer, value: object): string | undefined {
  const creation = creationOf(value)
  // What a module's variable holds is the outside world as a whole.
  if (creation === undefined || value === tried || (renderer.root === OUTSIDE && !renderer.isArgument)) return undefined
  if (open.has(value)) return `W^${creation.id.length}:${creation.id}${creation.before.length}:${creation.before}`
  if (tried === undefined && open.size === 0 && isReadable(value, creation)) return undefined
  open.add(value)
  try {
    if (!standsFor(value, creation)) {
      if (creation.isOpaque && open.size === 1) refuse(renderer, value, creation)
      return undefined
    }
    const { id, before } = creation
    const parts = platform.isProxy(value) ? '' : VisibleParts.ofCreated(renderer, value, creation)
    renderer.live = true
    return `W${id.length}:${id}${before.length}:${before}${textOfArguments(renderer, creation)}${parts.length}:${parts}`
  } catch (error) {
    if (error === REFUSED) return undefined
    throw error
  } finally {
    open.delete(value)
  }
}

/** Says which package hides something. A class or function of the project has a better message: which of its parts has no key. */
function refuse(renderer: Renderer, value: object, { id }: Creation): void {
  const prototype = getPrototypeOf(value) as object
  const code = typeof value === 'function' ? codeOf(value) : classesByPrototype.get(prototype)?.code
  if (isOfProject(code)) return
  const [, name = 'a package'] = /(?:^| )(@?[^@ ]+)@/.exec(id) ?? []
  renderer.fail(`was made by ${name} and hides what it holds, which may change`, { advice: adviceForHidden })
}

const adviceForHidden =
  'Pass what the results depend on, such as a text or options. If they do not depend on it, add it to ignore in the tag.'

/** What hides nothing is rendered as any other value. */
function isReadable(value: object, creation: Creation): boolean {
  if (creation.isOpaque) return false
  tried = value
  try {
    new Renderer().input('', value)
    return true
  } catch {
    creation.isOpaque = true
    return false
  } finally {
    tried = undefined
  }
}

/** What the package was given, as it is now: it may read its options later. */
function textOfArguments(renderer: Renderer, { values }: Creation): string {
  const inner = new Renderer()
  ;(renderer.inner ??= []).push(inner)
  inner.text = `${values.length}(`
  try {
    for (const value of values) inner.input('what a package was given', value)
  } catch {
    throw REFUSED
  }
  renderer.readsFiles ||= inner.readsFiles
  renderer.local ||= inner.local
  return inner.digest()
}

/** The members by which the language and libraries get at what an object holds: it is a value or a collection. */
const ofData = [Symbol.iterator, Symbol.toPrimitive, 'toJSON', 'valueOf', 'toString', cacheKey]

function standsFor(value: object, { id }: Creation): boolean {
  // To ask a proxy runs its code. One that `new` gives is none around data of the project.
  if (platform.isProxy(value)) return id.startsWith('new ')
  if (typeof value === 'function' && isOfProject(codeOf(value))) return false
  for (let at: object | null = value; at !== null && at !== objectPrototype; at = getPrototypeOf(at) as object | null) {
    if (functionPrototypes.has(at)) break
    if (platform.isProxy(at) || isOfProject(classesByPrototype.get(at)?.code)) return false
    if (ofData.some((name) => hasOwn(at as object, name))) return false
  }
  // A function may have asked the clock or the disk for what it hides, and calls may have changed that. What `new` gives is made of the
  // arguments.
  const isOfArguments = id.startsWith('new ') || id.startsWith('of ')
  const hides =
    typeof value === 'function' ? id.includes('changed ') : !isOfArguments && hidesState(getPrototypeOf(value) as object)
  if (hides && !isEmitter(value)) return false
  // What tells of its changes holds something that changes: a store.
  if (!isEmitter(value) && memberOf(value, 'subscribe') !== undefined) return false
  // A stream that can't be written to brings data.
  const isWritable = memberOf(value, 'write') !== undefined && !id.startsWith('await ')
  return isWritable || memberOf(value, Symbol.asyncIterator) === undefined
}
