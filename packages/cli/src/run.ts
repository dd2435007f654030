import { Command, CommanderError } from 'commander'
import { CachePathError, printable } from '@cachecache/runtime/stores'
import { type CommandDefinition, type ExitCode, Misuse } from './command.js'
import { commands } from './commands/registry.js'
import type { Io } from './io.js'
import { readVersion } from './version.js'

/**
 * Runs the command line.
 *
 * @param argv without `node` and the script
 * @returns the exit code: 0 fine, 1 found problems, 2 misuse
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const program = prepare(new Command('cachecache'), io)
    .description('Inspect and clear what cachecache has stored.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print help on a command')
    .addHelpText('after', '\nExit codes: 0 fine, 1 found problems, 2 misuse.')
  const called = findCalled(argv)
  for (const { name, summary, load } of commands) {
    const command = prepare(program.command(name).summary(summary).description(capitalize(summary)), io)
    if (name !== called) continue
    const definition = (await load()).command
    definition.configure(command)
    command.addHelpText('after', examplesOf(definition))
    command.action(async () => {
      exitCode = await definition.run({ args: command.processedArgs as (string | undefined)[], options: command.opts(), io })
    })
  }
  if (argv.length === 0) {
    program.outputHelp()
    return 0
  }
  // For an unknown command after `help`, commander prints the general help without an error.
  const unknown = argv[0] === 'help' && called !== undefined && ![...commands.map(({ name }) => name), 'help'].includes(called)
  try {
    await program.parseAsync(unknown ? [called] : [...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    return report(error, io)
  }
}

/** Redirects commander's exits and output to `io`. */
function prepare(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.error })
    .configureHelp({ helpWidth: 100 })
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError(`(cachecache ${command.name() === 'cachecache' ? '' : `${command.name()} `}--help lists the options)`)
}

/** Returns the command that is called or asked about, because only its file is loaded. */
function findCalled(argv: readonly string[]): string | undefined {
  const words = argv.filter((word) => !word.startsWith('-'))
  return words[0] === 'help' ? words[1] : words[0]
}

function examplesOf({ examples }: CommandDefinition): string {
  const width = Math.max(...examples.map(([call]) => call.length))
  return `\nExamples:\n${examples.map(([call, does]) => `  $ ${call.padEnd(width)}   ${does}`).join('\n')}\n`
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function report(error: unknown, io: Io): ExitCode {
  // Commander has already printed. Code 0 is for --help and --version.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  // Line by line, because a code frame has several.
  const message = error instanceof Error ? error.message : String(error)
  io.error(`error: ${message.split('\n').map(printable).join('\n')}\n`)
  return error instanceof Misuse || error instanceof CachePathError ? 2 : 1
}
