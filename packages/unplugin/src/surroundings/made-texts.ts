import { hash } from 'node:crypto'

/** What other plugins of the bundler make of a file's text, where that means something else. */
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

  load(records: readonly MadeRecord[]): void {
    for (const { file, text, ...made } of records)
      this.made.set(file, text === undefined ? made : { ...made, content: Buffer.from(text) })
  }

  records(): MadeRecord[] {
    const named = [...this.made].map(([file, { content, ...made }]): MadeRecord => {
      return content === undefined ? { file, ...made } : { file, ...made, text: content.toString('utf8') }
    })
    return named.toSorted((a, b) => (a.file < b.file ? -1 : 1))
  }

  has(file: string): boolean {
    return this.made.has(file)
  }

  /** What is made of a file with this content; `undefined` if nothing else. */
  of(file: string, content: Uint8Array | undefined): MadeText | undefined {
    const made = this.made.size === 0 ? undefined : this.made.get(file)
    return made && content && made.of === digestOfBuffer(content) ? made : undefined
  }

  /** The text that counts. */
  over(file: string, content: Buffer | undefined): Buffer | undefined {
    return this.of(file, content)?.content ?? content
  }

  /** @returns whether it differs from what was known */
  set(file: string, made: MadeText | undefined): boolean {
    const before = this.made.get(file)
    if (isSame(before, made)) return false
    if (made) this.made.set(file, made)
    else this.made.delete(file)
    return true
  }

  /** Notes the text of a module that is rewritten. */
  noteHeld(file: string, text: string): void {
    const made = this.made.get(file)
    if (made?.content) made.isHeld = made.content.toString('utf8') === text
  }
}

const isSame = (a: MadeText | undefined, b: MadeText | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.of === b.of &&
    a.unknown?.by === b.unknown?.by &&
    a.content?.toString() === b.content?.toString())
