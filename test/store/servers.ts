import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A real server on a free loopback port, in a folder of its own. */
export interface Server {
  folder: string
  /** The cache path, with a password where the server has one. */
  url: string
  port: number
  /** Goes on from a SIGSTOP as well. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  stop(): Promise<void>
  /** On the same port, without what was stored. */
  start(): Promise<void>
  /** For good, with its folder. */
  remove(): Promise<void>
}

interface Kind {
  binary: string
  /** Other programs that it is prepared with. */
  needs?: string[]
  /** Further folders to look for it in. */
  folders?: string[]
  url: (port: number) => string
  prepare?: (folder: string, binary: string) => void
  args: (port: number, folder: string) => string[]
  /** The account that it runs as; some refuse to run as root. */
  user?: string
}

const PASSWORD = 'loopback-pa55word'

const postgresFolders = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
  : []

/** For the protocol of Redis, by whatever name. */
const redisLike = (scheme: string, binary = 'redis-server') => ({
  binary,
  url: (port: number) => `${scheme}://:${PASSWORD}@127.0.0.1:${port}`,
  args: (port: number, folder: string) =>
    [
      ['--port', String(port)],
      ['--bind', '127.0.0.1'],
      ['--save', ''],
      ['--dir', folder],
      ['--requirepass', PASSWORD],
    ].flat(),
})

const kinds = {
  redis: redisLike('redis'),
  // Debian 12 has Valkey in its backports only. Redis speaks the same protocol.
  valkey: redisLike('valkey', findProgram('valkey-server') === undefined ? undefined : 'valkey-server'),
  // A certificate of its own making, below the folder.
  rediss: {
    ...redisLike('rediss'),
    needs: ['openssl'],
    prepare: (folder: string) =>
      void execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'].concat([
          '-addext',
          'subjectAltName=IP:127.0.0.1',
          '-keyout',
          join(folder, 'key.pem'),
          '-out',
          join(folder, 'certificate.pem'),
        ]),
        { stdio: 'pipe' },
      ),
    args: (port: number, folder: string) =>
      [
        redisLike('rediss').args(0, folder),
        ['--tls-port', String(port)],
        ['--tls-auth-clients', 'no'],
        ['--tls-cert-file', join(folder, 'certificate.pem')],
        ['--tls-key-file', join(folder, 'key.pem')],
      ].flat(),
  },
  postgres: {
    binary: 'postgres',
    folders: postgresFolders,
    user: 'postgres',
    url: (port: number) => `postgres://cache:${PASSWORD}@127.0.0.1:${port}/postgres`,
    prepare: (folder: string, binary: string) =>
      void execFileSync(join(binary, '..', 'initdb'), ['-D', join(folder, 'data'), '-U', 'cache', '-A', 'trust', '-N'], {
        stdio: 'pipe',
        ...accountOf('postgres'),
      }),
    args: (port: number, folder: string) => [
      '-D',
      join(folder, 'data'),
      '-p',
      String(port),
      '-k',
      folder,
      '-h',
      '127.0.0.1',
      '-c',
      'fsync=off',
    ],
  },
  mysql: {
    binary: 'mariadbd',
    folders: ['/usr/sbin'],
    user: 'mysql',
    url: (port: number) => `mysql://cache@127.0.0.1:${port}/test`,
    prepare: (folder: string) => {
      const data = `--datadir=${join(folder, 'data')}`
      execFileSync('mariadb-install-db', ['--no-defaults', data, '--auth-root-authentication-method=normal'], {
        stdio: 'pipe',
        ...accountOf('mysql'),
      })
      execFileSync('mkdir', ['-p', join(folder, 'data', 'test')], accountOf('mysql'))
    },
    args: (port: number, folder: string) => [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--port=${port}`,
      `--socket=${join(folder, 'socket')}`,
      '--bind-address=127.0.0.1',
      '--skip-grant-tables',
      '--skip-networking=0',
    ],
  },
  memcached: {
    binary: 'memcached',
    user: 'nobody',
    url: (port: number) => `memcached://127.0.0.1:${port}`,
    args: (port: number) => ['-l', '127.0.0.1', '-p', String(port), '-I', '8m'],
  },
} satisfies Record<string, Kind>

export type ServerName = keyof typeof kinds

/** Why a server cannot be started here, as a sentence; nothing where it can. */
export function whyNot(name: ServerName): string | undefined {
  const { binary, folders = [], needs = [] }: Kind = kinds[name]
  const missing = [binary, ...needs].find((program) => findProgram(program, folders) === undefined)
  if (missing === undefined) return undefined
  const why = `${missing} is not installed`
  // The names of skipped suites are not printed.
  console.warn(`${why}, so nothing is tried on ${name}. Install it to run these tests.`)
  return why
}

export async function startServer(name: ServerName): Promise<Server> {
  const kind: Kind = kinds[name]
  const binary = findProgram(kind.binary, kind.folders)!
  const folder = mkdtempSync(join(tmpdir(), `cachecache-${name}-`))
  const account = kind.user === undefined ? {} : accountOf(kind.user)
  if ('uid' in account) {
    chmodSync(folder, 0o755)
    execFileSync('chown', [kind.user!, folder])
  }
  kind.prepare?.(folder, binary)
  const port = await freePort()
  let child: ChildProcess | undefined
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((done) => child!.once('exit', done))
    const all = [...childrenOf(child.pid!), child.pid!]
    for (const pid of all) kill(pid, 'SIGKILL')
    await ended
  }
  const server: Server = {
    url: kind.url(port),
    port,
    folder,
    signal: (signal) => {
      if (child?.pid !== undefined) for (const pid of [child.pid, ...childrenOf(child.pid)]) kill(pid, signal)
    },
    stop,
    start: async () => {
      child = spawn(binary, kind.args(port, folder), { stdio: 'ignore', cwd: folder, ...account })
      await untilListening(port, child)
    },
    remove: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  return [...folders, ...(process.env['PATH'] ?? '').split(delimiter)].map((folder) => join(folder, name)).find(existsSync)
}

/** What `spawn` takes to run as another user; nothing where this one is not root. */
function accountOf(user: string): { uid: number; gid: number } | object {
  if (process.geteuid?.() !== 0) return {}
  const number = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    if (await canConnect(port)) return
    await new Promise((later) => setTimeout(later, 50))
  }
  throw new Error('the server does not listen')
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (connected: boolean): void => {
      socket.destroy()
      resolve(connected)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}

/** A server that has a process for each connection: pausing only the first one leaves open connections alive. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}
