/**
 * What a bundler was told that gives code another meaning, as data that JSON can hold: part of what results are made of, and
 * kept for the command line. Each adapter fills in what its bundler has, defaults included; what is missing is unknown
 * or does not exist there.
 */
export interface BuildSettings {
  /** Names and member chains, such as `process.env.NODE_ENV`, with the JavaScript that replaces them. */
  define?: Record<string, string>
  /** Absolute paths of modules whose exports stand for free names: esbuild's `inject`. */
  inject?: string[]
  /** Free names, or member chains, that stand for an export of a module; `*` is the module itself. */
  provide?: Record<string, { from: string; name: string }>
  /** For `exports` in a package.json, in addition to `default` and to `import` or `require`. */
  conditions?: string[]
  /** Tried in this order where a package has no `exports`. */
  mainFields?: string[]
  /** Fields of a package.json that lead modules elsewhere: `browser`. */
  aliasFields?: string[]
  /** Tried in this order where an import names no file. */
  extensions?: string[]
  /** By the extension that an import has, those that the file may have. */
  extensionAlias?: Record<string, string[]>
  /** In the order of the bundler; the first rule that matches counts. */
  alias?: AliasRule[]
  preserveSymlinks?: boolean
  /** Labels whose statements are removed. */
  dropLabels?: string[]
  /** `console`, `debugger`. */
  drop?: string[]
  jsx?: JsxSettings
  /** Absolute path of the tsconfig that counts for all files; `false` where none does. Otherwise each file has its nearest. */
  tsconfig?: string | false
  /** `compilerOptions` that come before those of a tsconfig file. */
  compilerOptions?: Record<string, unknown>
  target?: string[]
  /** Whether functions and classes keep their `name` where the bundler renames them. */
  keepNames?: boolean
  mode?: string
  platform?: string
  /** The other plugins, by name and in order: they may do to code what no setting here tells. */
  plugins?: string[]
}

export interface AliasRule {
  /** A name, which stands for itself and for all below it; with `exact`, for itself alone; with `flags`, a regular expression. */
  find: string
  exact?: true
  flags?: string
  /** Tried in this order. None: an empty module stands there. */
  to: string[]
}

export interface JsxSettings {
  /** `transform`, `automatic` or `preserve`. */
  mode?: string
  importSource?: string
  factory?: string
  fragment?: string
  development?: boolean
}

/** Without what is `undefined` or empty, and with names in order: equal settings have equal JSON. */
export function plainSettings(settings: { [Name in keyof BuildSettings]: BuildSettings[Name] | undefined }): BuildSettings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined && !isEmpty(value))
  return JSON.parse(JSON.stringify(Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))))) as BuildSettings
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Plugins that import names into the modules that use them without declaring them. */
const IMPORTS_NAMES = /auto-?import|unimport|nuxt:imports/

/** Whether a name that a module uses may get its meaning from the build. */
export function mayDeclare({ define, provide, inject, plugins }: BuildSettings, name: string): boolean {
  return (
    [define, provide].some((names) => names !== undefined && Object.hasOwn(names, name)) ||
    inject !== undefined ||
    plugins?.some((plugin) => IMPORTS_NAMES.test(plugin)) === true
  )
}
