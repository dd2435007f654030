import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Io } from '../src/io.js'
import { run } from '../src/run.js'

const made: string[] = []

export function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-cli-'))
  made.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

export interface Outcome {
  code: number
  out: string
  err: string
  asked: string[]
}

/** Runs a command line in this process. With an answer, a person sits at the terminal. */
export async function cachecache(
  argv: string[],
  { answer, folder = tmpdir() }: { answer?: boolean; folder?: string } = {},
): Promise<Outcome> {
  const outcome: Outcome = { code: 0, out: '', err: '', asked: [] }
  const io: Io = {
    out: (text) => void (outcome.out += text),
    error: (text) => void (outcome.err += text),
    interactive: answer !== undefined,
    confirm: async (question) => {
      outcome.asked.push(question)
      return answer === true
    },
    workingDirectory: folder,
  }
  outcome.code = await run(argv, io)
  return outcome
}
