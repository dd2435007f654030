import { createInterface } from 'node:readline/promises'

/** The environment of a command; tests pass their own. */
export interface Io {
  out(text: string): void
  error(text: string): void
  /** Whether input and output are a terminal, so that a question can be asked. */
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
    } catch {
      // Ctrl+C or Ctrl+D: an error, so that the shell doesn't continue as after a yes.
      process.stdout.write('\n')
      throw new Error('Interrupted. Nothing was done.')
    } finally {
      terminal.close()
    }
  },
  workingDirectory: process.cwd(),
}

/** A reader that has read enough, such as `| head`, closes the pipe. This is not an error. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
}
