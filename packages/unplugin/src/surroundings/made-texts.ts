import { hash } from 'node:crypto'

/** What other plugins of the bundler make of a file's text. */
export interface MadeText {
  /** Digest of the content that it was made of. For another content it doesn't count. */
  of: string
  /** None if it isn't known. */
  content?: Buffer
  /** Why it isn't known, for a message: whose doing it is, and what to do. */
  unknown?: { by: string; advice: string }
  /** Whether cachecache rewrote this text, not the file's. */
  isHeld?: boolean
}

/** The same, for the record of a build. */
export type MadeRecord = Omit<MadeText, 'content'> & { file: string; text?: string }

/** Whether two texts of a file differ in types, comments and layout only. */
export type Compare = (file: string, own: string, made: string) => boolean

/** A file has the same buffer for as long as its content is the same. */
const digests = new WeakMap<Uint8Array, string>()

export const digestOfContent = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')

export function digestOfBuffer(content: Uint8Array): string {
  let digest = digests.get(content)
  if (digest === undefined) digests.set(content, (digest = digestOfContent(content)))
  return digest
}

/** What other plugins make of texts, by file. */
export class MadeTexts {
  private readonly made = new Map<string, MadeText>()
  /** Files that were asked, with what was assumed of the others. */
  private readonly asked = new Map<string, string | undefined>()
  /** By the digests of both, whether the made text means the same as the file's. Texts are compared once, and only if the analysis reads the file. */
  private verdicts = new Map<string, boolean>()
  /** Set by the compiler, which many builds don't load. */
  compare: Compare | undefined

  /** The texts of a recorded build, all of which mean something else. */
  load(records: readonly MadeRecord[]): void {
    for (const { file, text, ...rest } of records) {
      const made = text === undefined ? rest : { ...rest, content: Buffer.from(text) }
      this.made.set(file, made)
      this.verdicts.set(keyOf(made), false)
    }
  }

  /** Those that mean something else, or aren't known. */
  records(): MadeRecord[] {
    const counting = [...this.made].filter(([, made]) => made.unknown || this.verdicts.get(keyOf(made)) === false)
    const records = counting.map(([file, { content, ...made }]): MadeRecord => {
      return content === undefined ? { file, ...made } : { file, ...made, text: content.toString('utf8') }
    })
    return records.toSorted((a, b) => (a.file < b.file ? -1 : 1))
  }

  /** For the next build: the verdicts that this one needed. */
  keptVerdicts(): [key: string, isSame: boolean][] {
    return [...this.made.values()].flatMap((made) => {
      const verdict = this.verdicts.get(keyOf(made))
      return verdict === undefined ? [] : [[keyOf(made), verdict] as [string, boolean]]
    })
  }

  takeVerdicts(kept: readonly [key: string, isSame: boolean][]): void {
    this.verdicts = new Map([...kept, ...this.verdicts])
  }

  has(file: string): boolean {
    return this.made.has(file)
  }

  /** What is made of a file with this content, whether it means the same or not; `undefined` if nothing is. */
  of(file: string, content: Uint8Array | undefined): MadeText | undefined {
    const made = this.made.size === 0 ? undefined : this.made.get(file)
    return made && content && made.of === digestOfBuffer(content) ? made : undefined
  }

  /** The text that counts. */
  over(file: string, content: Buffer | undefined): Buffer | undefined {
    const made = this.of(file, content)
    return !made?.content || this.isSame(file, content!, made.content) ? content : made.content
  }

  isKnown(own: Buffer, made: Buffer): boolean {
    return this.verdicts.has(keyOf({ of: digestOfBuffer(own), content: made }))
  }

  /** Without a compiler, texts that weren't compared before count as different. */
  isSame(file: string, own: Buffer, made: Buffer): boolean {
    const key = keyOf({ of: digestOfBuffer(own), content: made })
    const known = this.verdicts.get(key)
    if (known !== undefined || !this.compare) return known ?? false
    const verdict = this.compare(file, own.toString('utf8'), made.toString('utf8'))
    this.verdicts.set(key, verdict)
    return verdict
  }

  /** @returns whether it differs from what was known */
  set(file: string, made: MadeText | undefined): boolean {
    const before = this.made.get(file)
    const assumed = this.asked.get(file) ?? keyOf(before)
    this.asked.set(file, undefined)
    if (keyOf(before) !== keyOf(made)) this.put(file, made)
    return assumed !== keyOf(made)
  }

  /**
   * Whether the text of a file may still be what an earlier build found; if so, that is assumed until the bundler is asked.
   * @param key of what was made of it
   */
  assume(file: string, key: string): boolean {
    if (this.made.has(file) || (this.asked.has(file) && this.asked.get(file) === undefined)) return false
    this.asked.set(file, key)
    return true
  }

  private put(file: string, made: MadeText | undefined): void {
    if (made) this.made.set(file, made)
    else this.made.delete(file)
  }

  /** Notes the text of a module that is rewritten. */
  noteHeld(file: string, text: string): void {
    const made = this.made.get(file)
    if (made?.content) made.isHeld = made.content.toString('utf8') === text
  }
}

/** Identifies a made text with what it was made of. */
export function keyOf(made: MadeText | undefined): string {
  if (!made) return ''
  return `${made.of} ${made.content ? digestOfBuffer(made.content) : ''}${made.unknown?.by ?? ''}`
}
