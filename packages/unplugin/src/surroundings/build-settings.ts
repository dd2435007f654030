import type { Condition } from '../summary/conditions.js'
import type { MadeRecord } from './made-texts.js'

/**
 * The bundler settings that change the meaning of code, as plain JSON data. They are part of what results depend on, and are
 * stored for the command line. Each adapter fills in the settings that its bundler has, including defaults; a missing setting
 * is unknown or doesn't exist in that bundler.
 */
export interface BuildSettings {
  /** Names and member chains, such as `process.env.NODE_ENV`, with the JavaScript that replaces them. */
  define?: Record<string, string>
  /** Absolute paths of modules whose exports define free names: esbuild's `inject`. */
  inject?: string[]
  /** Free names or member chains that refer to a module's export; `*` is the module itself. */
  provide?: Record<string, { from: string; name: string }>
  /** Conditions for `exports` in a package.json, in addition to `default` and to `import` or `require`. */
  conditions?: string[]
  /** Tried in this order if a package has no `exports`. */
  mainFields?: string[]
  /** package.json fields that redirect modules: `browser`. */
  aliasFields?: string[]
  /** Tried in this order if an import doesn't name an existing file. */
  extensions?: string[]
  /** By the extension in an import: the extensions that the file may have. */
  extensionAlias?: Record<string, string[]>
  /** In the bundler's order; the first matching rule applies. */
  alias?: AliasRule[]
  /** Rules for names that nothing else resolves. */
  fallback?: AliasRule[]
  /** Other options of webpack's resolver. */
  lookup?: LookupSettings
  preserveSymlinks?: boolean
  /** Labels whose statements are removed. */
  dropLabels?: string[]
  /** `console`, `debugger`. */
  drop?: string[]
  /** Which members get other names, and which names those are. */
  mangle?: string
  jsx?: JsxSettings
  /** Absolute path of the tsconfig that applies to all files; `false` if none does. Otherwise each file uses its nearest. */
  tsconfig?: string | false
  /** `compilerOptions` that override those of a tsconfig file. */
  compilerOptions?: Record<string, unknown>
  target?: string[]
  /** Whether functions and classes keep their `name` if the bundler renames them. */
  keepNames?: boolean
  mode?: string
  /** `browser` only if the bundle is for browsers, whatever the bundler's default is. */
  platform?: string
  /** The host runs for long, and loads the modules of one program at different times. */
  reloads?: true
  /** By file and import, where plugins led the imports of a recorded build. */
  led?: LedImport[]
  /** What plugins made of the texts of files in a recorded build. */
  made?: MadeRecord[]
  /** The other plugins, by name and in order. They may change code in ways that no setting here shows. */
  plugins?: string[]
}

export type LedImport = [from: string, specifier: string, target: object]

export interface AliasRule {
  /** A name, which matches itself and everything below it; with `exact`, only itself; with `flags`, a regular expression. */
  find: string
  exact?: true
  flags?: string
  /** Only for imports of files in folders that match: the source and the flags of a regular expression. */
  within?: [source: string, flags: string]
  /** Tried in this order. If empty, the import resolves to an empty module. */
  to: string[]
}

/** Where webpack and Rspack look for files, by the names of their options. */
export interface LookupSettings {
  modules?: string[]
  mainFiles?: string[]
  exportsFields?: string[]
  importsFields?: string[]
  preferRelative?: boolean
  preferAbsolute?: boolean
  roots?: string[]
}

export interface JsxSettings {
  /** `transform`, `automatic` or `preserve`. */
  mode?: string
  importSource?: string
  factory?: string
  fragment?: string
  development?: boolean
}

/** Removes `undefined` and empty values and sorts names, so that equal settings have equal JSON. */
export function plainSettings(settings: { [Name in keyof BuildSettings]: BuildSettings[Name] | undefined }): BuildSettings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined && !isEmpty(value))
  return JSON.parse(JSON.stringify(Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))))) as BuildSettings
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Plugins that add imports for undeclared names. */
const IMPORTS_NAMES = /auto-?import|unimport|nuxt:imports/

/** Whether the build may define a name that a module uses. */
export function mayDeclare({ define, provide, inject, plugins }: BuildSettings, name: string): boolean {
  return (
    [define, provide].some((names) => names !== undefined && Object.hasOwn(names, name)) ||
    inject !== undefined ||
    plugins?.some((plugin) => IMPORTS_NAMES.test(plugin)) === true
  )
}

// Other values may be what webpack calls the version of a value that it makes later.
const FALSE = /^(?:false|null|undefined|void 0)$/
const TRUE = /^true$/

/**
 * Whether code never runs, since the bundler replaces a name of one of its conditions by a value. While a host runs for long, such a name
 * may be a global that changes.
 */
export const isNever = ({ define = {}, reloads }: BuildSettings, when: readonly Condition[]): boolean =>
  !reloads && when.some(({ name, is }) => Object.hasOwn(define, name) && (is ? FALSE : TRUE).test(define[name]!.trim()))
