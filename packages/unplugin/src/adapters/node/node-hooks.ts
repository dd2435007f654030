import type { LoadFnOutput } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compiledByLoader } from '../../errors.js'
import { resolveOptions } from '../../resolve-options.js'
import { readIfThere, withSlashes } from '../../surroundings/source-files.js'
import type { Diagnostic } from '../../stages.js'
import { withInlineMap } from '../inline-map.js'
import { markMocks } from '../mocks.js'
import { ModulesAtOnce } from '../builds/modules-at-once.js'

const TYPESCRIPT = /\.[cm]?tsx?$/

const SETTINGS = { conditions: ['node', 'module-sync', 'node-addons'], mainFields: ['main'], platform: 'node' }

/** The modules that Node loads, with their tagged functions rewritten. */
export class NodeModules {
  private readonly modules: ModulesAtOnce

  constructor(warn: (message: string, code: string) => void) {
    this.modules = new ModulesAtOnce(resolveOptions(), { tool: 'node', settings: SETTINGS }, warn)
  }

  rewrite(url: string, loaded: LoadFnOutput): LoadFnOutput {
    const { source, format } = loaded
    // Node before 22.15 reads CommonJS modules itself, after the hooks.
    if (source === null || source === undefined || !url.startsWith('file:') || this.modules.isLoadingCompiler) return loaded
    const file = withSlashes(fileURLToPath(url))
    if (!this.modules.takes(file)) return loaded
    const loadedText = textOf(source)
    const code =
      TYPESCRIPT.test(file) && !format?.endsWith('-typescript') ? (readIfThere(file)?.toString('utf8') ?? loadedText) : loadedText
    const result = this.modules.resultOf(file, code)
    const mark = this.modules.mocks(file, loadedText) ? (text: string) => markMocks(text, file, isModule(format)) : undefined
    if (!result && mark) return { ...loaded, source: mark(loadedText) }
    if (!result) return code === loadedText ? this.known(file, code, loaded) : loaded
    const findings: Diagnostic[] =
      code === loadedText
        ? this.modules.findingsOf(file, code, result)
        : [{ ...compiledByLoader(), severity: 'error', file, line: 1, column: 1 }]
    this.modules.report(findings, file, code)
    return { ...loaded, source: withInlineMap(mark ? { ...result, code: mark(result.code) } : result, file) }
  }

  /** A module without tags, whose functions and classes may be registered. */
  private known(file: string, code: string, loaded: LoadFnOutput): LoadFnOutput {
    const result = this.modules.knownResultOf(file, code)
    return result ? { ...loaded, source: withInlineMap(result, file) } : loaded
  }

  /** For the next start. */
  save(): void {
    this.modules.save()
  }
}

/** `undefined` if Node hasn't decided yet. */
const isModule = (format: string | null | undefined): boolean | undefined =>
  format?.startsWith('module') || (format?.startsWith('commonjs') ? false : undefined)

const textOf = (source: NonNullable<LoadFnOutput['source']>): string =>
  typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
