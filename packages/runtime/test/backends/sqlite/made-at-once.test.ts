import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, type Connection } from '../../../src/backends/sqlite/connection.js'
import { prepareDatabase } from '../../../src/backends/sqlite/schema.js'
import { makeScratch } from '../scratch.js'

test("tables that another process makes while this one looks are not taken for somebody else's", () => {
  const file = join(makeScratch(), 'cachecache.sqlite')
  const [one, other] = [connect(file), connect(file)]
  let hasMade = false
  const looking: Connection = {
    ...one,
    get: <Row>(sql: string, ...values: (string | number)[]) => {
      const row = one.get<Row>(sql, ...values)
      if (hasMade || !sql.includes('user_version')) return row
      hasMade = true
      other.wait(0)
      try {
        other.exec('BEGIN IMMEDIATE; CREATE TABLE cachecache_function (fn); PRAGMA user_version = 8; COMMIT')
      } catch {
        // It has to wait until this one has looked.
        other.exec('ROLLBACK')
      }
      return row
    },
  }
  prepareDatabase(looking, file, true)
  expect(hasMade).toBe(true)
  expect(one.get('SELECT count(*) AS count FROM keyv')).toEqual({ count: 0 })
  one.close()
  other.close()
})
