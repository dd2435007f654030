import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { CALL_PATTERN } from '../filter.js'
import type { Resolved } from '../surroundings/resolve-imports.js'
import { findImportedCalls, findImports } from './imported-calls.js'

export type Resolve = (from: string, specifier: string) => Resolved

export interface Lead {
  /** Whether a call of the module may be one of a cacher; `undefined` where only the resolver can tell. */
  leads: boolean | undefined
  /** Files that were asked: where one of them changes, so may the answer. */
  files: string[]
}

const CODE = /\.[cm]?[jt]sx?$/
const NOWHERE: Lead = { leads: false, files: [] }
const RE_EXPORT = /\bexport\b\s*(?:type\s*)?(?:\*|\{[^}]*\})[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1/g
const EXPORTED = /\bexport\b\s*(?:\{([^}]*)\}|default\s+([^\s;({]+))/g

/**
 * Which files may export a cacher: those that say "cach", and those that export something of such a file again. Looked at for
 * modules that say it nowhere themselves. Remembers until it is told to forget; it parses nothing, and loads no
 * resolver for relative imports and installed packages.
 */
export class CacherPlaces {
  readonly #folders = new Map<string, string[]>()
  readonly #files = new Map<string, { says: boolean; specifiers: string[] }>()
  readonly #installed = new Map<string, boolean>()

  /** `aliases` are names that a bundler leads elsewhere. */
  constructor(private readonly aliases: readonly string[] = []) {}

  forget(): void {
    this.#folders.clear()
    this.#files.clear()
    this.#installed.clear()
  }

  /** `file` is absolute, with `/`. */
  look(file: string, text: string, resolve?: Resolve): Lead {
    if (!CALL_PATTERN.test(text)) return NOWHERE
    const calls = findImportedCalls(text)
    if (calls.size === 0) return NOWHERE
    const asked = new Set<string>()
    const work = [...calls].map((specifier) => ({ from: file, specifier }))
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

  /** The files that an import may mean: every file of that name, whatever its ending, for a relative one. */
  #candidates(from: string, specifier: string, resolve: Resolve | undefined): string[] | undefined {
    if (/^\.{1,2}(?:\/|$)/.test(specifier) && !this.#isAlias(specifier)) {
      const found = this.#named(path.posix.join(path.posix.dirname(from), specifier.replace(/[?#].*$/, '')))
      if (found) return found
    } else if (/^(?:node|https?|data|blob):/.test(specifier)) return []
    else if (!this.#isAlias(specifier) && this.#isInstalled(path.posix.dirname(from), specifier)) return []
    if (!resolve) return undefined
    const resolved = resolve(from, specifier)
    return resolved.kind === 'code' ? [resolved.file] : []
  }

  /** `undefined` for a folder with a manifest of its own, which may name any file. */
  #named(target: string): string[] | undefined {
    const folder = path.posix.dirname(target)
    const stem = path.posix.basename(target).replace(/\.[cm]?jsx?$/, '')
    const files = this.#list(folder)
      .filter((name) => CODE.test(name) && (name === path.posix.basename(target) || name.replace(CODE, '') === stem))
      .map((name) => `${folder}/${name}`)
    if (files.length > 0) return files
    const inside = this.#list(target)
    if (inside.includes('package.json')) return undefined
    return inside.filter((name) => CODE.test(name) && name.replace(CODE, '') === 'index').map((name) => `${target}/${name}`)
  }

  #list(folder: string): string[] {
    let names = this.#folders.get(folder)
    if (!names) {
      try {
        names = readdirSync(folder)
      } catch {
        names = []
      }
      this.#folders.set(folder, names)
    }
    return names
  }

  #isAlias(specifier: string): boolean {
    return this.aliases.some((alias) => specifier === alias || specifier.startsWith(alias.replace(/\/?$/, '/')))
  }

  /** Held by a `node_modules` folder, not linked there. */
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
      let text = ''
      try {
        text = readFileSync(file, 'utf8')
      } catch {
        // It went away since its folder was listed; the bundler tells.
      }
      const says = /cach/i.test(text)
      this.#files.set(file, (known = { says, specifiers: says ? [] : exportedAgain(text) }))
    }
    return known
  }
}

/** Where the names come from that a file exports without declaring them. */
function exportedAgain(text: string): string[] {
  if (!text.includes('export')) return []
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
