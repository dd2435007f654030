import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mayHoldTag } from '../../filter.js'
import { CODE } from '../module-filter.js'

/** Folders of generated, installed or hidden files. */
const NO_SOURCE = /^(?:\.|node_modules$|dist$|out$|coverage$)/
/** A build doesn't wait for a scan of more files. */
const MOST_FILES = 10_000
/** Some hosts don't report the start of a build and request a new scan with each module. */
const SHORTEST_MS = 1_000

/** A bundler's configuration mentions the plugin, which isn't a tag. */
const PLUGIN = /(?:\b(?:import|require)\b[^'"`;]*['"`])?@cachecache\/unplugin[\w/.-]*/g

/** In characters: the most text held at once, more than nearly all projects have. */
const MOST_TEXT = 64e6
/** The clock tick of a coarse file system, or the clock difference to a file server. */
const COARSEST_TICK_MS = 2_000

interface ScannedFile {
  /** The result of `mayHoldTag`. */
  holdsTag: boolean
  /** The same, ignoring mentions of the plugin in configuration files. */
  mayBeTagged: boolean
  /** The time at which reading began. */
  at: number
  /** Set by the second scan; the first one reads no time stamps. */
  stamp: string | undefined
  /** Kept until the end of the build. */
  text: string | undefined
}

/**
 * Scans a project's files for tags before their modules are loaded: a module that is loaded earlier may create the values that
 * a tagged function receives. Later readers of a file take over the text, so that no file is read twice.
 */
export class TaggedFiles {
  /** Incremented by each scan that finds a change in the project. */
  generation = 0
  private files: Map<string, ScannedFile> | undefined
  private found: { files: ReadonlyMap<string, ScannedFile>; tagged: readonly string[] } | undefined
  private isFresh = false
  private lookedAt = -Infinity
  private held = 0

  constructor(
    private readonly root: string,
    private readonly takes: (file: string) => boolean,
    private readonly most = MOST_FILES,
  ) {}

  /** Has each file checked again. */
  forget(): void {
    this.isFresh = false
  }

  /** Drops the texts, which are no longer needed. */
  drop(): void {
    for (const file of this.files?.values() ?? []) file.text = undefined
    this.held = 0
  }

  /** Files that may contain a tag; none if the project is too large to scan. */
  candidates(): readonly string[] {
    const files = this.scan()
    if (this.found?.files !== files) this.found = { files, tagged: taggedOf(files) }
    return this.found.tagged
  }

  /** All scanned files, with their text. */
  *texts(): Iterable<{ file: string; text: string }> {
    for (const file of this.scan().keys()) yield { file, text: this.textOf(file) }
  }

  textOf(file: string): string {
    return this.scan().get(file)?.text ?? readText(file)
  }

  get isScanned(): boolean {
    return this.isFresh && this.files !== undefined && this.files.size > 0
  }

  /** The text of a file at the last scan, for decisions that a later edit can't invalidate. */
  glimpse(file: string): string | undefined {
    return this.isFresh ? this.files?.get(file)?.text : undefined
  }

  /** The same as `mayHoldTag` of the text, which the scan may have computed already. */
  mayHoldTag(file: string, text: string): boolean {
    const known = this.files?.get(file)
    return known !== undefined && known.text === text ? known.holdsTag : mayHoldTag(text)
  }

  private scan(): Map<string, ScannedFile> {
    const earlier = this.files
    if (earlier && (this.isFresh || performance.now() - this.lookedAt < SHORTEST_MS)) return earlier
    this.isFresh = true
    this.lookedAt = performance.now()
    const files = this.look(earlier)
    const isSame = files.size === earlier?.size && [...files].every(([file, known]) => earlier.get(file) === known)
    if (!isSame) this.generation++
    return (this.files = files)
  }

  private look(earlier: ReadonlyMap<string, ScannedFile> | undefined): Map<string, ScannedFile> {
    const found = new Map<string, ScannedFile>()
    const folders = [this.root]
    for (const folder of folders) {
      for (const entry of list(folder)) {
        const file = `${folder}/${entry.name}`
        if (entry.isDirectory()) {
          if (!NO_SOURCE.test(entry.name)) folders.push(file)
        } else if (CODE.test(entry.name) && this.takes(file)) found.set(file, this.lookAt(file, earlier?.get(file)))
      }
      if (found.size > this.most) return new Map()
    }
    return found
  }

  private lookAt(file: string, known: ScannedFile | undefined): ScannedFile {
    let stamp: string | undefined
    if (known) {
      const stats = statSync(file, { throwIfNoEntry: false })
      stamp = stats && `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}`
      const isOlder = stats !== undefined && Math.max(stats.mtimeMs, stats.ctimeMs) + COARSEST_TICK_MS < known.at
      if (known.stamp === undefined ? isOlder : known.stamp === stamp) return Object.assign(known, { stamp })
    }
    const at = Date.now()
    const text = readText(file)
    const holdsTag = mayHoldTag(text)
    const mayBeTagged = holdsTag && mayHoldTag(text.replace(PLUGIN, ''))
    this.held += text.length
    return { holdsTag, mayBeTagged, at, stamp, text: this.held > MOST_TEXT ? undefined : text }
  }
}

const taggedOf = (files: ReadonlyMap<string, ScannedFile>): string[] =>
  [...files].filter(([, { mayBeTagged }]) => mayBeTagged).map(([file]) => file)

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It was removed after its folder was listed.
    return ''
  }
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
