import { MagicString, type SourceMap } from 'magic-string'

/**
 * The edits of one module, over magic-string. Made from the inside out: what is inserted later at an offset stands
 * further outside, so that brackets nest.
 */
export class Edits {
  readonly #string: MagicString

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
    this.#string.prependRight(offset, text)
  }

  /** Inserts behind what ends at an offset. */
  after(offset: number, text: string): void {
    this.#string.appendLeft(offset, text)
  }

  /** Moves a range to an earlier or later offset, before what is inserted there; its edits and its mapping go with it. */
  move(start: number, end: number, to: number): void {
    this.#string.move(start, end, to)
  }

  replace(start: number, end: number, text: string): void {
    this.#string.update(start, end, text)
  }

  remove(start: number, end: number): void {
    this.#string.remove(start, end)
  }

  atEnd(text: string): void {
    this.#string.append(text)
  }

  toString(): string {
    return this.#string.toString()
  }

  map(file: string): SourceMap {
    return this.#string.generateMap({ hires: 'boundary', source: file, includeContent: true })
  }
}
