import { createInterface } from 'node:readline/promises'

/** All that a command knows of the world outside; tests give their own. */
export interface Io {
  out(text: string): void
  error(text: string): void
  /** Whether a person sits at the other end and can be asked. */
  readonly interactive: boolean
  confirm(question: string): Promise<boolean>
  readonly workingDirectory: string
}

export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  confirm: async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
    } finally {
      terminal.close()
    }
  },
  workingDirectory: process.cwd(),
}
