import type { Server, ServerLeases } from './server.js'

/** Separate from Keyv's own keys, so that listings don't include leases. */
const PREFIX = 'cachecache-lease:1:'

type Command = (...words: string[]) => Promise<unknown>

const IF_OURS = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end "
const RENEW = `${IF_OURS} return redis.call('PEXPIRE', KEYS[1], ARGV[2])`
const DROP = `${IF_OURS} return redis.call('DEL', KEYS[1])`

/** Uses `SET NX PX`, and scripts for operations that require holding the lease. */
function redisLeases(command: Command): ServerLeases {
  return {
    take: async (key, token, milliseconds, force) =>
      (await command('SET', PREFIX + key, token, 'PX', String(milliseconds), ...(force ? [] : ['NX']))) !== null,
    renew: async (key, token, milliseconds) =>
      (await command('EVAL', RENEW, '1', PREFIX + key, token, String(milliseconds))) === 1,
    drop: async (key, token) => void (await command('EVAL', DROP, '1', PREFIX + key, token)),
    revoke: async (prefixes) => {
      for (const prefix of prefixes) {
        let cursor = '0'
        do {
          const [next, keys] = (await command('SCAN', cursor, 'MATCH', `${PREFIX}${prefix}/*`, 'COUNT', '1000')) as [
            string,
            string[],
          ]
          if (keys.length > 0) await command('DEL', ...keys)
          cursor = next
        } while (cursor !== '0')
      }
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
    hold: (alive) => (alive ? valkey.redis.stream?.ref?.() : valkey.redis.stream?.unref?.()),
    leases: redisLeases((...words) => valkey.redis.call(...words)),
  }
}
