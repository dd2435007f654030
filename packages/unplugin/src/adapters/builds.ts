import { existsSync } from 'node:fs'
import { findKeptFile } from '../kept/kept-file.js'
import type { ResolvedOptions } from '../resolve-options.js'
import type { BuildSettings } from '../surroundings/build-settings.js'
import { projectRoot } from '../surroundings/source-files.js'
import { MetFiles } from './met-files.js'
import type { ProjectResults } from './project-results.js'

/** What a bundler tells of itself once its configuration is resolved; the plugin's own options win. */
export interface BundlerConfiguration {
  root?: string | undefined
  alias?: Record<string, string>
  /** Its name, for people. */
  tool: string
  /** By environment; where the bundler has none, by `''`. */
  settings: Record<string, BuildSettings>
  /** Each build asks for all its modules. @default false */
  whole?: boolean
}

/** One set of settings: a bundler, or one of Vite's environments. */
class Build {
  readonly met: MetFiles
  opened: Promise<ProjectResults> | undefined

  constructor(
    private readonly options: ResolvedOptions,
    readonly settings: BuildSettings,
    { tool, whole = false }: BundlerConfiguration,
    environment: string,
  ) {
    const { root, alias } = options
    this.met = new MetFiles({ tool, whole, root, alias, settings, ...(environment !== '' && { environment }) })
  }

  open(): Promise<ProjectResults> {
    return (this.opened ??= import('./project-results.js').then(
      ({ ProjectResults }) => new ProjectResults(this.options, this.settings),
    ))
  }

  prepare(): void {
    const { options, settings } = this
    const file = this.opened ? undefined : findKeptFile(projectRoot(options.root), { ...options, settings })
    if (file === undefined || !existsSync(file)) return
    // What goes wrong is told to whoever asks for a module.
    void this.open().then(
      (results) => results.kept.read(),
      () => {},
    )
  }
}

/** The builds of one plugin instance, by environment. */
export class Builds {
  private readonly byEnvironment = new Map<string, Build>()

  constructor(
    readonly options: ResolvedOptions,
    private readonly bundler: BundlerConfiguration,
  ) {
    for (const name of Object.keys(bundler.settings)) this.of(name)
  }

  of(environment: string): Build {
    const { options, bundler } = this
    let build = this.byEnvironment.get(environment)
    if (!build) {
      const settings = bundler.settings[environment] ?? {}
      this.byEnvironment.set(environment, (build = new Build(options, settings, bundler, environment)))
    }
    return build
  }

  prepare(): void {
    for (const build of this.byEnvironment.values()) build.prepare()
  }

  forget(file: string | undefined): void {
    for (const { opened } of this.byEnvironment.values()) void opened?.then(({ surroundings }) => surroundings.forget(file))
  }

  /** Whether the plugin met a file with tags: now, or in a build on record. */
  async metFiles(): Promise<(file: string) => boolean> {
    const { readBuildRecords } = await import('../kept/build-records.js')
    const records = readBuildRecords(this.options.root)
    const files = new Set(records.flatMap(({ root, tagged }) => tagged.map((name) => `${root}/${name}`)))
    return (file) => files.has(file) || [...this.byEnvironment.values()].some(({ met }) => met.has(file))
  }

  async save(): Promise<void> {
    for (const { opened, met } of this.byEnvironment.values()) {
      met.save()
      ;(await opened)?.kept.save()
    }
  }
}
