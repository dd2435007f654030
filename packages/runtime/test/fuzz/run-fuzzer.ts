import { expect } from 'vitest'
import { runProgram, writeProgram } from '../backends/child.js'
import { makeScratch } from '../backends/scratch.js'

const programOf = (name: string): string =>
  writeProgram(`await import(${JSON.stringify(new URL(name, import.meta.url).pathname)})`)

/** With little memory, so that who takes too much dies of it. */
async function run(program: string, args: (string | number)[]): Promise<Record<string, number>> {
  const { code, out, err } = await runProgram('--max-old-space-size=192', program, ...args.map(String))
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as Record<string, number>
}

export async function fuzzDecoder(seed: number, entries: number, seconds: number): Promise<void> {
  const { decoded, read, ...faults } = await run(programOf('fuzz-decoder.ts'), [seed, entries, seconds])
  console.log(`decoder, seed ${seed}: ${decoded} forged entries, ${read} of them read`)
  expect(faults).toEqual({ functions: 0, polluted: 0, greedy: 0 })
  // Otherwise the mutations would say nothing.
  expect(read).toBeGreaterThan(decoded! / 20)
}

export async function fuzzDatabase(seed: number, databases: number, seconds: number): Promise<void> {
  const { opened, rows, right, none, ...faults } = await run(programOf('fuzz-database.ts'), [
    seed,
    databases,
    seconds,
    makeScratch(),
  ])
  console.log(
    `database, seed ${seed}: ${opened} crafted databases, ${rows} crafted rows, ${right} results right and ${none} missing`,
  )
  expect(faults).toEqual({ wrong: 0, thrown: 0, lost: 0, unusable: 0 })
  expect(right).toBeGreaterThan(opened!)
  expect(none).toBeGreaterThan(opened!)
}
