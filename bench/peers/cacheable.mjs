import { join } from 'node:path'
import KeyvSqlite from '@keyv/sqlite'
import { Cacheable } from 'cacheable'
import { Keyv } from 'keyv'

export async function openCacheable(folder, body, store) {
  const primary =
    store === 'sqlite' ? new Keyv({ store: new KeyvSqlite(`sqlite://${join(folder, 'cacheable.sqlite')}`) }) : undefined
  const cache = new Cacheable(primary ? { primary } : {})
  return { call: cache.wrap(async (year, region) => body(year, region), { keyPrefix: 'quote' }), close: () => cache.disconnect() }
}
