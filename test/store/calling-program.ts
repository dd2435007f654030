import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const here = fileURLToPath(new URL('..', import.meta.url))
// Adapters are optional: they are found from where the program runs.
process.chdir(here)

export interface Answer {
  value: { a: number }
  milliseconds: number
}

/** Starts a program that calls one cached function. */
export function startProgram(url: string, log: string, mode = '', env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(here, 'support/store-calls.mjs'), url, log, mode], {
    cwd: here,
    env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let err = ''
  child.stderr.on('data', (chunk) => (err += chunk))
  const closed = new Promise<number | null>((ended) => child.on('close', ended))
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    call: async (a: number): Promise<Answer> => {
      child.stdin.write(`${a}\n`)
      return JSON.parse((await lines.next()).value as string) as Answer
    },
    /** Asks for nothing more. */
    end: async () => {
      const started = performance.now()
      child.stdin.end()
      const code = await closed
      return { code, err, milliseconds: performance.now() - started }
    },
  }
}

export const warningsIn = (text: string): number => text.match(/CacheWarning/g)?.length ?? 0
