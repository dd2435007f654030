import { fork } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Comparison } from '../harness/compare.mjs'
import { scratchFolder } from '../harness/scratch.mjs'
import { openSqlite } from '../harness/sqlite.mjs'
import { buildSubject } from '../harness/subject.mjs'

/** Each with its processes that write, and whether another connection holds SQLite's lock for writing meanwhile. */
const situations = {
  uncached: { writers: 1, mode: 'off' },
  'one writer': { writers: 1 },
  'three writers': { writers: 3 },
  'a lock held by another': { writers: 1, isLocked: true },
}

export default {
  asks: 'How long does the event loop stand still where asynchronous functions store?',
  async measure({ quick }) {
    const folder = scratchFolder('stalls')
    const program = await buildSubject('numbers', folder)
    const [milliseconds, rounds] = quick ? [500, 2] : [5_000, 5]
    const figures = {}
    for (let round = 0; round < rounds; round++) {
      for (const [name, situation] of Object.entries(situations)) {
        for (const [task, value] of Object.entries(await measureOnce(situation, { folder, program, milliseconds })))
          (figures[`${name}: ${task}`] ??= []).push(value)
      }
    }
    const compared = new Comparison(randomUUID(), figures)
    return {
      rows: compared.rows(),
      ratios: Object.keys(situations)
        .filter((name) => name !== 'uncached')
        .map((name) => compared.ratio(`event loop delay, p99: ${name} over uncached`, `${name}: p99`, 'uncached: p99')),
      notes: [
        `Five misses at a time, pauses of 5 ms, for ${milliseconds / 1000} s in each round. Of three writers, the worst one counts.`,
      ],
    }
  },
}

/** @returns times in microseconds */
async function measureOnce({ writers, mode, isLocked }, { folder, program, milliseconds }) {
  const path = mkdtempSync(join(folder, 'cache-'))
  const children = Array.from({ length: writers }, (_, writer) =>
    fork(fileURLToPath(new URL('../harness/stalls-child.mjs', import.meta.url)), [program, `${writer}`], {
      env: { ...process.env, CACHECACHE_PATH: path, ...(mode && { CACHECACHE: mode }) },
      execArgv: [],
    }),
  )
  await Promise.all(children.map((child) => once(child, 'message')))
  const lock = isLocked ? await openSqlite(join(path, 'cachecache.sqlite')) : undefined
  lock?.exec('BEGIN IMMEDIATE')
  const reports = await Promise.all(
    children.map(async (child) => {
      child.send(milliseconds)
      const [report] = await once(child, 'message')
      child.kill()
      return report
    }),
  )
  lock?.close()
  const worst = (task) => Math.max(...reports.map((report) => report[task]))
  return { p99: worst('p99'), longest: worst('longest') }
}
