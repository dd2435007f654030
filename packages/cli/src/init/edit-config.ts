import { generateCode, parseModule, builders, type ProxifiedModule } from 'magicast'
import { getDefaultExportOptions } from 'magicast/helpers'
import { namesPlugin } from '../find-hosts.js'
import type { Host } from '../hosts.js'

/**
 * Adds the plugin's import and its call in the list of plugins to a configuration.
 *
 * @returns `'there'` if it already names the plugin; `undefined` if its form can't be edited safely
 */
export function editConfig(text: string, { entry, place }: Host): string | 'there' | undefined {
  if (namesPlugin(text)) return 'there'
  if (!place || isCommonJs(text)) return undefined
  try {
    const module = parseModule(text)
    const name = freeName(text)
    listAt(getDefaultExportOptions(module) as Settings, place).unshift(builders.functionCall(name))
    addImport(module, name, `@cachecache/unplugin/${entry}`)
    const { code } = generateCode(module)
    // The edit keeps the existing code in its order: it only adds or extends lines.
    return code.includes(`${name}()`) && namesPlugin(code) ? inStyle(code, text) : undefined
  } catch {
    // A function, a variable, a spread: the user has to add the plugin.
    return undefined
  }
}

export const isCommonJs = (text: string): boolean => /\bmodule\.exports\b|\brequire\(/.test(text)

type Settings = Record<string, unknown>

/** Returns the list at a path of properties, and creates it if it is missing. */
function listAt(settings: Settings, place: readonly string[]): unknown[] {
  let at = settings
  // Read again after the assignment, because the editor returns a view of the text.
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

/** Follows the style of the file: no semicolon if it uses none, and its final line break. */
function inStyle(code: string, text: string): string {
  const styled = /;[ \t]*$/m.test(text) ? code : code.replace(/^(import .*@cachecache\/unplugin.*);$/m, '$1')
  return text.endsWith('\n') && !styled.endsWith('\n') ? `${styled}\n` : styled
}
