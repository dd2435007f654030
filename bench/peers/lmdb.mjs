import { join } from 'node:path'
import { open } from 'lmdb'
import { argumentKey } from './argument-key.mjs'

export async function openLmdb(folder, body) {
  const database = open({ path: join(folder, 'lmdb') })
  return {
    call(year, region) {
      const key = argumentKey(year, region)
      const found = database.get(key)
      if (found !== undefined) return found
      const value = body(year, region)
      return database.put(key, value).then(() => value)
    },
    close: () => database.close(),
  }
}
