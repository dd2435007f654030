import { expect, test } from 'vitest'
import { runProgram, writeProgram } from '../child.js'
import { makeScratch } from '../scratch.js'

/** Makes one good database, damages copies of it, and reads and writes each: what comes back is right or nothing. */
const PROGRAM = `
  import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
  import { createRandom } from ${JSON.stringify(new URL('../random.ts', import.meta.url).pathname)}
  const [folder, seed, files] = process.argv.slice(2)
  const random = createRandom(Number(seed))
  const names = Array.from({ length: 120 }, (_, i) => 'n' + i)
  const valueOf = (name) => ({ name, filler: name.repeat(name.length * 7 + (Number(name.slice(1)) % 11) * 300) })
  const good = folder + '/good'
  const store = openBackend(good)
  for (const name of names) await store.write(entry(name, valueOf(name)))
  await store.close()
  const bytes = readFileSync(good + '/cachecache.sqlite')
  const seen = { right: 0, none: 0, wrong: 0, thrown: 0, unusable: 0 }
  process.emitWarning = () => {}

  function damage(copy) {
    const kind = random(6)
    if (kind === 0) return copy.subarray(0, random(copy.length))
    const from = random(copy.length)
    if (kind === 1) copy.fill(random(256), from, from + random(9_000))
    if (kind === 2) for (let i = 0; i < 40; i++) copy[random(copy.length)] ^= 1 << random(8)
    if (kind === 3) copy[random(4096)] = random(256)
    if (kind === 4) copy.copy(copy, random(copy.length / 4096) * 4096, random(copy.length / 4096) * 4096, copy.length)
    if (kind === 5) copy[random(100)] = random(256)
    return copy
  }

  for (let file = 0; file < Number(files); file++) {
    const path = folder + '/' + file
    mkdirSync(path)
    writeFileSync(path + '/cachecache.sqlite', damage(Buffer.from(bytes)))
    const damaged = openBackend(path)
    for (const name of names) {
      for (const read of [() => damaged.sync.read(keyOf(name)), () => damaged.read(keyOf(name))]) {
        try {
          const found = await read()
          const value = found && decode(found, keyOf(name))?.value
          if (value === undefined) seen.none++
          else if (JSON.stringify(value) === JSON.stringify(valueOf(name))) seen.right++
          else seen.wrong++
        } catch { seen.thrown++ }
      }
    }
    try {
      await damaged.write(entry('new', 'new'))
      if (decode(await damaged.read(keyOf('new')), keyOf('new')).value !== 'new') seen.wrong++
    } catch (error) {
      // Damage to the format number itself: a database of a newer cachecache is left alone.
      if (error.code !== 'newer-format') seen.unusable++
    }
    try { await damaged.close() } catch {}
    rmSync(path, { recursive: true })
  }
  console.log(JSON.stringify(seen))
`

test('of 300 databases damaged at random every read is right or nothing, and the program ends well', async () => {
  const program = writeProgram(PROGRAM)
  const ended = await Promise.all([1, 2].map((seed) => runProgram(program, makeScratch(), String(seed), '150')))
  for (const { code, out, err } of ended) {
    expect([code, err]).toEqual([0, ''])
    const seen = JSON.parse(out) as Record<'right' | 'none' | 'wrong' | 'thrown' | 'unusable', number>
    expect(seen.wrong).toBe(0)
    expect(seen.right).toBeGreaterThan(1_000)
    expect(seen.none).toBeGreaterThan(1_000)
    // Damage is met by replacing the file: the next write works.
    expect(seen.unusable).toBe(0)
  }
}, 120_000)
