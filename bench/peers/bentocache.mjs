import { join } from 'node:path'
import { BentoCache, bentostore } from 'bentocache'
import { argumentKey } from './argument-key.mjs'

export async function openBentocache(folder, body, store) {
  const bento = new BentoCache({ default: 'quotes', stores: { quotes: await openStore(folder, store) } })
  return {
    call: (year, region) => bento.getOrSet({ key: argumentKey(year, region), ttl: '1d', factory: () => body(year, region) }),
    close: () => bento.disconnect(),
  }
}

async function openStore(folder, store) {
  if (store === 'memory') {
    const { memoryDriver } = await import('bentocache/drivers/memory')
    return bentostore().useL1Layer(memoryDriver({ maxItems: 10_000 }))
  }
  if (store === 'file') {
    const { fileDriver } = await import('bentocache/drivers/file')
    return bentostore().useL2Layer(fileDriver({ directory: join(folder, 'bentocache'), pruneInterval: false }))
  }
  const { kyselyDriver } = await import('bentocache/drivers/kysely')
  const { Kysely, SqliteDialect } = await import('kysely')
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(join(folder, 'bentocache.sqlite'))
  database.pragma('journal_mode = WAL')
  return bentostore().useL2Layer(kyselyDriver({ connection: new Kysely({ dialect: new SqliteDialect({ database }) }) }))
}
