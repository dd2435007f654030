import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs'
import path from 'node:path'

interface KnownFile {
  content: Buffer | undefined
  stamp: string | undefined
  /** In this round it was seen to be as known. */
  round: number
}

/** A clock tick of a coarse file system: a stamp younger than that may hide a second edit. */
const COARSEST_TICK_MS = 2_000

/** Changes when the file changes; none where there is no such file. */
function stampOf(file: string): string | undefined {
  const stats = statsOf(file)
  if (!stats?.isFile()) return undefined
  const settled = Date.now() - stats.mtimeMs > COARSEST_TICK_MS
  return settled ? `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}` : 'fresh'
}

/** Plugins name what they cut out of a file as if it lay in it: `page.md/block.ts` has no folder. */
function statsOf(file: string): Stats | undefined {
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

/** The files that identities have read, checked against the disk once in each round. */
export class SourceFiles {
  /** Moves whenever a file turned out to have changed. */
  generation = 0
  round = 0
  private structural = false
  private began = -Infinity
  private asked: number | undefined
  private readonly files = new Map<string, KnownFile>()

  /**
   * From now on every file is looked at again before it is believed.
   * @returns `false` where a round goes on that began after the question
   */
  startRound(): boolean {
    if (this.asked !== undefined && this.began > this.asked) return false
    this.round++
    this.began = performance.now()
    return true
  }

  /** Answers a question that was asked at a time (of `performance.now()`): what was seen since then holds for it. */
  answer<T>(asked: number, work: () => T): T {
    const outer = this.asked
    this.asked = asked
    try {
      return work()
    } finally {
      this.asked = outer
    }
  }

  read(file: string): Buffer | undefined {
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
      // Files that come and go, and those that say where imports lead.
      if (!content || !known.content || /(package|[jt]sconfig[^/]*)\.json$/.test(file)) this.structural = true
    }
    this.files.set(file, { content: same ? known.content : content, stamp, round: this.round })
    return this.files.get(file)!.content
  }

  /** Whether, since it was last asked, a change may have moved where imports lead. */
  takeStructural(): boolean {
    const { structural } = this
    this.structural = false
    return structural
  }

  /** Reads it again when it is next asked for. What it held stays, to tell whether it changed. */
  forget(file: string): void {
    const known = this.files.get(file)
    if (known) Object.assign(known, { stamp: 'fresh', round: -1 })
  }
}

function sameContent(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.equals(b))
}

export function withSlashes(file: string): string {
  return file.replaceAll('\\', '/')
}

/** A project's folder as everything here names it. */
export const projectRoot = (root: string): string => realFile(withSlashes(path.resolve(root)))

/** The file's own path where a link leads to it; the path itself where there is no such file. */
export function realFile(file: string): string {
  try {
    return withSlashes(realpathSync.native(file))
  } catch {
    return file
  }
}
