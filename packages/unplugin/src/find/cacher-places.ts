import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { CALL_PATTERN } from '../filter.js'
import type { Resolved } from '../surroundings/resolve-imports.js'
import { findImportedCalls, findImports } from './imported-calls.js'

export type Resolve = (from: string, specifier: string) => Resolved

export interface Lead {
  /** Whether the module may call a cacher; `undefined` if only the resolver can tell. */
  leads: boolean | undefined
  /** Files that were examined; if one of them changes, the answer may change. */
  files: string[]
}

const CODE = /\.[cm]?[jt]sx?$/
const BESIDE = /^\.\/[^/?#.][^/?#]*$/
const NOWHERE: Lead = { leads: false, files: [] }
const RE_EXPORT = /\bexport\b\s*(?:type\s*)?(?:\*|\{[^}]*\})[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1/g
const EXPORTED = /\bexport\b\s*(?:\{([^}]*)\}|default\s+([^\s;({]+))/g

/**
 * Finds the files that may export a cacher: those that contain "cach", and those that re-export something from such a file.
 * Used for modules that don't contain "cach" themselves. Results are kept until they are invalidated. Nothing is parsed, and no
 * resolver is loaded for relative imports and installed packages.
 */
export class CacherPlaces {
  readonly #folders = new Map<string, { names: Set<string>; byStem: Map<string, string[]> }>()
  readonly #files = new Map<string, { says: boolean; specifiers: string[] }>()
  readonly #installed = new Map<string, boolean>()
  /** By folder and specifier: whether it may lead to a cacher. */
  readonly #leading = new Map<string, Map<string, boolean>>()

  /** `aliases` are names that a bundler redirects; `textOf` may supply the text of a file that is already loaded. */
  constructor(
    private readonly aliases: readonly string[] = [],
    private readonly textOf: (file: string) => string | undefined = () => undefined,
  ) {}

  forget(): void {
    this.#folders.clear()
    this.#files.clear()
    this.#installed.clear()
    this.#leading.clear()
  }

  /** Whether any import of a module may lead to a cacher, called or not. Much cheaper than examining its calls. */
  mayLead(file: string, text: string): boolean {
    if (!text.includes('import')) return false
    const folder = folderOf(file)
    let known = this.#leading.get(folder)
    if (!known) this.#leading.set(folder, (known = new Map()))
    // No regular expression: over thousands of modules, it would dominate the cost.
    for (let at = text.indexOf('from'); at >= 0; at = text.indexOf('from', at + 4)) {
      const specifier = quotedAt(text, at + 4)
      if (specifier === undefined) continue
      let leads = known.get(specifier)
      if (leads === undefined) known.set(specifier, (leads = this.#mayReach(file, specifier)))
      if (leads) return true
    }
    return false
  }

  /** Most imported files export only what they declare. */
  #mayReach(file: string, specifier: string): boolean {
    const candidates = this.#candidates(file, specifier, undefined)
    if (!candidates) return true
    let exportsAgain = false
    for (const candidate of candidates) {
      const { says, specifiers } = this.#read(candidate)
      if (says) return true
      exportsAgain ||= specifiers.length > 0
    }
    return exportsAgain && this.#follow(file, [specifier]).leads !== false
  }

  /** `file` is absolute, with `/`. */
  look(file: string, text: string, resolve?: Resolve): Lead {
    if (!CALL_PATTERN.test(text)) return NOWHERE
    const calls = findImportedCalls(text)
    return calls.size === 0 ? NOWHERE : this.#follow(file, calls, resolve)
  }

  #follow(file: string, specifiers: Iterable<string>, resolve?: Resolve): Lead {
    const asked = new Set<string>()
    const work = [...specifiers].map((specifier) => ({ from: file, specifier }))
    let isOpen = false
    for (const { from, specifier } of work) {
      const candidates = this.#candidates(from, specifier, resolve)
      if (!candidates) isOpen = true
      for (const candidate of candidates ?? []) {
        if (asked.has(candidate)) continue
        asked.add(candidate)
        const { says, specifiers } = this.#read(candidate)
        if (says) return { leads: true, files: [...asked] }
        work.push(...specifiers.map((next) => ({ from: candidate, specifier: next })))
      }
    }
    return { leads: isOpen ? undefined : false, files: [...asked] }
  }

  /** The files that an import may refer to; for a relative import, every file with that name and any extension. */
  #candidates(from: string, specifier: string, resolve: Resolve | undefined): string[] | undefined {
    const folder = folderOf(from)
    if (/^\.{1,2}(?:\/|$)/.test(specifier) && !this.#isAlias(specifier)) {
      // Most imports name a file beside theirs, for which paths needn't be joined.
      const target = BESIDE.test(specifier)
        ? folder + specifier.slice(1)
        : path.posix.join(`${folder}/`, specifier.replace(/[?#].*$/, ''))
      const found = this.#named(target)
      if (found) return found
    } else if (/^(?:node|https?|data|blob):/.test(specifier)) return []
    else if (!this.#isAlias(specifier) && this.#isInstalled(folder || '/', specifier)) return []
    if (!resolve) return undefined
    const resolved = resolve(from, specifier)
    return resolved.kind === 'code' ? [resolved.file] : []
  }

  /** `undefined` for a folder with its own manifest, which may point to any file. */
  #named(target: string): string[] | undefined {
    const slash = target.lastIndexOf('/')
    const folder = slash < 0 ? '.' : target.slice(0, slash) || '/'
    const base = target.slice(slash + 1)
    const { names, byStem } = this.#list(folder)
    const files = byStem.get(base.replace(/\.[cm]?jsx?$/, '')) ?? []
    const all = CODE.test(base) && names.has(base) && !files.includes(base) ? [...files, base] : files
    if (all.length > 0) return all.map((name) => `${folder}/${name}`)
    const inside = this.#list(target)
    if (inside.names.has('package.json')) return undefined
    return (inside.byStem.get('index') ?? []).map((name) => `${target}/${name}`)
  }

  #list(folder: string) {
    let found = this.#folders.get(folder)
    if (!found) {
      found = { names: new Set(namesIn(folder)), byStem: new Map() }
      for (const name of found.names) {
        if (!CODE.test(name)) continue
        const stem = name.slice(0, name.lastIndexOf('.'))
        const others = found.byStem.get(stem)
        if (others) others.push(name)
        else found.byStem.set(stem, [name])
      }
      this.#folders.set(folder, found)
    }
    return found
  }

  #isAlias(specifier: string): boolean {
    return this.aliases.some((alias) => specifier === alias || specifier.startsWith(alias.replace(/\/?$/, '/')))
  }

  /** Whether a package is stored in a `node_modules` folder rather than linked there. */
  #isInstalled(folder: string, specifier: string): boolean {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0]
    if (name === undefined || name.startsWith('#')) return false
    const key = `${folder}\0${name}`
    let installed = this.#installed.get(key)
    if (installed === undefined) {
      const at = `${folder}/node_modules/${name}`
      const parent = path.posix.dirname(folder)
      if (existsSync(at)) installed = /[\\/]node_modules[\\/]/.test(realpathSync(at))
      else installed = parent !== folder && this.#isInstalled(parent, specifier)
      this.#installed.set(key, installed)
    }
    return installed
  }

  #read(file: string): { says: boolean; specifiers: string[] } {
    let known = this.#files.get(file)
    if (!known) {
      const text = this.textOf(file) ?? readText(file)
      const says = /cach/i.test(text)
      this.#files.set(file, (known = { says, specifiers: says ? [] : exportedAgain(text) }))
    }
    return known
  }
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'))

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It was removed after its folder was listed; the bundler reports that.
    return ''
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The quoted string at an offset, after whitespace. */
function quotedAt(text: string, offset: number): string | undefined {
  const at = skipSpace(text, offset)
  const quote = text[at]
  const end = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1
  return end > at + 1 ? text.slice(at + 1, end) : undefined
}

function skipSpace(text: string, offset: number): number {
  let at = offset
  while (text.charCodeAt(at) <= 32) at++
  return at
}

/** Whether a text may export something that it doesn't declare there: `export *`, `export {`, `export default name`. */
function mayExportAgain(text: string): boolean {
  for (let at = text.indexOf('export'); at >= 0; at = text.indexOf('export', at + 6))
    if (/[*{dt]/.test(text.charAt(skipSpace(text, at + 6)))) return true
  return false
}

/** The specifiers that a file re-exports from. */
function exportedAgain(text: string): string[] {
  if (!text.includes('from') || !mayExportAgain(text)) return []
  const specifiers = new Set([...text.matchAll(RE_EXPORT)].map((match) => match[2]!))
  let imports: Map<string, string> | undefined
  for (const [, list, single] of text.matchAll(EXPORTED)) {
    for (const name of list === undefined ? [single!] : list.split(',').map((item) => item.trim().split(/\s/)[0]!)) {
      const specifier = (imports ??= findImports(text)).get(name)
      if (specifier !== undefined) specifiers.add(specifier)
    }
  }
  return [...specifiers]
}
