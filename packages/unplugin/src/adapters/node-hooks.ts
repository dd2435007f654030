import { createRequire, type LoadFnOutput } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compiledByLoader, TagError } from '../errors.js'
import { mayHoldTag } from '../filter.js'
import { formatDiagnostic } from '../format-diagnostic.js'
import { CacherPlaces } from '../find/cacher-places.js'
import { readIfThere, withSlashes } from '../surroundings/source-files.js'
import type { ModuleResult } from '../kept/kept-results.js'
import { resolveOptions } from '../resolve-options.js'
import type { Diagnostic } from '../stages.js'
import { withInlineMap } from './inline-map.js'
import { MetFiles } from './met-files.js'
import { MissingRuntime } from './missing-runtime.js'
import { moduleFilter, takes } from './module-filter.js'
import { ProjectResults, type Compiler } from './project-results.js'

const TYPESCRIPT = /\.[cm]?tsx?$/

const SETTINGS = { conditions: ['node', 'module-sync', 'node-addons'], mainFields: ['main'], platform: 'node' }

/** What Node loads, with its tagged functions rewritten. All at once, since `require` cannot wait. */
export class NodeModules {
  private readonly options = resolveOptions()
  private readonly filter = moduleFilter(this.options).id
  private readonly places = new CacherPlaces()
  private readonly results = new ProjectResults(this.options, SETTINGS)
  private readonly met = new MetFiles({ ...this.options, tool: 'node', settings: SETTINGS, whole: false })
  private readonly missing = new MissingRuntime()
  private isSaving = false
  private isLoadingCompiler = false

  constructor(private readonly warn: (message: string, code: string) => void) {}

  rewrite(url: string, loaded: LoadFnOutput): LoadFnOutput {
    const { source, format } = loaded
    // Node before 22.15 reads CommonJS modules itself, behind the hooks.
    if (source === null || source === undefined || !url.startsWith('file:') || this.isLoadingCompiler) return loaded
    const file = withSlashes(fileURLToPath(url))
    if (!takes(this.filter, file)) return loaded
    const given = textOf(source)
    const code =
      TYPESCRIPT.test(file) && !format?.endsWith('-typescript') ? (readIfThere(file)?.toString('utf8') ?? given) : given
    const result = this.resultOf(file, code)
    if (!result) return loaded
    this.met.add(file)
    const refusal = this.missing.refuse(file, code, this.options.root)
    const findings: Diagnostic[] =
      code === given
        ? [...(refusal ? [refusal] : []), ...result.diagnostics]
        : [{ ...compiledByLoader(), severity: 'error', file, line: 1, column: 1 }]
    this.report(findings, file, code)
    return { ...loaded, source: withInlineMap(result, file) }
  }

  /** For the next start. */
  save(): void {
    this.results.kept.save()
    if (!this.met.isSaved) this.met.save()
  }

  private resultOf(file: string, code: string): ModuleResult | undefined {
    const { resolver } = this.results.surroundings
    if (!mayHoldTag(code) && this.places.look(file, code, resolver.lookUp.bind(resolver)).leads !== true) return undefined
    const found = this.results.kept.find(file, code)
    if (found) return found.result
    const result = this.results.make(file, code, this.loadCompiler())
    this.saveSoon()
    return result
  }

  // Once for all modules that are loaded in this turn of the event loop.
  private saveSoon(): void {
    if (this.isSaving) return
    this.isSaving = true
    setImmediate(() => {
      this.isSaving = false
      this.save()
    })
  }

  /** When first asked for: a program whose results are all kept starts without it. */
  private loadCompiler(): Compiler {
    this.isLoadingCompiler = true
    try {
      return createRequire(import.meta.url)('@cachecache/unplugin/transform') as Compiler
    } finally {
      this.isLoadingCompiler = false
    }
  }

  /** Errors end the import of the module. */
  private report(findings: readonly Diagnostic[], file: string, code: string): void {
    const format = (found: Diagnostic) =>
      formatDiagnostic(found, found.file === file ? code : (readIfThere(found.file)?.toString('utf8') ?? ''))
    const errors = findings.filter(({ severity }) => severity === 'error')
    for (const found of findings) if (found.severity === 'warning') this.warn(format(found), found.code)
    if (errors.length > 0) throw new TagError(errors[0]!.code, errors.map(format).join('\n\n'))
  }
}

const textOf = (source: NonNullable<LoadFnOutput['source']>): string =>
  typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
