import { join } from 'node:path'
import KeyvSqlite from '@keyv/sqlite'
import { Keyv } from 'keyv'
import { argumentKey } from './argument-key.mjs'

export async function openKeyvSqlite(folder, body) {
  const keyv = new Keyv({ store: new KeyvSqlite(`sqlite://${join(folder, 'keyv.sqlite')}`) })
  return {
    async call(year, region) {
      const key = argumentKey(year, region)
      const found = await keyv.get(key)
      if (found !== undefined) return found
      const value = body(year, region)
      await keyv.set(key, value)
      return value
    },
    close: () => keyv.disconnect(),
  }
}
