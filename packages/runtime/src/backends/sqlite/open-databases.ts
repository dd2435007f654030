/** The maximum number of open databases. Each takes three descriptors and some memory. */
const MOST = 32
/** Milliseconds after which an unused database is closed, and between two checks. */
const [IDLE, LOOK] = [60_000, 15_000]

/** A database that can be closed between any two operations, and reopens itself. */
export interface Closable {
  /** Milliseconds since the epoch. */
  readonly used: number
  /** Writes pending data and closes all files. */
  rest(): void
}

/** In the order of opening. */
const open = new Set<Closable>()
let timer: NodeJS.Timeout | undefined

/** Closes the least recently used database first if the maximum is reached. */
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

/** Called when the process has no descriptors left. @returns whether a database was closed */
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
    // A failure to write pending data doesn't concern the database that needs the descriptors.
  }
}
