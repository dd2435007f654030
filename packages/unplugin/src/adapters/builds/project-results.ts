import type { createProject, Project } from '../../identity/project.js'
import type { BuildSettings } from '../../surroundings/build-settings.js'
import { Surroundings } from '../../surroundings/surroundings.js'
import { TransformCache, type ModuleResult, type ResultKind } from '../../build-cache/transform-cache.js'
import type { ResolvedOptions } from '../../resolve-options.js'
import { AskedImports } from './asked-imports.js'
import type { rewriteTagged, rewriteUntagged, RewrittenModule } from '../../transform.js'

/** Computes results. Loading it takes longer than checking most stored results. */
export interface Compiler {
  rewriteTagged: typeof rewriteTagged
  rewriteUntagged: typeof rewriteUntagged
  createProject: typeof createProject
}

type ProjectOptions = Pick<ResolvedOptions, 'root' | 'alias' | 'strict'>

/** The results for one project's tagged modules: stored results that are still valid, otherwise new ones from the compiler. */
export class ProjectResults {
  readonly surroundings: Surroundings
  readonly cache: TransformCache
  readonly imports: AskedImports
  private project: Project | undefined

  constructor(
    private readonly options: ProjectOptions,
    settings: BuildSettings = {},
  ) {
    this.surroundings = new Surroundings(options.root, options.alias, settings)
    this.imports = new AskedImports(this.surroundings)
    this.cache = new TransformCache(this.surroundings, { ...options, settings })
  }

  /** The compiler compares the texts, unless an earlier build did. */
  async meansTheSame(file: string, own: string, made: string): Promise<boolean> {
    this.cache.read()
    const texts = this.surroundings.files.made
    const [before, after] = [Buffer.from(own), Buffer.from(made)]
    if (!texts.isKnown(before, after)) texts.compare ??= (await import('../../transform.js')).meanTheSame
    return texts.isSame(file, before, after)
  }

  /** `asked` is the time of the request (`performance.now()`); files examined since then are not examined again. */
  make(
    file: string,
    code: string,
    compiler: Compiler,
    kind: ResultKind = 'tagged',
    asked = performance.now(),
  ): ModuleResult | undefined {
    return this.surroundings.answer(asked, () => this.makeAnew(file, code, compiler, kind))
  }

  private makeAnew(file: string, code: string, compiler: Compiler, kind: ResultKind): ModuleResult | undefined {
    const { surroundings, cache } = this
    const { root, alias, strict } = this.options
    const project = (this.project ??= compiler.createProject({ root, alias, surroundings }))
    const { generation } = cache
    const rewrite = kind === 'tagged' ? compiler.rewriteTagged : compiler.rewriteUntagged
    const rewritten = rewrite(code, file, { root, alias, strict, project, settings: surroundings.settings })
    const result = rewritten && plainResult(rewritten)
    cache.keep(file, code, result, generation, kind)
    return result
  }
}

function plainResult({ code, map, diagnostics, watchFiles, meetsValues }: RewrittenModule): ModuleResult {
  return { code, ...(map && { map: { ...map } }), diagnostics, watchFiles, ...(meetsValues && { meetsValues: true as const }) }
}
