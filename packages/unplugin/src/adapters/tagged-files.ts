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

interface ScannedFile {
  stamp: string
  mayBeTagged: boolean
  /** Of the first look, until somebody else takes it. */
  text: string | undefined
}

/**
 * Looks for tags in the files of a project, before their modules come up: what a tagged function meets may be made in a module
 * that is loaded before. Whoever loads a file next takes over the text, so that no file is read twice.
 */
export class TaggedFiles {
  /** Moves with each look that finds another project than the one before. */
  generation = 0
  private files: Map<string, ScannedFile> | undefined
  private found: { files: ReadonlyMap<string, ScannedFile>; tagged: readonly string[] } | undefined
  private isFresh = false
  private lookedAt = -Infinity

  constructor(
    private readonly root: string,
    private readonly takes: (file: string) => boolean,
    private readonly most = MOST_FILES,
  ) {}

  /** From now on each file is looked at again. */
  forget(): void {
    this.isFresh = false
  }

  /** The texts that nobody took. */
  drop(): void {
    for (const file of this.files?.values() ?? []) file.text = undefined
  }

  /** Files that may hold a tag; none where the project is too large to look through. */
  candidates(): readonly string[] {
    const files = this.scan()
    if (this.found?.files !== files) this.found = { files, tagged: taggedOf(files) }
    return this.found.tagged
  }

  /** All files that were looked at, with their text. */
  *texts(): Iterable<{ file: string; text: string }> {
    for (const [file, { text }] of this.scan()) yield { file, text: text ?? readText(file) }
  }

  textOf(file: string): string {
    return this.scan().get(file)?.text ?? readText(file)
  }

  /** The text of a file, if it is as it was when it was looked at. */
  take(file: string): string | undefined {
    const known = this.files?.get(file)
    const text = known?.text
    if (known === undefined || text === undefined) return undefined
    known.text = undefined
    return known.stamp === stampOf(file) ? text : undefined
  }

  private scan(): Map<string, ScannedFile> {
    const earlier = this.files
    if (earlier && (this.isFresh || performance.now() - this.lookedAt < SHORTEST_MS)) return earlier
    this.isFresh = true
    this.lookedAt = performance.now()
    const files = this.look(earlier)
    const isSame = files.size === earlier?.size && [...files].every(([file, { stamp }]) => earlier.get(file)?.stamp === stamp)
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
        } else if (CODE.test(entry.name) && this.takes(file)) {
          const known = earlier?.get(file)
          const stamp = stampOf(file)
          found.set(file, known && known.stamp === stamp ? known : scanFile(file, stamp, earlier === undefined))
        }
      }
      if (found.size > this.most) return new Map()
    }
    return found
  }
}

const taggedOf = (files: ReadonlyMap<string, ScannedFile>): string[] =>
  [...files].filter(([, { mayBeTagged }]) => mayBeTagged).map(([file]) => file)

function scanFile(file: string, stamp: string, keep: boolean): ScannedFile {
  const text = readText(file)
  return { stamp, mayBeTagged: mayHoldTag(text) && mayHoldTag(text.replace(PLUGIN, '')), text: keep ? text : undefined }
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : ''
}

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
