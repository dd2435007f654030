import { digestOfBuffer, type MadeText } from '../../surroundings/made-texts.js'
import type { Surroundings } from '../../surroundings/surroundings.js'
import { withinPatience } from './within-patience.js'

/**
 * Gives the text that the bundler's other plugins make of a file; `undefined` if they leave it as it is, or if none may touch it. Never calls
 * cachecache's own hooks. `file` is absolute and real, with `/`; `text` is its content on disk. If it rejects, the text counts as unknown;
 * `UnknownText` says why.
 */
export interface AskText {
  (file: string, text: string): Promise<string | undefined> | undefined
  /** Whether the answer can't depend on how a file is imported. */
  byTextAlone?: boolean
}

/** Thrown by an `AskText` that can't tell. */
export class UnknownText extends Error {
  /**
   * @param by continues "may get another text from": "the plugin 'x', which …"
   * @param advice what to do, as a sentence without its end
   */
  constructor(
    readonly by: string,
    readonly advice = 'Let that plugin leave the file as it is',
  ) {
    super(by)
  }
}

const failed = () => new UnknownText("a plugin whose hook failed or didn't answer")

interface Asked {
  content: Buffer
  /** Whether the import that leads to the file was asked first. */
  isFollowed: boolean
  done: Promise<void> | undefined
}

/** What the bundler's other plugins make of the files that versions depend on. Each file is asked once per build and content. */
export class AskedTexts {
  private readonly asked = new Map<string, Asked>()
  private readonly open = new Set<Promise<void>>()
  /** What the files were when all that something was derived from had been asked. */
  private settled = -1

  constructor(private readonly surroundings: Surroundings) {}

  /** Called when a build begins, and after each edit. */
  forget(): void {
    this.asked.clear()
    this.settled = -1
  }

  start(): void {
    this.surroundings.files.asker ??= { used: new Set(), read: [] }
  }

  /** Asks for the files that something was derived from, in their present content, and waits for what others have asked. */
  async settle(ask: AskText, except: ReadonlySet<string>): Promise<void> {
    const { files } = this.surroundings
    const { used = [], read = [] } = files.asker ?? {}
    const newly = read.splice(0)
    // After an edit, others have another content.
    for (const file of this.settled === files.generation ? newly : used) if (!except.has(file)) void this.ask(file, ask)
    this.settled = files.generation
    await Promise.all(this.open)
  }

  /** @param isFollowed whether the import that leads to the file was asked: a plugin may hand from its hook for imports to the one for texts */
  ask(file: string, ask: AskText, isFollowed = false): Promise<void> | undefined {
    const { files, resolver } = this.surroundings
    if (resolver.placeOf(file, false).kind !== 'code') return undefined
    const content = files.readOwn(file)
    if (!content) return undefined
    const known = this.asked.get(file)
    if (known?.content === content && (known.isFollowed || !isFollowed || ask.byTextAlone)) return known.done
    const entry: Asked = { content, isFollowed, done: undefined }
    this.asked.set(file, entry)
    const answer = answerOf(ask, file, content.toString('utf8'))
    // Nearly all files, if plugins look at those of other kinds.
    if (!answer) return this.take(file, undefined)
    const done = answer.then((made) => {
      // A newer question is under way.
      if (this.asked.get(file) !== entry) return
      entry.done = undefined
      this.take(file, made && { of: digestOfBuffer(content), ...made })
    })
    entry.done = done
    this.open.add(done)
    void done.finally(() => this.open.delete(done))
    return done
  }

  private take(file: string, made: MadeText | undefined): undefined {
    const { files } = this.surroundings
    if (files.made.set(file, made) && files.asker?.used.has(file)) files.generation++
  }
}

/** `undefined` if it is the text itself. */
function answerOf(ask: AskText, file: string, text: string): Promise<Omit<MadeText, 'of'> | undefined> | undefined {
  let answer: ReturnType<AskText>
  try {
    answer = ask(file, text)
  } catch (error) {
    answer = Promise.reject(error)
  }
  if (!answer) return undefined
  const late = () => {
    throw failed()
  }
  return withinPatience(answer, late).then(
    (made) => (made === undefined || made === text ? undefined : { content: Buffer.from(made) }),
    (error: unknown) => {
      const { by, advice } = error instanceof UnknownText ? error : failed()
      return { unknown: { by, advice } }
    },
  )
}
