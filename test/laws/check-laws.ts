import { editProgram } from './edit-program.js'
import { generateProgram } from './generate-program.js'
import { createRandom } from './random.js'
import { renderProgram } from './render-program.js'
import { ProgramRunner } from './run-program.js'

/** A place where a law did not hold. */
export interface Breach {
  seed: number
  step: number
  law: 'a hit is what a fresh run would return' | 'an edit that changes nothing moves nothing'
  edit: string
  fresh: string
  cached: string
  before: Record<string, string>
  after: Record<string, string>
  problems: string[]
  env: Record<string, string>
}

export interface Counts {
  programs: number
  edits: number
  neutral: number
  runs: number
  hits: number
  misses: number
  bypasses: number
  /** Programs that do not load. */
  crashed: number
  /** Edits after which the build warned that a value is not in the key, and results differed. */
  declared: number
}

export const noCounts = (): Counts => ({
  programs: 0,
  edits: 0,
  neutral: 0,
  runs: 0,
  hits: 0,
  misses: 0,
  bypasses: 0,
  crashed: 0,
  declared: 0,
})

// What the build or the first call says is not tracked is outside of the law.
const UNTRACKED = /^(warning (private-variable|unkeyable-value|dynamic-env|unfollowed-)|error |runtime unkeyable-value)/

/** Edits one generated program step by step, and compares a cached run with an uncached one after each. */
export async function checkLaws(seed: number, edits: number, counts: Counts): Promise<Breach | undefined> {
  const random = createRandom(seed)
  const program = generateProgram(random)
  const runner = new ProgramRunner()
  counts.programs++
  try {
    let before: Record<string, string> = {}
    for (let step = 0; step <= edits; step++) {
      const edit = step === 0 ? { name: 'none', neutral: false, undo() {} } : editProgram(program, random)
      const after = renderProgram(program)
      await runner.build(after, random.chance(0.5))
      const fresh = await runner.run(program.env, 'off')
      counts.runs++
      if (/crashed/.test(fresh.log)) {
        if (step === 0) {
          counts.crashed++
          return undefined
        }
        edit.undo()
        continue
      }
      counts.edits++
      const breach = (law: Breach['law'], cached: string): Breach => ({
        seed,
        step,
        law,
        edit: edit.name,
        fresh: fresh.log,
        cached,
        before,
        after,
        problems: runner.problems,
        env: program.env,
      })
      for (const again of [false, true]) {
        const cached = await runner.run(program.env, 'cached')
        counts.runs++
        counts.hits += cached.hits
        counts.misses += cached.misses
        counts.bypasses += cached.bypasses
        if (cached.log !== fresh.log) {
          if (!runner.problems.some((problem) => UNTRACKED.test(problem)))
            return breach('a hit is what a fresh run would return', cached.log)
          counts.declared++
          return undefined
        }
        if (edit.neutral && !again) {
          counts.neutral++
          if (cached.misses > 0) return breach('an edit that changes nothing moves nothing', cached.calls.join('\n'))
        }
        if (again && cached.misses > 0)
          return breach('an edit that changes nothing moves nothing', `in a second run: ${cached.calls.join('\n')}`)
      }
      before = after
    }
    return undefined
  } finally {
    runner.dispose()
  }
}
