import type { Command } from 'commander'
import type { Io } from './io.js'

/** 0: fine. 1: found problems. 2: misuse. */
export type ExitCode = 0 | 1 | 2

/**
 * One command. To add one:
 *
 * 1. write `commands/<name>.ts` that exports `command: CommandDefinition`;
 * 2. add its line to the table in `commands/registry.ts`.
 *
 * `configure` declares arguments and options on commander's `Command` (`.argument('[path]', '…')`, `.option('--json', '…')`).
 * `run` gets their values under the names that commander derives, and prints only through `io`. It throws a `Misuse` for a user error (exit
 * code 2); any other error is printed without its stack and exits with 1.
 * The file is loaded only when its command is called, so it may import what it needs.
 */
export interface CommandDefinition<Options = Record<string, unknown>> {
  configure(command: Command): void
  /** Lines of `--help`: a call and what it does. */
  examples: readonly (readonly [call: string, does: string])[]
  run(context: { args: readonly (string | undefined)[]; options: Options; io: Io }): Promise<ExitCode>
}

/** A user error on the command line. The message says what to pass instead. */
export class Misuse extends Error {}
