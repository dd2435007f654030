import { join } from 'node:path'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import { argumentKey } from './argument-key.mjs'

export async function openUnstorage(folder, body) {
  const storage = createStorage({ driver: fsDriver({ base: join(folder, 'unstorage') }) })
  return {
    async call(year, region) {
      const key = argumentKey(year, region)
      const found = await storage.getItem(key)
      if (found !== null) return found
      const value = body(year, region)
      await storage.setItem(key, value)
      return value
    },
    close: () => storage.dispose(),
  }
}
