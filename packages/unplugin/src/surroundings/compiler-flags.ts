import { hash } from 'node:crypto'
import { createFilesMatcher, getTsconfig, parseTsconfig, type TsConfigResult } from 'get-tsconfig'
import path from 'node:path'
import { isStandardGlobal } from '../summary/values/builtins.js'
import type { BuildSettings } from './build-settings.js'
import type { SourceFiles } from './source-files.js'
import { withSlashes } from './source-files.js'

type Options = NonNullable<TsConfigResult['config']['compilerOptions']>
interface Governing {
  file: string | undefined
  options: Options
  fingerprint?: string
}

/** Features in code whose meaning depends on compiler settings. */
export interface Features {
  fields: boolean
  decorators: boolean
  jsx: boolean
}

/** The tsconfig settings that change what code does, for one file. */
export class CompilerFlags {
  private readonly byFolder = new Map<string, TsConfigResult | null>()
  private readonly byFile = new Map<string, Governing>()
  /** Files that were read, so that edits are detected. */
  private readonly read = new Set<string>()
  private readonly extended = new Map<string, string[]>()

  constructor(
    private readonly files: SourceFiles,
    private readonly settings: BuildSettings = {},
  ) {}

  /** Bundler settings that apply to all code: dropped labels and calls, other names for members, and replacements of language features. */
  describeBuild(): string {
    const { define = {}, drop, dropLabels, keepNames, mangle } = this.settings
    const replaced = Object.entries(define).filter(
      ([name]) => isStandardGlobal(name.split('.')[0]!) && !/^(process|import\.meta)\.env\b/.test(name),
    )
    const counted = { ...(replaced.length > 0 ? { replaced } : {}), drop, dropLabels, keepNames: keepNames || undefined, mangle }
    const text = JSON.stringify(counted)
    return text === '{}' ? '' : text
  }

  clear(): void {
    this.byFolder.clear()
    this.byFile.clear()
    this.read.clear()
    this.extended.clear()
  }

  /** Detects edits of the configuration. */
  check(): void {
    for (const file of this.read) this.files.read(file)
  }

  /** The tsconfig that applies to a file, for watching. */
  configOf(file: string): string | undefined {
    return this.governing(file).file
  }

  /** A tsconfig and the local files that it extends. */
  sourcesOf(config: string): string[] {
    return [config, ...(this.extended.get(config) ?? [])]
  }

  /** Changes when another configuration applies to a file, or when the same one changes. */
  fingerprintOf(file: string): string {
    const governing = this.governing(file)
    const sources = governing.file === undefined ? [] : this.sourcesOf(governing.file)
    return (governing.fingerprint ??= hash('sha256', JSON.stringify([sources, governing.options]), 'base64url'))
  }

  optionsOf(file: string): Options {
    return this.governing(file).options
  }

  /** Covers only the features that the code uses, so that no other setting changes a version. */
  describe(file: string, features: Features, jsxPragmas: string): string {
    const options = this.governing(file).options
    const typed = /\.[cm]?tsx?$/.test(file)
    const parts: string[] = []
    if (features.fields && typed) parts.push(`useDefineForClassFields=${definesFields(options)}`)
    if (features.decorators && typed) {
      parts.push(
        `experimentalDecorators=${!!options.experimentalDecorators} emitDecoratorMetadata=${!!options.emitDecoratorMetadata}`,
      )
    }
    if (features.jsx) {
      const { jsx, jsxImportSource, jsxFactory, jsxFragmentFactory, reactNamespace } = options
      parts.push(
        `jsx=${JSON.stringify([jsx ?? '', jsxImportSource ?? '', jsxFactory ?? '', jsxFragmentFactory ?? '', reactNamespace ?? '', jsxPragmas])}`,
      )
    }
    return parts.join(' ')
  }

  private governing(file: string): Governing {
    const known = this.byFile.get(file)
    if (known) return known
    const folder = path.posix.dirname(file)
    let config = this.byFolder.get(folder)
    if (config === undefined) this.byFolder.set(folder, (config = this.nearest(folder)))
    const found = config ? (this.referenced(config, file) ?? config) : undefined
    const options = {
      ...found?.config.compilerOptions,
      ...jsxOptions(this.settings.jsx),
      ...this.settings.compilerOptions,
    } as Options
    const governing = { file: found && withSlashes(found.path), options }
    this.byFile.set(file, governing)
    return governing
  }

  private nearest(folder: string): TsConfigResult | null {
    try {
      const found = getTsconfig(folder)
      if (found) this.note(found.path)
      return found
    } catch {
      // The compiler reports a broken tsconfig.
      return null
    }
  }

  /** A solution's tsconfig has no files of its own and refers to other projects. */
  private referenced(config: TsConfigResult, file: string): TsConfigResult | undefined {
    if (!config.config.references || createFilesMatcher(config)(file)) return undefined
    for (const reference of config.config.references) {
      const at = path.resolve(path.dirname(config.path), reference.path)
      const target = at.endsWith('.json') ? at : path.join(at, 'tsconfig.json')
      try {
        const parsed = { path: target, config: parseTsconfig(target) } as TsConfigResult
        this.note(target)
        if (createFilesMatcher(parsed)(file)) return parsed
      } catch {
        continue
      }
    }
    return undefined
  }

  // Includes the files that it extends; `extends` is read here only for watching.
  private note(config: string, by: string = config): void {
    const file = withSlashes(config)
    if (by !== config) this.extended.set(withSlashes(by), [...(this.extended.get(withSlashes(by)) ?? []), file])
    if (this.read.has(file)) return
    this.read.add(file)
    const text = this.files.read(file)?.toString('utf8') ?? ''
    for (const [, specifier] of text.matchAll(/"extends"\s*:\s*\[?\s*"([^"]+)"/g)) {
      if (specifier?.startsWith('.')) {
        const target = path.posix.resolve(path.posix.dirname(file), specifier)
        this.note(target.endsWith('.json') ? target : `${target}.json`, by)
      }
    }
  }
}

/** The bundler's JSX settings override those of a tsconfig. */
function jsxOptions(jsx: BuildSettings['jsx']): Options {
  if (!jsx) return {}
  const { mode, importSource, factory, fragment } = jsx
  return {
    ...(mode === 'automatic' ? { jsx: 'react-jsx' } : mode === 'transform' && factory !== undefined ? { jsx: 'react' } : {}),
    ...(importSource !== undefined ? { jsxImportSource: importSource } : {}),
    ...(factory !== undefined ? { jsxFactory: factory } : {}),
    ...(fragment !== undefined ? { jsxFragmentFactory: fragment } : {}),
  }
}

// TypeScript's default depends on the target; bundlers treat a missing target as the newest.
function definesFields(options: Options): boolean {
  if (options.useDefineForClassFields !== undefined) return options.useDefineForClassFields
  const target = options.target?.toLowerCase()
  if (target === undefined || target === 'esnext') return true
  const year = /^es(\d{4})$/.exec(target)?.[1]
  return year !== undefined && Number(year) >= 2022
}
