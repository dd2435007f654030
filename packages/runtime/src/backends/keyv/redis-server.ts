import type { Server, ServerLeases } from './server.js'

/** Separate from Keyv's own keys, so that listings don't include leases. */
const PREFIX = 'cachecache-lease:2:'

type Command = (...words: string[]) => Promise<unknown>

/**
 * How long a lease may be stored without a renewal. Longer than it counts as alive: the event loop of its holder may be blocked. What it
 * computed is stored unless another process took the lease over or a `clear` removed it. Milliseconds.
 */
const KEPT = 86_400_000

// A lease is the time until which it counts as alive, by the server's clock, and the token of its holder.
const NOW =
  "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) local held = redis.call('GET', KEYS[1]) "
const IF_OURS = "if not held or string.match(held, ' (.*)') ~= ARGV[1] then return 0 end "
const SET = `redis.call('SET', KEYS[1], string.format('%d ', now + ARGV[2]) .. ARGV[1], 'PX', ${KEPT}) return 1`
const TAKE = `${NOW} if ARGV[3] == '' and held and tonumber(string.match(held, '%d+')) > now then return 0 end ${SET}`
const RENEW = `${NOW}${IF_OURS}${SET}`
const DROP = `${NOW}${IF_OURS} return redis.call('DEL', KEYS[1])`

/** Uses scripts, because each operation depends on who holds the lease. */
function redisLeases(command: Command): ServerLeases {
  const run = async (script: string, key: string, ...values: string[]): Promise<boolean> =>
    (await command('EVAL', script, '1', PREFIX + key, ...values)) === 1
  return {
    take: (key, token, milliseconds, force) => run(TAKE, key, token, String(milliseconds), force ? 'force' : ''),
    renew: (key, token, milliseconds) => run(RENEW, key, token, String(milliseconds)),
    drop: async (key, token) => void (await run(DROP, key, token)),
    forget: async (key) => void (await command('DEL', PREFIX + key)),
    revoke: async (matches) => {
      let cursor = '0'
      do {
        const [next, keys] = (await command('SCAN', cursor, 'MATCH', `${PREFIX}*`, 'COUNT', '1000')) as [string, string[]]
        const held = keys.length > 0 ? ((await command('MGET', ...keys)) as (string | null)[]) : []
        const revoked = keys.filter((_, i) => matches(held[i]?.replace(/^\d+ /, '') ?? ''))
        if (revoked.length > 0) await command('DEL', ...revoked)
        cursor = next
      } while (cursor !== '0')
    },
  }
}

/** `@keyv/redis`, over node-redis. */
interface RedisStore {
  client: { isOpen: boolean; ref(): void; unref(): void; destroy(): void; sendCommand(words: string[]): Promise<unknown> }
  getClient(): Promise<RedisStore['client']>
  initClient(): void
}

export function redisServer(store: object): Server {
  const redis = store as RedisStore
  // The adapter already listens to its client, and would add another listener after each reconnect.
  redis.initClient = () => {}
  return {
    close: () => {
      if (redis.client.isOpen) redis.client.destroy()
    },
    hold: (alive) => (alive ? redis.client.ref() : redis.client.unref()),
    leases: redisLeases(async (...words) => (await redis.getClient()).sendCommand(words)),
  }
}

/** `@keyv/valkey`, over iovalkey. */
interface ValkeyStore {
  opts: { useRedisSets?: boolean }
  _getKeyName: (key: string) => string
  redis: {
    stream?: { ref?(): void; unref?(): void }
    call(...words: string[]): Promise<unknown>
    status: string
    connect(): Promise<void>
    disconnect(): void
  }
}

export function valkeyServer(store: object): Server {
  const valkey = store as ValkeyStore
  // The adapter collects all keys in a set and never removes expired ones. Its listing works without the set.
  valkey.opts.useRedisSets = false
  valkey._getKeyName = (key) => key
  return {
    // If the connection has ended, closing it would wait two seconds for its end.
    close: () => {
      if (valkey.redis.status !== 'end') valkey.redis.disconnect()
    },
    hold: (alive) => {
      // The driver doesn't reconnect by itself. Commands wait for the connection.
      if (alive && valkey.redis.status === 'end') valkey.redis.connect().catch(() => {})
      if (alive) valkey.redis.stream?.ref?.()
      else valkey.redis.stream?.unref?.()
    },
    leases: redisLeases((...words) => valkey.redis.call(...words)),
  }
}
