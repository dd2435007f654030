import type { spawnSync as SpawnSync } from 'node:child_process'
import { basename, dirname, join, resolve } from 'node:path'
import { expected, raw } from './observing/raw-fs.js'

// A file on a network mount whose server is away: any question about it blocks the thread until the server is back. So another process asks
// first, which can be killed. Only Linux says without asking them which mounts there are.

/** How long a mount may take to answer. Milliseconds. */
const PATIENCE = 1_000
/** How long an answer holds, and how long the list of mounts does. */
const FRESH = 1_000
/** How long a mount that didn't answer isn't asked again. */
const SILENT = 10_000
const MOST_PATHS = 100_000

const MOUNTS = '/proc/self/mountinfo'
/** Types of file systems behind which there is a server or another process. */
const REMOTE = /^(?:nfs4?|cifs|smb3|smbfs|9p|afs|ceph|coda|davfs|glusterfs|lustre|beegfs|gpfs|fuse(?:\..+)?)$/

interface Located {
  /** The network mount on which the path lies. */
  mount?: string
  /** The path without links. */
  real: string
}

let mounts: ReadonlySet<string> = new Set()
let readAt = Number.NEGATIVE_INFINITY
const located = new Map<string, Located>()
const answers = new Map<string, { isAnswering: boolean; until: number }>()

/** Whether questions about this path will be answered. Takes a second at most. */
export function isAnswering(path: string): boolean {
  const now = performance.now()
  if (now - readAt > FRESH) readMounts(now)
  if (mounts.size === 0) return true
  const { mount } = locate(path)
  if (mount === undefined) return true
  let answer = answers.get(mount)
  if (answer === undefined || answer.until < now) {
    const isMountAnswering = askMount(mount)
    answer = { isAnswering: isMountAnswering, until: performance.now() + (isMountAnswering ? FRESH : SILENT) }
    answers.set(mount, answer)
  }
  return answer.isAnswering
}

function readMounts(now: number): void {
  readAt = now
  located.clear()
  if (process.platform !== 'linux') return
  try {
    mounts = parseMounts(expected(() => raw.readFileSync(MOUNTS, 'utf8')))
  } catch {
    mounts = new Set()
  }
}

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`: the mount point is the fifth field, the type follows the dash. */
export function parseMounts(text: string): Set<string> {
  const found = new Set<string>()
  for (const line of text.split('\n')) {
    const point = line.split(' ', 5)[4]
    const type = / - (\S+)/.exec(line)?.[1]
    if (point === undefined || type === undefined) continue
    const path = point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    if (REMOTE.test(type)) found.add(path)
  }
  return found
}

/** Follows links up to the first network mount, and asks nothing of that. */
function locate(path: string, links = 0): Located {
  const known = located.get(path)
  if (known !== undefined) return known
  const found = locateNew(path, links)
  if (located.size >= MOST_PATHS) located.clear()
  located.set(path, found)
  return found
}

function locateNew(path: string, links: number): Located {
  if (mounts.has(path)) return { mount: path, real: path }
  const folder = dirname(path)
  if (folder === path) return { real: path }
  const above = locate(folder, links)
  if (above.mount !== undefined) return above
  const real = join(above.real, basename(path))
  if (mounts.has(real)) return { mount: real, real }
  const target = links > 40 ? undefined : linkAt(real)
  return target === undefined ? { real } : locate(resolve(above.real, target), links + 1)
}

function linkAt(path: string): string | undefined {
  try {
    return raw.readlinkSync(path)
  } catch {
    return undefined
  }
}

/** The server is asked for the size of the file system, which no client remembers. */
function askMount(mount: string): boolean {
  try {
    // By its full path: a folder in PATH may be on the mount, too.
    const program = ['/usr/bin/stat', '/bin/stat'].find((path) => raw.existsSync(path))
    if (program === undefined) return true
    const { spawnSync } = process.getBuiltinModule('node:child_process') as { spawnSync: typeof SpawnSync }
    const options = { timeout: PATIENCE, killSignal: 'SIGKILL', stdio: 'ignore' } as const
    const { error } = spawnSync(program, ['-f', '--', mount], options)
    return (error as NodeJS.ErrnoException | undefined)?.code !== 'ETIMEDOUT'
  } catch {
    // A process that may not start others can't be protected.
    return true
  }
}
