import { MagicString, type SourceMap } from 'magic-string'

/** Nothing, or a comment, up to the end of the line. */
const LINE_REST = /[^\S\n\r\u2028\u2029]*[;}]?[^\S\n\r\u2028\u2029]*(?:\/\/.*)?(?=[\n\r\u2028\u2029]|$)/y

/**
 * The edits of one module, over magic-string. Made from the inside out: what is inserted later at an offset stands
 * further outside, so that brackets nest.
 */
export class Edits {
  readonly #string: MagicString
  /** Something stands elsewhere in its line than before. */
  #moves = false

  constructor(readonly text: string) {
    this.#string = new MagicString(text)
  }

  /** Puts `open` before and `close` behind a range; the range may be empty. */
  wrap(start: number, end: number, open: string, close: string): void {
    // At one offset what closes would come before what opens.
    if (start === end) {
      this.before(start, open + close)
      return
    }
    this.before(start, open)
    this.after(end, close)
  }

  /** Inserts before what starts at an offset. */
  before(offset: number, text: string): void {
    this.#insert(offset)
    this.#string.prependRight(offset, text)
  }

  /** Inserts behind what ends at an offset. */
  after(offset: number, text: string): void {
    this.#insert(offset)
    this.#string.appendLeft(offset, text)
  }

  /** Moves a range to an earlier or later offset, before what is inserted there; its edits and its mapping go with it. */
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

  /** Whether every token is where it was, so that no map is needed. */
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
