import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs'
import path from 'node:path'
import { MadeTexts, type MadeText } from './made-texts.js'

interface KnownFile {
  content: Buffer | undefined
  stamp: string | undefined
  /** The round in which it was last found unchanged. */
  round: number
}

/** The clock tick of a coarse file system: a more recent time stamp may hide a second edit. */
const COARSEST_TICK_MS = 2_000

/** Changes when the file changes; none if the file doesn't exist. */
function stampOf(file: string): string | undefined {
  const stats = statsOf(file)
  if (!stats?.isFile()) return undefined
  const isStable = Date.now() - stats.mtimeMs > COARSEST_TICK_MS
  return isStable ? `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}` : 'fresh'
}

/** Plugins name virtual files as if they were inside the original file: in `page.md/block.ts`, `page.md` isn't a folder. */
export function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** The files that identities have read, checked against the disk once per round. */
export class SourceFiles {
  /** Incremented whenever a file turns out to have changed. */
  generation = 0
  round = 0
  private structural = false
  private began = -Infinity
  private asked: number | undefined
  private readonly files = new Map<string, KnownFile>()
  /** What the bundler's other plugins make of them. */
  readonly made = new MadeTexts()
  /** If the bundler is asked for that: the files that something was derived from, and those of them that were read since the list was last emptied. */
  asker: { used: Set<string>; read: string[] } | undefined

  /**
   * Starts a round: every file is checked again before it is used.
   * @returns `false` while a round continues that began after the request
   */
  startRound(): boolean {
    if (this.asked !== undefined && this.began > this.asked) return false
    this.round++
    this.began = performance.now()
    return true
  }

  /** Answers a request made at `asked` (`performance.now()`). Files checked since then are not checked again. */
  answer<T>(asked: number, work: () => T): T {
    const outer = this.asked
    this.asked = asked
    try {
      return work()
    } finally {
      this.asked = outer
    }
  }

  /** The content that counts: what other plugins make of the file. */
  read(file: string): Buffer | undefined {
    this.note(file)
    return this.made.over(file, this.readOwn(file))
  }

  /** Notes that something is derived from a file. */
  note(file: string): void {
    const { asker } = this
    if (!asker || asker.used.has(file)) return
    asker.used.add(file)
    asker.read.push(file)
  }

  /** What other plugins make of its content now. */
  madeOf(file: string): MadeText | undefined {
    return this.made.has(file) ? this.made.of(file, this.readOwn(file)) : undefined
  }

  /** Without what other plugins make of it. */
  readOwn(file: string): Buffer | undefined {
    const known = this.files.get(file)
    if (known?.round === this.round) return known.content
    const stamp = stampOf(file)
    if (known && stamp === known.stamp && stamp !== 'fresh') {
      known.round = this.round
      return known.content
    }
    const content = stamp === undefined ? undefined : readIfThere(file)
    const same = known !== undefined && sameContent(known.content, content)
    if (known && !same) {
      this.generation++
      // Files that were added or removed, and files that determine where imports lead.
      if (!content || !known.content || leadsImports(file)) this.structural = true
    }
    this.files.set(file, { content: same ? known.content : content, stamp, round: this.round })
    return this.files.get(file)!.content
  }

  /** Whether a change since the last call may have altered where imports lead. */
  takeStructural(): boolean {
    const { structural } = this
    this.structural = false
    return structural
  }

  /** Has the file read again on the next request. Its old content is retained, to detect whether it changed. */
  forget(file: string): void {
    const known = this.files.get(file)
    if (known) Object.assign(known, { stamp: 'fresh', round: -1 })
  }
}

/** Whether a file determines where imports of others lead. */
export const leadsImports = (file: string): boolean => /(package|[jt]sconfig[^/]*)\.json$/.test(file)

function sameContent(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.equals(b))
}

export function withSlashes(file: string): string {
  return file.replaceAll('\\', '/')
}

/** The canonical path of a project's folder. */
export const projectRoot = (root: string): string => realFile(withSlashes(path.resolve(root)))

/** The real path of a file after following links; the path itself if there is no such file. */
export function realFile(file: string): string {
  try {
    return withSlashes(realpathSync.native(file))
  } catch {
    return file
  }
}
