import { join } from 'node:path'
import cacache from 'cacache'
import { argumentKey } from './argument-key.mjs'

export async function openCacache(folder, body) {
  const path = join(folder, 'cacache')
  return {
    async call(year, region) {
      const key = argumentKey(year, region)
      // `get.info` first: a missing entry is none, without an error made and caught.
      if (await cacache.get.info(path, key)) return JSON.parse((await cacache.get(path, key)).data.toString())
      const value = body(year, region)
      await cacache.put(path, key, JSON.stringify(value))
      return value
    },
    close() {},
  }
}
