/**
 * Names of files, in lists that results share: most functions of a project reach mostly the same files. A name may be in
 * several lists.
 */
export class FileNames implements Iterable<string> {
  constructor(
    readonly lists: readonly (readonly string[])[],
    private readonly except?: string,
  ) {}

  static union(all: readonly FileNames[]): FileNames {
    return new FileNames([...new Set(all.flatMap(({ lists }) => lists))])
  }

  /** The keys whose names include one. */
  static holding<Key>(name: string, all: ReadonlyMap<Key, FileNames>): Key[] {
    const held = new Map<readonly string[], boolean>()
    const holds = (list: readonly string[]) => {
      let found = held.get(list)
      if (found === undefined) held.set(list, (found = list.includes(name)))
      return found
    }
    return [...all].filter(([, { lists }]) => lists.some(holds)).map(([key]) => key)
  }

  with(names: readonly string[]): FileNames {
    return names.length === 0 ? this : new FileNames([...this.lists, names], this.except)
  }

  without(name: string): FileNames {
    return new FileNames(this.lists, name)
  }

  *[Symbol.iterator](): Iterator<string> {
    yield* this.beyond(new Set())
  }

  /** The names that aren't in `met`, to which they are added. It also holds whole lists, which are skipped. */
  *beyond(met: Set<string | readonly string[]>): Iterable<string> {
    for (const list of this.lists) {
      if (met.has(list)) continue
      met.add(list)
      for (const name of list) {
        if (name === this.except || met.has(name)) continue
        met.add(name)
        yield name
      }
    }
  }
}
