import { generateCode, parseModule, builders, type ProxifiedModule } from 'magicast'
import { getDefaultExportOptions } from 'magicast/helpers'
import type { Host } from '../hosts.js'

const NAMED = /@cachecache\/unplugin/

/**
 * A configuration with the plugin's import and its call in the list of plugins.
 *
 * @returns `'there'` where it names the plugin already; `undefined` where its form is none that can be edited safely
 */
export function editConfig(text: string, { entry, place }: Host): string | 'there' | undefined {
  if (NAMED.test(text)) return 'there'
  if (!place || /\bmodule\.exports\b|\brequire\(/.test(text)) return undefined
  try {
    const module = parseModule(text)
    const name = freeName(text)
    listAt(getDefaultExportOptions(module) as Settings, place).unshift(builders.functionCall(name))
    addImport(module, name, `@cachecache/unplugin/${entry}`)
    const { code } = generateCode(module)
    // What was there is still there, in its order: only lines were added or made longer.
    return code.includes(`${name}()`) && NAMED.test(code) ? inStyle(code, text) : undefined
  } catch {
    // A function, a variable, a spread: whoever wrote it knows where the plugin goes.
    return undefined
  }
}

type Settings = Record<string, unknown>

/** The list at a path of properties, made where it is missing. */
function listAt(settings: Settings, place: readonly string[]): unknown[] {
  let at = settings
  // Read again after it is set: what the editor gives back is a view of the text.
  for (const folder of place.slice(0, -1)) {
    at[folder] ??= {}
    at = at[folder] as Settings
  }
  const last = place.at(-1)!
  at[last] ??= []
  const list = at[last] as unknown[]
  if (typeof list.unshift !== 'function') throw new TypeError(`${last} is no list`)
  return list
}

const addImport = (module: ProxifiedModule, local: string, from: string): void =>
  void module.imports.$prepend({ imported: 'default', local, from })

const freeName = (text: string): string =>
  ['cachecache', 'cachecachePlugin', 'cachecacheTags'].find((name) => !new RegExp(`\\b${name}\\b`).test(text))!

/** Without a semicolon where the author writes none, and with their last line break. */
function inStyle(code: string, text: string): string {
  const styled = /;[ \t]*$/m.test(text) ? code : code.replace(/^(import .*@cachecache\/unplugin.*);$/m, '$1')
  return text.endsWith('\n') && !styled.endsWith('\n') ? `${styled}\n` : styled
}
