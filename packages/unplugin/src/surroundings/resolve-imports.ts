import { existsSync, realpathSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import path from 'node:path'
import type { ResolverFactory } from 'oxc-resolver'
import type { AliasRule, BuildSettings, LedImport } from './build-settings.js'
import { withSlashes } from './source-files.js'

// Loaded with `require`: for an `import` of a CommonJS module, Node would first scan its text for export names.
const oxc = createRequire(import.meta.url)('oxc-resolver') as typeof import('oxc-resolver')

/** Where an import leads. */
export type Resolved =
  | { kind: 'code'; file: string }
  /** JSON, text, images, and code imported as text. */
  | { kind: 'asset'; file: string; raw: boolean }
  | { kind: 'package'; file: string }
  | { kind: 'builtin'; name: string }
  | { kind: 'library' }
  | { kind: 'foreign'; name: string }
  /** `led`: by a plugin of the bundler, to what isn't a file of the bundle. */
  | { kind: 'missing'; specifier: string; unbuilt: boolean; led?: string }

const CODE = /\.[cm]?[jt]sx?$/
const DECLARATION = /\.d\.[cm]?ts$/
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
// Conditions of a bundler for Node, whichever bundler runs: all bundlers must derive the same version.
const CONDITIONS = ['import', 'module', 'node', 'default']

export class ImportResolver {
  private readonly resolver: ResolverFactory
  private readonly sources: ResolverFactory
  /** By file, the specifiers that were followed. A stored result has to resolve them again. */
  readonly asked = new Map<string, Set<string>>()
  /** The files in which another specifier was followed since this list was last emptied. */
  readonly grown: string[] = []
  /** By file and specifier, where the bundler's plugins lead an import that would otherwise lead elsewhere. */
  private readonly led = new Map<string, Resolved>()
  /** If the bundler is asked too: imports that something was derived from, and those followed since the list was last emptied. */
  asker: { used: Set<string>; followed: [from: string, specifier: string][] } | undefined
  private readonly known = new Map<string, Resolved>()
  private readonly missing = new Map<string, { from: string; specifier: string }>()
  /** Aliases that are regular expressions. */
  private readonly patterns: AliasRule[]

  constructor(
    private readonly root: string,
    alias: Record<string, string>,
    /** The bundler's settings; otherwise the defaults of bundlers for Node. */
    settings: BuildSettings = {},
  ) {
    for (const [from, specifier, target] of settings.led ?? []) this.led.set(`${from}\0${specifier}`, target as Resolved)
    this.patterns = (settings.alias ?? []).filter(({ flags }) => flags !== undefined)
    const options = {
      conditionNames: settings.conditions ? [...settings.conditions, 'import', 'default'] : CONDITIONS,
      mainFields: settings.mainFields ?? ['module', 'main'],
      ...(settings.aliasFields?.length ? { aliasFields: settings.aliasFields.map((field) => [field]) } : {}),
      extensions: settings.extensions ? [...new Set([...settings.extensions, ...EXTENSIONS])] : EXTENSIONS,
      ...(settings.preserveSymlinks === true ? { symlinks: false } : {}),
      extensionAlias: settings.extensionAlias ?? {
        '.js': ['.js', '.ts', '.tsx'],
        '.jsx': ['.jsx', '.tsx'],
        '.mjs': ['.mjs', '.mts'],
        '.cjs': ['.cjs', '.cts'],
      },
      tsconfig: 'auto' as const,
      builtinModules: true,
      alias: {
        ...byName(settings.alias),
        ...Object.fromEntries(
          Object.entries(alias).map(([name, target]) => [
            name.replace(/(?<=.)\/$/, ''),
            [/^\.{1,2}(\/|$)/.test(target) ? path.resolve(root, target) : target.replace(/(?<=.)\/$/, '')],
          ]),
        ),
      },
      ...(settings.fallback ? { fallback: byName(settings.fallback) } : {}),
      roots: [root],
      ...settings.lookup,
    }
    this.resolver = new oxc.ResolverFactory(options)
    // An unbuilt workspace package still refers to its sources in its types.
    this.sources = new oxc.ResolverFactory({
      ...options,
      conditionNames: ['types', 'source', 'development', ...options.conditionNames],
      mainFields: ['source', 'types', 'typings', ...options.mainFields],
    })
  }

  /** Called when the configuration or the tree of files has changed. */
  clear(): void {
    this.known.clear()
    this.missing.clear()
    this.resolver.clearCache()
    this.sources.clearCache()
  }

  resolve(from: string, specifier: string): Resolved {
    let asked = this.asked.get(from)
    if (!asked) this.asked.set(from, (asked = new Set()))
    if (!asked.has(specifier)) {
      asked.add(specifier)
      this.grown.push(from)
      this.asker?.followed.push([from, specifier])
    }
    return this.lookUp(from, specifier)
  }

  /** For callers that don't store what they derive from it. */
  lookUp(from: string, specifier: string): Resolved {
    this.asker?.used.add(`${from}\0${specifier}`)
    return this.peek(from, specifier)
  }

  /** For callers that derive nothing from it. */
  peek(from: string, specifier: string): Resolved {
    return this.led.get(`${from}\0${specifier}`) ?? this.own(from, specifier)
  }

  /**
   * Notes where the bundler leads an import; `undefined` if where `own` says.
   * @returns whether something was derived from another target
   */
  lead(from: string, specifier: string, target: Resolved | undefined): boolean {
    const key = `${from}\0${specifier}`
    const before = this.led.get(key)
    if (target) this.led.set(key, target)
    else this.led.delete(key)
    return this.asker?.used.has(key) === true && JSON.stringify(before) !== JSON.stringify(target)
  }

  /** All of these, for the record of a build. */
  ledImports(): LedImport[] {
    return [...this.led].map(([key, target]) => [...(key.split('\0') as [string, string]), target])
  }

  /** Without the bundler's plugins. */
  own(from: string, specifier: string): Resolved {
    const key = `${from.slice(0, from.lastIndexOf('/'))}\0${specifier}`
    const known = this.known.get(key)
    if (known) return known
    const resolved = this.find(from, specifier)
    this.known.set(key, resolved)
    if (resolved.kind === 'missing') this.missing.set(key, { from, specifier })
    return resolved
  }

  /** Called when everything that was derived is dropped. */
  drop(): void {
    this.asked.clear()
    this.asker?.used.clear()
  }

  /** Resolves missing imports again; returns whether any was found. */
  recheckMissing(): boolean {
    if (this.missing.size === 0) return false
    this.resolver.clearCache()
    this.sources.clearCache()
    const appeared = [...this.missing].filter(([, { from, specifier }]) => this.find(from, specifier).kind !== 'missing')
    for (const [key] of appeared) {
      this.missing.delete(key)
      this.known.delete(key)
    }
    return appeared.length > 0
  }

  private find(from: string, specifier: string): Resolved {
    if (specifier.startsWith('@cachecache/')) return { kind: 'library' }
    const targets = this.targetsOf(specifier, from.slice(0, from.lastIndexOf('/'))).map((target) => this.findTarget(from, target))
    return targets.find(({ kind }) => kind !== 'missing') ?? targets[0]!
  }

  private findTarget(from: string, specifier: string): Resolved {
    if (/^(https?|data|blob):/.test(specifier)) return { kind: 'foreign', name: specifier }
    const plain = specifier.replace(/(?<=.)[?#].*$/, '')
    if (isBuiltin(plain)) return { kind: 'builtin', name: plain.startsWith('node:') ? plain : `node:${plain}` }
    const result = this.resolver.resolveFileSync(from, plain)
    if (result.builtin) return { kind: 'builtin', name: result.builtin.resolved }
    if (result.path !== undefined) return this.placeOf(withSlashes(result.path), plain !== specifier)
    return this.findSource(from, plain)
  }

  /** What the first matching pattern replaces a specifier by; otherwise the specifier. */
  private targetsOf(specifier: string, folder: string): string[] {
    for (const { find, flags, within, to } of this.patterns) {
      const pattern = new RegExp(find, flags)
      if (to.length > 0 && pattern.test(specifier) && (!within || new RegExp(...within).test(folder)))
        return to.map((target) => specifier.replace(new RegExp(find, flags), target))
    }
    return [specifier]
  }

  /** What kind of target a file is. */
  placeOf(file: string, raw: boolean): Resolved {
    const inside = file.startsWith(`${this.root}/`) ? file.slice(this.root.length) : file
    if (inside.includes('/node_modules/') && !raw) return { kind: 'package', file }
    if (CODE.test(file) && !DECLARATION.test(file) && !raw) return { kind: 'code', file }
    return { kind: 'asset', file, raw }
  }

  private findSource(from: string, specifier: string): Resolved {
    const workspace = workspaceFolder(from, specifier)
    if (workspace !== undefined) {
      const { path: found } = this.sources.resolveFileSync(from, specifier)
      if (found !== undefined && !DECLARATION.test(found)) return this.placeOf(withSlashes(found), false)
    }
    return { kind: 'missing', specifier, unbuilt: workspace !== undefined }
  }
}

const byName = (rules: readonly AliasRule[] = []): Record<string, (string | null)[]> =>
  Object.fromEntries(
    rules
      .filter(({ flags }) => flags === undefined)
      .map(({ find, exact, to }) => [`${find}${exact ? '$' : ''}`, to.length > 0 ? to : [null]]),
  )

/** The folder of a package that `node_modules` links to instead of containing it. */
function workspaceFolder(from: string, specifier: string): string | undefined {
  if (/^[./#]/.test(specifier)) return undefined
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  for (let folder = path.posix.dirname(from); ; folder = path.posix.dirname(folder)) {
    const candidate = `${folder}/node_modules/${name}`
    if (existsSync(candidate)) {
      const real = withSlashes(realpathSync(candidate))
      return real.includes('/node_modules/') ? undefined : real
    }
    if (path.posix.dirname(folder) === folder) return undefined
  }
}
