/** So many databases are open at most: each takes three descriptors and its share of memory. */
const MOST = 32
/** One that nobody uses for so long is closed, in milliseconds, and how often that is looked for. */
const [IDLE, LOOK] = [60_000, 15_000]

/** A database that can be closed at any moment between two operations, and opens itself again. */
export interface Closable {
  /** Milliseconds since the epoch. */
  readonly used: number
  /** Writes what is pending, and lets go of all files. */
  rest(): void
}

/** In the order in which they were opened. */
const open = new Set<Closable>()
let timer: NodeJS.Timeout | undefined

/** Makes room for it first. */
export function noteOpened(database: Closable): void {
  open.delete(database)
  while (open.size >= MOST) rest(leastRecentlyUsed())
  open.add(database)
  timer ??= setInterval(closeIdle, LOOK).unref()
}

export function noteClosed(database: Closable): void {
  open.delete(database)
  if (open.size > 0) return
  clearInterval(timer)
  timer = undefined
}

/** Where the process has no descriptors left. @returns whether there was anything to close */
export function closeOthers(database: Closable): boolean {
  const others = [...open].filter((other) => other !== database)
  for (const other of others) rest(other)
  return others.length > 0
}

export function closeAll(): void {
  for (const database of open) rest(database)
}

function closeIdle(): void {
  const since = Date.now() - IDLE
  for (const database of open) if (database.used < since || database.used > Date.now()) rest(database)
}

function leastRecentlyUsed(): Closable {
  const [first, ...others] = open
  return others.reduce((oldest, other) => (other.used < oldest.used ? other : oldest), first!)
}

function rest(database: Closable): void {
  open.delete(database)
  try {
    database.rest()
  } catch {
    // What it could not write is of no use to the one that needs the room.
  }
}
