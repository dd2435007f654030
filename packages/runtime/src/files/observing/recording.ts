import { dirname, join, relative, sep } from 'node:path'
import type { FileDigests } from '../../backends/backend.js'
import { answerNow, describeStats, FIELDS, type Ask } from '../asks.js'
import { digestAhead, digestFile, looksSame } from '../digests.js'
import { ledgerOf } from '../ledger.js'
import { isAnswering } from '../network-mounts.js'
import { asItIs, lookAt, NAMES_PATHS, notice, type Noted } from './noted.js'
import { rootsOf } from '../paths.js'
import { raw } from './raw-fs.js'
import type { Recording, TraceContext } from './recordings.js'
import { display, type Roots } from '../roots.js'
import { warnOfFunction } from './seam.js'
import { encodeTrace, readTrace, type Answered } from '../trace.js'

/** The maximum number of file inputs. Checking a longer trace would take longer than most computations. */
const LIMIT = 100_000

interface Trouble {
  code: string
  message: string
  /** What the user can do about it. */
  advice?: string | undefined
}

let live = 0

/** Whether any body is being recorded. Called on every call of `node:fs`. */
export const isNoticing = (): boolean => live > 0

/** Records what one body asks of the disk, and what it writes. */
export class BodyRecording implements Recording {
  private readonly noted = new Map<string, Noted>()
  private readonly included = new Map<string, Answered>()
  /** By path: whether something existed before, and whether the current content was written entirely by the body. */
  private readonly written = new Map<string, { existed: boolean; whole: boolean }>()
  private readonly madeFolders: string[] = []
  private trouble: Trouble | undefined
  private ended = false
  /** This recording and the enclosing ones. */
  private readonly chain: readonly BodyRecording[]
  readonly ledger: FileDigests | undefined
  private readonly roots: Roots

  constructor(outer: BodyRecording | undefined, context: TraceContext) {
    live++
    this.chain = outer === undefined ? [this] : [this, ...outer.chain]
    this.roots = rootsOf(context)
    this.ledger = ledgerOf(context.backend)
  }

  /** Records a query of this body and of all enclosing bodies. */
  note(ask: Ask): Noted | undefined {
    if (!this.isAnswering(ask.path)) return undefined
    const key = keyOf(ask)
    let noted: Noted | undefined
    for (const at of this.chain) {
      if (at.ended || at.isOwn(ask.path)) continue
      const known = at.noted.get(key)
      if (known === undefined) at.add(key, (noted ??= notice(ask, this.ledger)))
      else if (at === this) noted = known
    }
    return noted
  }

  /** Records a file, or a folder and everything in it. */
  dependOn({ path, relative: isRelative }: { path: string; relative: boolean }): void {
    if (!this.isAnswering(path)) return
    const folder = { path, relative: isRelative, detail: 't' }
    if (lookAt(path)?.isDirectory() !== true) return void this.note({ ...folder, kind: 'content', detail: '' })
    this.note({ ...folder, kind: 'tree' })
    for (const entry of raw.readdirSync(path, { withFileTypes: true })) {
      const below = { path: join(path, entry.name), relative: isRelative }
      if (entry.isDirectory()) this.dependOn(below)
      else this.note({ ...below, kind: 'content', detail: '' })
    }
  }

  private add(key: string, noted: Noted): void {
    if (this.noted.size >= LIMIT) return this.spoil('too-many-files', `it reads more than ${LIMIT} files`)
    if (noted.ask.kind === 'content' && noted.before === '!SPECIAL')
      this.spoil('special-file', `it reads ${this.name(noted.ask.path)}, which is no regular file`)
    this.noted.set(key, noted)
  }

  /** Called before the body writes a file. `whole`: the write replaces all previous content. */
  write(path: string, whole: boolean): void {
    if (!this.isAnswering(path)) return
    for (const at of this.chain) {
      if (at.ended || at.written.has(path)) continue
      const existed = raw.lstatSync(path, { throwIfNoEntry: false }) !== undefined && !at.isBelowMade(path)
      at.written.set(path, { existed, whole: whole || !existed })
    }
  }

  /** Called before the body creates a folder, and possibly its parents. */
  makeFolder(path: string, withParents: boolean): void {
    if (!this.isAnswering(path)) return
    for (let folder = path; raw.lstatSync(folder, { throwIfNoEntry: false }) === undefined; folder = dirname(folder)) {
      for (const at of this.chain) {
        if (at.ended) continue
        if (!at.written.has(folder)) at.written.set(folder, { existed: false, whole: true })
        if (!at.written.get(folder)!.existed) at.madeFolders.push(folder + sep)
      }
      if (!withParents || dirname(folder) === folder) return
    }
  }

  /** Called after the body has created a folder with a generated name. */
  madeFolder(path: string): void {
    for (const at of this.chain) {
      at.written.set(path, { existed: false, whole: true })
      at.madeFolders.push(path + sep)
    }
  }

  /** Whether the body created what is at this path. */
  private isOwn(path: string): boolean {
    return this.written.get(path)?.whole === true || this.isBelowMade(path)
  }

  private isBelowMade(path: string): boolean {
    return this.madeFolders.some((folder) => path.startsWith(folder))
  }

  private readonly isNew = (path: string): boolean => this.written.get(path)?.existed === false || this.isBelowMade(path)

  /** Whether a network mount, if the file is on one, answers. Otherwise each look at the file would block the program. */
  private isAnswering(path: string): boolean {
    if (isAnswering(path)) return true
    this.spoil('mount-silent', `${this.name(path)} is on a mount that doesn't answer`)
    return false
  }

  /** Marks the result as not storable. `until`: this recording and the ones around it are not affected. */
  spoil(code: string, message: string, advice?: string, until?: BodyRecording): void {
    for (const at of this.chain) {
      if (at === until) return
      at.trouble ??= { code, message, advice }
    }
  }

  contains(other: Recording): boolean {
    return other instanceof BodyRecording && other.chain.includes(this)
  }

  knowsContent(path: string): boolean {
    return this.isOwn(path) || this.noted.has(`content  ${path}`)
  }

  include(trace: Uint8Array, context: TraceContext): void {
    for (const answered of readTrace(trace, rootsOf(context))) {
      const key = `${keyOf(answered)} ${answered.detail} ${answered.except.join('/')}`
      for (const at of this.chain) {
        if (at.ended || at.isOwn(answered.path) || at.included.has(key)) continue
        // The answer has just been verified, but paths in it may be relative to a different root here.
        const answer = NAMES_PATHS.has(answered.kind)
          ? answerNow(answered, { ledger: this.ledger, display: at.name })
          : answered.answer
        at.included.set(key, { ...answered, answer })
      }
    }
  }

  async prepare(): Promise<void> {
    for (const { ask } of this.noted.values())
      if (ask.kind === 'content' && this.isAnswering(ask.path)) await digestAhead(ask.path, this.ledger)
  }

  abandon(): void {
    if (this.ended) return
    this.ended = true
    live--
  }

  finish(id: string): Uint8Array | undefined {
    this.abandon()
    const asks: Answered[] = []
    for (const noted of this.noted.values()) {
      if (this.trouble !== undefined) break
      const answered = this.settle(noted)
      if (answered !== undefined) asks.push(answered)
    }
    for (const answered of this.included.values()) {
      if (this.trouble !== undefined) break
      if (this.holds(answered)) asks.push(answered)
    }
    if (this.trouble === undefined) return encodeTrace(asks, this.roots)
    const { code, message, advice } = this.trouble
    warnOfFunction(id, code, `${id}: ${message}, so the result is not stored.${advice === undefined ? '' : ` ${advice}`}`)
    return undefined
  }

  /** Repeats the query. An answer becomes part of the trace only if it hasn't changed since it was recorded. */
  private settle(noted: Noted): Answered | undefined {
    const { ask } = noted
    if (!this.isAnswering(ask.path)) return undefined
    if (ask.kind === 'content') return this.settleContent(noted)
    const isStat = noted.stats || ask.kind === 'stat' || ask.kind === 'lstat'
    const detail = isStat ? String(noted.fields) : ask.detail
    // What was noted has no nanoseconds.
    const fields = noted.fields & ~FIELDS.nanoseconds
    const before = noted.stats === undefined ? noted.before! : describeStats(noted.stats, fields)
    const except = new Set<string>()
    const own = (path: string): boolean => {
      if (!this.isNew(path)) return false
      except.add(relative(ask.path, path))
      return true
    }
    const around = { ledger: this.ledger, display: asItIs, except: own }
    const now = answerNow({ ...ask, detail: isStat ? String(fields) : detail }, around)
    const exact = isStat && fields !== noted.fields ? answerNow({ ...ask, detail }, around) : before
    const answer = NAMES_PATHS.has(ask.kind) && before[0] !== '!' ? this.name(before) : exact
    const answered = { ...ask, detail, answer, size: 0, except: [...except] }
    if (now === before) return answered
    const written = this.written.get(ask.path)
    // A path that the body looked for and then created was missing for this run, as it will be for the next.
    if (written?.existed === false && (before === '!ENOENT' || before === 'no')) return answered
    this.reportChange(ask.path)
    return undefined
  }

  private settleContent({ ask, before, stats }: Noted): Answered | undefined {
    const { path } = ask
    if (this.written.has(path) && before !== '!ENOENT') {
      this.reportChange(path)
      return undefined
    }
    const answered = { ...ask, size: stats?.size ?? 0, except: [] }
    const now = lookAt(path)
    if (stats === undefined || !stats.isFile()) {
      if (answerNow(ask, { ledger: this.ledger, display: this.name }) === before || this.written.get(path)?.existed === false)
        return { ...answered, answer: before! }
    } else if (now !== undefined && looksSame(stats, now)) {
      const answer = digestFile(path, now, this.ledger)
      if (before === undefined || before === answer) return { ...answered, answer }
    }
    this.reportChange(path)
    return undefined
  }

  private holds(answered: Answered): boolean {
    if (!this.isAnswering(answered.path)) return false
    const except = new Set(answered.except.map((name) => `${answered.path}${sep}${name}`))
    const around = { ledger: this.ledger, display: this.name, except: (path: string) => except.has(path) || this.isNew(path) }
    if (answerNow(answered, around) === answered.answer) return true
    const { answer, path } = answered
    if (this.written.get(path)?.existed === false && (answer === '!ENOENT' || answer === 'no')) return true
    this.reportChange(path)
    return false
  }

  private reportChange(path: string): void {
    const isOwn = this.written.has(path) || [...this.written.keys()].some((each) => dirname(each) === path)
    if (isOwn) this.trouble ??= { code: 'reads-and-writes', message: `it reads ${this.name(path)} and then changes it` }
    else this.trouble ??= { code: 'file-changed', message: `${this.name(path)} changed while it ran` }
  }

  readonly name = (path: string): string => display(path, this.roots)
}

/** The fields of a `Stats` that the body uses are known only later. */
const keyOf = ({ kind, path, detail }: Ask): string =>
  kind === 'stat' || kind === 'lstat' || kind === 'content' ? `${kind}  ${path}` : `${kind} ${detail} ${path}`
