import { FILES_MARK, readsFiles } from './key/functions/known-code.js'
import { LazyValue, type LazyStates } from './key/lazy-values.js'
import { readValues, nameOfValue } from './key/read-values.js'
import { Renderer } from './key/renderer.js'
import { checkTexts } from './sites/loaded-texts.js'
import { zone } from './key/surroundings.js'
import type { Site } from './sites/site.js'
import type { TagInputs } from './calls/tag-inputs.js'

/**
 * Derives the entry key of one call: `<function prefix>/<digest of all inputs>`, and a mark if code among the inputs reads files.
 * @param omit the index of a value that is not part of the key, -1 for none
 * @param lazies notes which lazily made variables are unset, for the second time that the key is derived
 * @throws Unkeyable with the name of the input that can't be part of a key; SilentlyUncached
 */
export function deriveKey(
  site: Site,
  values: readonly unknown[],
  self: unknown,
  captured: (() => unknown[]) | undefined,
  omit: number,
  tagInputs?: TagInputs,
  lazies?: LazyStates,
): string {
  const { record } = site
  if (record.texts !== undefined) checkTexts(record.texts)
  const renderer = new Renderer()
  renderer.lazies = lazies
  if (lazies?.run !== undefined) renderer.roots = []
  if (record.classes !== undefined) renderer.classes = site.classes()
  renderer.text = `${site.seed}${values.length}(`
  const { ignored } = site
  const { params } = record
  for (let i = 0; i < values.length; i++) {
    if (i === omit || ignored?.[i] === true) renderer.text += '~'
    else renderer.argument(params[i] ?? i, record.given === undefined ? values[i] : record.given(values[i], i))
  }
  if (record.usesThis === true) {
    renderer.text += 'T'
    renderer.self(record.self === undefined ? self : record.self(self), site.isByText)
  }
  if (captured !== undefined) renderRead(renderer, 'V', 'the captured variable ', captured)
  if (record.constants !== undefined) {
    const digest = digestConstants(site, record.constants, renderer)
    renderer.text += `C${digest}`
    if (readsFiles(digest)) renderer.readsFiles = true
  }
  if (record.inputs !== undefined) renderRead(renderer, 'I', '', record.inputs)
  if (tagInputs !== undefined) {
    renderer.text += 'O'
    renderer.input('the result of `inputs` in its tag', tagInputs.value)
  }
  lazies?.note(renderer)
  return `${site.prefix}/${markedDigest(renderer)}`
}

/** Whether the values of the key can't be changed by a body: they are all primitive. */
export function hasFixedInputs({ record }: Site, values: readonly unknown[], captured: (() => unknown[]) | undefined): boolean {
  if (record.usesThis === true || captured !== undefined || record.inputs !== undefined || record.texts !== undefined)
    return false
  for (const value of values) if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return false
  return true
}

function renderRead(renderer: Renderer, tag: string, what: string, read: () => unknown[], values = readValues(read)): void {
  renderer.text += `${tag}${values.length}(`
  ;(renderer.reads ??= []).push(read)
  for (let i = 0; i < values.length; i++) {
    let value = values[i]
    if (value instanceof LazyValue) value = value.settle(renderer.lazies, values)
    const isPlain = value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
    if (isPlain && renderer.roots === undefined) renderer.value(value)
    else renderer.input(what + nameOfValue(read, i, values.length), value)
  }
}

function digestConstants(site: Site, read: () => unknown[], around: Renderer): string {
  const known = site.constants
  if (known?.unset === 0) return known.digest
  const values = readValues(read)
  // Some bundlers turn `const` into `var`, so an uninitialized constant reads as `undefined`. Other values of constants never change.
  const unset = values.filter((value) => value === undefined).length
  if (known?.unset === unset) return known.digest
  const renderer = new Renderer()
  renderer.lazies = around.lazies
  if (site.record.classes !== undefined) renderer.classes = site.classes()
  renderRead(renderer, '', '', read, values)
  if (renderer.live) (around.inner ??= []).push(renderer)
  const digest = markedDigest(renderer)
  // If the constants include code, that code may read values that change, and the time zone of dates may change.
  if (!renderer.live && !renderer.local) site.constants = { digest, unset }
  return digest
}

function markedDigest(renderer: Renderer): string {
  if (renderer.local) renderer.text += `z${zone()};`
  return renderer.digest() + (renderer.readsFiles ? FILES_MARK : '')
}
