import { join } from 'node:path'
import memoizeFs from 'memoize-fs'

export async function openMemoizeFs(folder, body) {
  const memoizer = memoizeFs({ cachePath: join(folder, 'memoize-fs') })
  const call = await memoizer.fn((year, region) => body(year, region), { cacheId: 'quote' })
  return { call, close() {} }
}
