import { existsSync } from 'node:fs'
import { findCacheFile } from '../../build-cache/cache-file.js'
import type { ResolvedOptions } from '../../resolve-options.js'
import { plainSettings, type BuildSettings } from '../../surroundings/build-settings.js'
import { projectRoot } from '../../surroundings/source-files.js'
import { MetFiles } from '../met-files.js'
import { moduleFilter, takes } from '../module-filter.js'
import { ModulesToKnow } from './modules-to-know.js'
import type { ProjectResults } from './project-results.js'
import { TaggedFiles } from './tagged-files.js'
import type { ModuleResult } from '../../build-cache/transform-cache.js'

/** A bundler's resolved configuration; the plugin's own options take precedence. */
export interface BundlerConfiguration {
  root?: string | undefined
  alias?: Record<string, string>
  /** The displayed name. */
  tool: string
  /** By environment; `''` if the bundler has no environments. */
  settings: Record<string, BuildSettings>
  /** Whether each build requests all its modules. @default false */
  whole?: boolean
  /** Whether an environment builds for browsers. @default by `platform` of its settings */
  forBrowsers?(environment: string): boolean
}

/** A build with one set of settings: of a bundler, or of one Vite environment. */
class Build {
  readonly met: MetFiles
  opened: Promise<ProjectResults> | undefined
  private results: ProjectResults | undefined
  private toKnow: ModulesToKnow | undefined
  private examined: { generation: number; done: Promise<void>; isDone: boolean } | undefined
  readonly isForBrowsers: boolean
  readonly settings: BuildSettings

  constructor(
    private readonly options: ResolvedOptions,
    configured: BuildSettings,
    { tool, whole = false, forBrowsers }: BundlerConfiguration,
    environment: string,
    private readonly files: TaggedFiles,
  ) {
    this.isForBrowsers = forBrowsers?.(environment) ?? configured.platform === 'browser'
    const platform = this.isForBrowsers ? 'browser' : configured.platform === 'browser' ? undefined : configured.platform
    const settings = (this.settings = plainSettings({ ...configured, platform }))
    const { root, alias } = options
    const plugins = () => ({
      led: this.results?.surroundings.resolver.ledImports().toSorted(),
      made: this.results?.surroundings.files.made.records(),
    })
    this.met = new MetFiles({ tool, whole, root, alias, settings, plugins, ...(environment !== '' && { environment }) })
  }

  /** The modules without tags that must be rewritten, known once `rewrite` has processed all files that may have a tag. */
  async modulesToKnow(rewrite: (file: string, code: string) => Promise<ModuleResult | undefined>): Promise<ModulesToKnow> {
    const { resolver } = (await this.open()).surroundings
    this.toKnow ??= new ModulesToKnow(this.files, resolver.lookUp.bind(resolver))
    const candidates = this.files.candidates()
    if (this.examined?.generation !== this.files.generation) {
      const { generation } = this.files
      this.examined = { generation, isDone: false, done: this.examine(candidates, this.toKnow, rewrite) }
    }
    const { examined } = this
    await examined.done
    examined.isDone = true
    return this.toKnow
  }

  /** Whether a module without tags may have to be rewritten, as far as is known now. */
  mayKnow(file: string, code: string): boolean {
    if (this.isForBrowsers) return false
    const isDone = this.examined?.isDone === true && this.examined.generation === this.files.generation
    return !isDone || this.toKnow!.wants(file, code)
  }

  forget(file: string | undefined): void {
    void this.opened?.then(({ surroundings, imports }) => {
      surroundings.forget(file)
      imports.forget()
    })
  }

  /** Records the result for a module that may be tagged. */
  note(file: string, result: ModuleResult | undefined): void {
    this.toKnow?.note(file, result)
  }

  private async examine(
    candidates: readonly string[],
    toKnow: ModulesToKnow,
    rewrite: (file: string, code: string) => Promise<ModuleResult | undefined>,
  ): Promise<void> {
    toKnow.forget()
    for (const file of candidates) toKnow.note(file, await rewrite(file, this.files.textOf(file)))
  }

  open(): Promise<ProjectResults> {
    return (this.opened ??= import('./project-results.js').then(
      ({ ProjectResults }) => (this.results = new ProjectResults(this.options, this.settings)),
    ))
  }

  prepare(): void {
    const { options, settings } = this
    const file = this.opened ? undefined : findCacheFile(projectRoot(options.root), { ...options, settings })
    if (file === undefined || !existsSync(file)) return
    // An error is reported to the caller that requests a module.
    void this.open().then(
      (results) => results.cache.read(),
      () => {},
    )
  }
}

/** The builds of one plugin instance, by environment. */
export class Builds {
  private readonly byEnvironment = new Map<string, Build>()
  readonly files: TaggedFiles
  private hadTags = false

  constructor(
    readonly options: ResolvedOptions,
    private readonly bundler: BundlerConfiguration,
  ) {
    const { id } = moduleFilter(options)
    this.files = new TaggedFiles(projectRoot(options.root), (file) => takes(id, file))
    for (const name of Object.keys(bundler.settings)) this.of(name)
  }

  of(environment: string): Build {
    const { options, bundler } = this
    let build = this.byEnvironment.get(environment)
    if (!build) {
      const settings = bundler.settings[environment] ?? bundler.settings[''] ?? {}
      this.byEnvironment.set(environment, (build = new Build(options, settings, bundler, environment, this.files)))
    }
    return build
  }

  /** Whether the project has, or had, a file with tags. */
  get hasTags(): boolean {
    return (this.hadTags ||= this.files.candidates().length > 0)
  }

  /** Whether they run only tests. */
  get areTests(): boolean {
    return this.bundler.tool === 'vitest'
  }

  get areForBrowsers(): boolean {
    return [...this.byEnvironment.values()].every(({ isForBrowsers }) => isForBrowsers)
  }

  mayKnow(file: string, code: string): boolean {
    return [...this.byEnvironment.values()].some((build) => build.mayKnow(file, code))
  }

  prepare(): void {
    for (const build of this.byEnvironment.values()) build.prepare()
  }

  forget(file: string | undefined): void {
    this.files.forget()
    for (const build of this.byEnvironment.values()) build.forget(file)
  }

  /** Whether the plugin encountered a file with tags, now or in a recorded build. */
  async metFiles(): Promise<(file: string) => boolean> {
    const { readBuildRecords } = await import('../../build-cache/build-records.js')
    const records = readBuildRecords(this.options.root)
    const files = new Set(records.flatMap(({ root, tagged }) => tagged.map((name) => `${root}/${name}`)))
    return (file) => files.has(file) || [...this.byEnvironment.values()].some(({ met }) => met.has(file))
  }

  async save(): Promise<void> {
    this.files.drop()
    for (const { opened, met } of this.byEnvironment.values()) {
      met.save()
      ;(await opened)?.cache.save()
    }
  }
}
