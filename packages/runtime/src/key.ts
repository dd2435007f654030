import { Unkeyable } from './errors.js'
import { Renderer } from './key/renderer.js'
import { siteOf, type Site } from './site.js'
import { warnOfFunction } from './warnings.js'

/** A module or captured variable has no value yet: the call runs uncached, without a word. */
export class NotInitialised extends Error {}

/**
 * Derives the entry key of one call: `<function prefix>/<digest of all inputs>`.
 * @param omit index of a value that stays out, -1 for none
 * @throws Unkeyable naming the input that cannot be part of a key
 */
export function deriveKey(
  site: Site,
  values: readonly unknown[],
  self: unknown,
  captured: (() => unknown[]) | undefined,
  omit: number,
): string {
  const { record } = site
  const classes = record.classes === undefined ? undefined : readClasses(site)
  const renderer = new Renderer({ classes, nameFunction, nameOwnFunction: nameByCode })
  renderer.text = `${site.seed}${values.length}(`
  const { ignored } = site
  const { params } = record
  for (let i = 0; i < values.length; i++) {
    if (i === omit || ignored?.[i] === true) renderer.text += '~'
    else renderer.argument(params[i] ?? i, values[i])
  }
  if (record.usesThis === true) {
    renderer.text += 'T'
    renderer.self(self, record.ownFunctions, record.privateState === true)
  }
  if (captured !== undefined) {
    renderer.text += 'V'
    const variables = readValues(captured)
    for (let i = 0; i < variables.length; i++) renderer.input('a captured variable', variables[i])
  }
  if (record.constants !== undefined) renderer.text += `C${digestConstants(site, record.constants)}`
  if (record.inputs !== undefined) renderer.text += `I${renderLoose(record.inputs, site)}`
  return `${site.prefix}/${renderer.digest()}`
}

/** Whether no body can change what the key was made of: there are only primitive values. */
export function hasFixedInputs({ record }: Site, values: readonly unknown[], captured: (() => unknown[]) | undefined): boolean {
  if (record.usesThis === true || captured !== undefined || record.inputs !== undefined) return false
  for (const value of values) if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return false
  return true
}

/** How a tagged function counts where it is a value: by its code and what its code reads. */
function nameFunction(fn: Function): string | undefined {
  const site = siteOf(fn)
  if (site === undefined || site.record.captures === true || site.record.usesThis === true) return undefined
  const { constants, inputs } = site.record
  const constantsPart = constants === undefined ? '' : digestConstants(site, constants)
  // Its inputs may hold the function itself: one level is enough, deeper ones count by their code.
  const inputsPart = inputs === undefined ? '' : renderLoose(inputs, site, true)
  return `${site.seed}${constantsPart}${inputsPart}`
}

function digestConstants(site: Site, read: () => unknown[]): string {
  const known = site.constants
  if (known?.unset === 0) return known.digest
  const values = readValues(read)
  // Bundlers that make `var` of `const` give `undefined` for one that is not initialised yet. Others never change.
  const unset = values.filter((value) => value === undefined).length
  if (known?.unset === unset) return known.digest
  const digest = renderLoose(read, site, false, values)
  site.constants = { digest, unset }
  return digest
}

/** Module values: one that cannot be keyed stays out. The build names a client or a socket, and has left it out; the rest shows here. */
function renderLoose(read: () => unknown[], site: Site, shallow = false, values = readValues(read)): string {
  let text = ''
  const classes = readClasses(site)
  for (let i = 0; i < values.length; i++) {
    const renderer = new Renderer({ classes, nameFunction: shallow ? nameByCode : nameFunction })
    try {
      renderer.input('a module value', values[i])
      text += renderer.digest()
    } catch (error) {
      if (!(error instanceof Unkeyable)) throw error
      warnOfLeftOut(site, read, i, values.length, error)
      text += '?'
    }
  }
  return text
}

function warnOfLeftOut(site: Site, read: () => unknown[], index: number, count: number, { reason }: Unkeyable): void {
  // As the emitted code calls them: `()=>[settings,handlers?.list]`.
  const names = String(read)
    .replace(/^[^[]*\[|\]\s*$/g, '')
    .split(',')
  const what =
    names.length === count ? reason.replace('a module value', `\`${names[index]!.trim().replaceAll('?.', '.')}\``) : reason
  warnOfFunction(
    site.id,
    'unkeyable-value',
    `${site.id}: ${what}, so it is not part of the key: results stay valid whatever becomes of it. Freeze it if it never changes, or pass what matters as an argument.`,
  )
}

function nameByCode(fn: Function): string | undefined {
  return siteOf(fn)?.seed
}

function readClasses(site: Site): ReadonlyMap<unknown, string> | undefined {
  try {
    return site.classes()
  } catch (error) {
    throw notInitialised(error)
  }
}

function readValues(read: () => unknown[]): unknown[] {
  try {
    return read()
  } catch (error) {
    throw notInitialised(error)
  }
}

function notInitialised(error: unknown): unknown {
  return error instanceof ReferenceError ? new NotInitialised() : error
}
