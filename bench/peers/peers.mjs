import { openBentocache } from './bentocache.mjs'
import { openCacache } from './cacache.mjs'
import { openCacheable } from './cacheable.mjs'
import { openCachified } from './cachified.mjs'
import { openKeyvSqlite } from './keyv-sqlite.mjs'
import { openLmdb } from './lmdb.mjs'
import { openMemoizeFs } from './memoize-fs.mjs'
import { openOcache } from './ocache.mjs'
import { openPMemoize } from './p-memoize.mjs'
import { openUnstorage } from './unstorage.mjs'

/**
 * What a user would pick instead, each set up as its own documentation shows it. Persistent ones read from disk at every hit:
 * a layer of memory in front, where there is one, is left out, since the question is what an answer from disk costs.
 *
 * `open(folder, body)` gives `{ call(year, region), close() }`; `body` computes the value.
 */
export const peers = [
  { name: 'lmdb, JSON + SHA-256 key (a further floor)', persistent: true, floor: true, open: openLmdb },
  { name: 'Keyv + @keyv/sqlite as they come', persistent: true, open: openKeyvSqlite },
  { name: 'cachified, SQLite', persistent: true, open: (folder, body) => openCachified(folder, body, 'sqlite') },
  { name: 'cacheable, @keyv/sqlite', persistent: true, open: (folder, body) => openCacheable(folder, body, 'sqlite') },
  { name: 'bentocache, SQLite by Kysely', persistent: true, open: (folder, body) => openBentocache(folder, body, 'kysely') },
  { name: 'bentocache, files', persistent: true, open: (folder, body) => openBentocache(folder, body, 'file') },
  { name: 'ocache, unstorage files', persistent: true, open: (folder, body) => openOcache(folder, body, 'file') },
  { name: 'unstorage, files', persistent: true, open: openUnstorage },
  { name: 'memoize-fs', persistent: true, open: openMemoizeFs },
  { name: 'cacache', persistent: true, open: openCacache },
  { name: 'p-memoize, Map', persistent: false, open: openPMemoize },
  { name: 'cachified, Map', persistent: false, open: (folder, body) => openCachified(folder, body, 'memory') },
  { name: 'cacheable, memory', persistent: false, open: (folder, body) => openCacheable(folder, body, 'memory') },
  { name: 'bentocache, memory', persistent: false, open: (folder, body) => openBentocache(folder, body, 'memory') },
  { name: 'ocache, memory', persistent: false, open: (folder, body) => openOcache(folder, body, 'memory') },
]
