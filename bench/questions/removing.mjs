import { randomUUID } from 'node:crypto'
import { cpSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openExistingStore } from '@cachecache/runtime/stores'
import { Comparison } from '../harness/compare.mjs'
import { ownProcessorTime } from '../harness/processor-time.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { openSqlite } from '../harness/sqlite.mjs'
import { importSubject } from '../harness/subject.mjs'

const HALF = 'prune to half'
const BARE = 'one DELETE of as many rows'

export default {
  asks: 'What processor time does removing the entries of a large store take?',
  async measure({ quick, many }) {
    const folder = scratchFolder('removing')
    const filled = join(folder, 'filled')
    await fillStore(filled, many)
    const size = statSync(join(filled, 'cachecache.sqlite')).size
    const figures = { [HALF]: [], [BARE]: [], 'clear --older-than': [], clear: [], ls: [] }
    for (let round = 0; round < (quick ? 2 : 5); round++) {
      const half = await withCopy(folder, filled, (store) => store.prune(size / 2))
      figures[HALF].push(half.time)
      figures[BARE].push(await deleteBare(folder, filled, half.result.removed))
      const unusedSince = Date.now() - many / 2
      figures['clear --older-than'].push((await withCopy(folder, filled, (store) => store.remove({ unusedSince }))).time)
      figures.clear.push((await withCopy(folder, filled, (store) => store.remove({}))).time)
      figures.ls.push((await withCopy(folder, filled, (store) => store.list())).time)
    }
    const compared = new Comparison(randomUUID(), figures)
    return {
      rows: compared.rows(),
      ratios: [compared.ratio('prune to half over one DELETE of as many rows', HALF, BARE)],
      notes: [
        `${many.toLocaleString('en')} small entries. The DELETE holds the lock for writing until it has ended; prune gives it back every 40 ms.`,
      ],
    }
  },
}

/** Stores one entry, and copies of its row under other hashes: calls would take minutes. */
async function fillStore(folder, many) {
  process.env.BENCH_CACHE_PATH = folder
  const { countedQuote } = await importSubject('counted-quotes', folder)
  countedQuote(0)
  const database = await openSqlite(join(folder, 'cachecache.sqlite'))
  const insert = database.prepare(
    `INSERT INTO keyv (hash, key, namespace, fn, bytes, made, used, value)
     SELECT ?, ? || key, namespace, fn, bytes, ?, ?, value FROM keyv WHERE bytes > 0 LIMIT 1`,
  )
  const oldest = Date.now() - many
  database.exec('BEGIN')
  for (let n = 1; n < many; n++) insert.run(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER), `${n}:`, oldest + n, oldest + n)
  database.exec('COMMIT')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

/** @returns `time` in microseconds */
async function withCopy(folder, filled, work) {
  const path = join(folder, 'copy')
  rmSync(path, { recursive: true, force: true })
  cpSync(filled, path, { recursive: true })
  const store = await openExistingStore(path)
  const started = ownProcessorTime()
  const result = await work(store)
  const time = (ownProcessorTime() - started) * 1000
  await store.close()
  return { time, result }
}

/** @returns microseconds */
async function deleteBare(folder, filled, rows) {
  const path = join(folder, 'bare.sqlite')
  rmSync(path, { force: true })
  cpSync(join(filled, 'cachecache.sqlite'), path)
  const database = await openSqlite(path)
  database.exec('PRAGMA cache_size = -64000')
  const remove = database.prepare('DELETE FROM keyv WHERE rowid <= ?')
  const started = ownProcessorTime()
  remove.run(rows)
  const time = (ownProcessorTime() - started) * 1000
  database.close()
  return time
}
