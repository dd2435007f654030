import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mayHoldTag } from '../filter.js'
import { CODE } from './module-filter.js'

/** Folders whose files are made, installed or hidden. */
const NO_SOURCE = /^(?:\.|node_modules$|dist$|out$|coverage$)/
/** Of more files a build does not wait. */
const MOST_FILES = 10_000
/** Some hosts tell of no build's begin and ask for a new look with each module. */
const SHORTEST_MS = 1_000

/** A bundler's settings speak of the plugin; that makes no tag. */
const PLUGIN = /(?:\b(?:import|require)\b[^'"`;]*['"`])?@cachecache\/unplugin[\w/.-]*/g

/** Characters of text that are held at once: more than nearly all projects have. */
const MOST_TEXT = 64e6
/** A clock tick of a coarse file system, or the clock of another machine that holds the files. */
const COARSEST_TICK_MS = 2_000

interface ScannedFile {
  /** As `mayHoldTag` says. */
  holdsTag: boolean
  /** The same, without what settings say of the plugin. */
  mayBeTagged: boolean
  /** When it was read, before that began. */
  at: number
  /** Of the second look: the first one asks no file for its times. */
  stamp: string | undefined
  /** Until the end of the build. */
  text: string | undefined
}

/**
 * Looks for tags in the files of a project, before their modules come up: what a tagged function meets may be made in a module
 * that is loaded before. Whoever looks at a file next takes over the text, so that no file is read twice.
 */
export class TaggedFiles {
  /** Moves with each look that finds another project than the one before. */
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

  /** From now on each file is looked at again. */
  forget(): void {
    this.isFresh = false
  }

  /** The texts are not needed any more. */
  drop(): void {
    for (const file of this.files?.values() ?? []) file.text = undefined
    this.held = 0
  }

  /** Files that may hold a tag; none where the project is too large to look through. */
  candidates(): readonly string[] {
    const files = this.scan()
    if (this.found?.files !== files) this.found = { files, tagged: taggedOf(files) }
    return this.found.tagged
  }

  /** All files that were looked at, with their text. */
  *texts(): Iterable<{ file: string; text: string }> {
    for (const file of this.scan().keys()) yield { file, text: this.textOf(file) }
  }

  textOf(file: string): string {
    return this.scan().get(file)?.text ?? readText(file)
  }

  get isScanned(): boolean {
    return this.isFresh && this.files !== undefined && this.files.size > 0
  }

  /** What a file held at the last look, for who decides nothing by it that an edit since then would make wrong. */
  glimpse(file: string): string | undefined {
    return this.isFresh ? this.files?.get(file)?.text : undefined
  }

  /** The same as of the text, which the look may have asked already. */
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
    // It went away since its folder was listed.
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
