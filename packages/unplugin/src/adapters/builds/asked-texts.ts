/**
 * Gives the text that the bundler's other plugins make of a file; `undefined` if they leave it as it is, or if none may touch it. Never calls
 * cachecache's own hooks. `file` is absolute and real, with `/`; `text` is its content on disk. If it rejects, the text counts as unknown;
 * `UnknownText` says why.
 */
export type AskText = (file: string, text: string) => Promise<string | undefined>

/** Thrown by an `AskText` that can't tell. */
export class UnknownText extends Error {
  /** @param by continues "… may get another text from", with the way out: "the plugin 'x', which …. Put …" */
  constructor(readonly by: string) {
    super(by)
  }
}
