import { expect, test } from 'vitest'
import { checkLaws, noCounts } from './check-laws.js'
import { shrinkBreach } from './shrink-breach.js'

// `LAWS_PROGRAMS=20000 LAWS_SEED=1 npx vitest run --project outside test/laws` for the long form.
const programs = Number(process.env['LAWS_PROGRAMS'] ?? 60)
const edits = Number(process.env['LAWS_EDITS'] ?? 6)
const first = Number(process.env['LAWS_SEED'] ?? 1)

test(
  `both laws hold for ${programs} generated programs under edits`,
  async () => {
    const counts = noCounts()
    for (let seed = first; seed < first + programs; seed++) {
      const breach = await checkLaws(seed, edits, counts)
      expect(breach && { ...breach, ...(await shrinkBreach(breach)) }, `seed ${seed}`).toBeUndefined()
    }
    console.log(counts)
    // A generator that made programs which never hit, or never load, would prove nothing.
    expect(counts.hits).toBeGreaterThan(20 * programs)
    expect(counts.misses).toBeGreaterThan(5 * programs)
    expect(counts.neutral).toBeGreaterThan(programs)
    expect(counts.crashed + counts.declared).toBeLessThan(programs / 10)
  },
  20_000 + programs * 2_000,
)
