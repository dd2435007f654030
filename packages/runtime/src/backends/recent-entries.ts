/**
 * Entries up to a total number of bytes; the least recently used are evicted first. A Map keeps the order in which keys were set, so a used
 * entry is moved to the end.
 */
export class RecentEntries<Entry extends { readonly size: number }> {
  readonly #entries = new Map<string, Entry>()
  #last: Entry | undefined
  #maxSize: number
  /** The total size of the entries. Bytes. */
  size = 0

  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  get maxSize(): number {
    return this.#maxSize
  }

  set maxSize(bytes: number) {
    this.#maxSize = bytes
    this.#evict()
  }

  /** Counts as a use. */
  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    // Repeated calls of one entry don't move it.
    if (entry === undefined || entry === this.#last) return entry
    this.#entries.delete(key)
    this.#entries.set(key, (this.#last = entry))
    return entry
  }

  peek(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  set(key: string, entry: Entry): void {
    this.delete(key)
    this.#entries.set(key, (this.#last = entry))
    this.size += entry.size
    this.#evict()
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key)
    if (entry === undefined) return false
    this.#entries.delete(key)
    if (entry === this.#last) this.#last = undefined
    this.size -= entry.size
    return true
  }

  /** Most recently used first. */
  all(): [key: string, entry: Entry][] {
    return [...this.#entries].reverse()
  }

  #evict(): void {
    for (const [key] of this.#entries) {
      if (this.size <= this.#maxSize) break
      this.delete(key)
    }
  }
}
