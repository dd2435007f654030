import { join } from 'node:path'
import { createMemoryStorage, defineCachedFunction } from 'ocache'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'

/** Nitro's cached functions are this, on unstorage. */
export async function openOcache(folder, body, store) {
  const storage = store === 'file' ? fileStorage(join(folder, 'ocache')) : createMemoryStorage()
  const call = defineCachedFunction(async (year, region) => body(year, region), {
    name: 'quote',
    maxAge: 86_400,
    swr: false,
    storage,
  })
  return { call, close() {} }
}

function fileStorage(base) {
  const files = createStorage({ driver: fsDriver({ base }) })
  return { get: (key) => files.getItem(key), set: (key, value) => files.setItem(key, value) }
}
