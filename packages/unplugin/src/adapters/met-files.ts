import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { keepBuildRecord, type BuildRecord } from '../build-cache/build-records.js'
import { plainSettings, type BuildSettings } from '../surroundings/build-settings.js'
import { projectRoot } from '../surroundings/source-files.js'

/** A server encounters its files one by one and is ended by a signal, so the list is written soon after, in batches. */
const DELAY_MS = 300

export interface MetBuild extends Pick<BuildRecord, 'tool' | 'environment' | 'root' | 'alias' | 'settings'> {
  /** Each build requests all its modules, so the files of this build are complete. */
  whole: boolean
  /** What plugins have done to imports and texts, at the time of the call. */
  plugins?: () => { [Name in 'led' | 'made']: BuildSettings[Name] | undefined }
}

/** The files with tags that a plugin has encountered, for `cachecache doctor`. */
export class MetFiles {
  readonly #tagged = new Set<string>()
  readonly #root: string
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly build: MetBuild) {
    this.#root = projectRoot(build.root)
  }

  /** `file` is absolute, with `/`. */
  add(file: string): void {
    const name = path.posix.relative(this.#root, file)
    if (this.#tagged.has(name)) return
    this.#tagged.add(name)
    this.#timer ??= setTimeout(() => this.save(), DELAY_MS).unref()
  }

  has(file: string): boolean {
    return this.#tagged.has(path.posix.relative(this.#root, file))
  }

  get isSaved(): boolean {
    return this.#timer === undefined
  }

  save(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { tool, environment, alias, whole } = this.build
    const settings = plainSettings({ ...this.build.settings, ...this.build.plugins?.() })
    const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
    const tagged = [...this.#tagged].toSorted()
    const record = { tool, ...(environment && { environment }), root: this.#root, version, alias, settings, tagged }
    keepBuildRecord(record, (earlier) => (whole ? [] : earlier.filter((name) => existsSync(path.join(this.#root, name)))))
  }
}
