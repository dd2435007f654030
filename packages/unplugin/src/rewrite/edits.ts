import { MagicString, type SourceMap } from 'magic-string'

/** The rest of a line that is empty or a comment. */
const LINE_REST = /[^\S\n\r\u2028\u2029]*[;}]?[^\S\n\r\u2028\u2029]*(?:\/\/.*)?(?=[\n\r\u2028\u2029]|$)/y

/**
 * The edits of one module, on top of magic-string. They are made from the inside out: a later insertion at an offset goes
 * further outside, so that brackets nest.
 */
export class Edits {
  readonly #string: MagicString
  /** Whether a token changed its position in its line. */
  #moves = false

  constructor(readonly text: string) {
    this.#string = new MagicString(text)
  }

  /** Inserts `open` before and `close` after a range, which may be empty. */
  wrap(start: number, end: number, open: string, close: string): void {
    // At one offset, the closing text would come before the opening text.
    if (start === end) {
      this.before(start, open + close)
      return
    }
    this.before(start, open)
    this.after(end, close)
  }

  /** Inserts before the code that starts at an offset. */
  before(offset: number, text: string): void {
    this.#insert(offset)
    this.#string.prependRight(offset, text)
  }

  /** Inserts after the code that ends at an offset. */
  after(offset: number, text: string): void {
    this.#insert(offset)
    this.#string.appendLeft(offset, text)
  }

  /** Moves a range, with its edits and its mapping, to another offset, before the text inserted there. */
  move(start: number, end: number, to: number): void {
    this.#moves = true
    this.#string.move(start, end, to)
  }

  replace(start: number, end: number, text: string): void {
    this.#moves = true
    this.#string.update(start, end, text)
  }

  remove(start: number, end: number): void {
    this.#moves = true
    this.#string.remove(start, end)
  }

  atEnd(text: string): void {
    this.#string.append(text)
  }

  toString(): string {
    return this.#string.toString()
  }

  /** Whether no token moved, so that no source map is needed. */
  get keepsPlaces(): boolean {
    return !this.#moves
  }

  #insert(offset: number): void {
    LINE_REST.lastIndex = offset
    this.#moves ||= !LINE_REST.test(this.text)
  }

  map(file: string): SourceMap {
    return this.#string.generateMap({ hires: 'boundary', source: file, includeContent: true })
  }
}
