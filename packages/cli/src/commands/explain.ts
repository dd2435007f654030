import { existsSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import {
  explain,
  explainSince,
  listFunction,
  RevisionError,
  type Explanation,
  type SinceRevision,
} from '@cachecache/unplugin/explain'
import { Misuse, type CommandDefinition } from '../command.js'
import { formatExplanation, formatSince } from '../explanation.js'
import type { Io } from '../io.js'
import { formatJson } from '../print.js'

interface ExplainFlags {
  json?: boolean
  since?: string
  alias?: string[]
}

const NAME_A_FILE = 'Name a source file, like src/report.ts#report.'

export const command: CommandDefinition<ExplainFlags> = {
  configure: (command) =>
    void command
      .argument('<file>', 'a source file, or one of its tagged functions: src/report.ts#report')
      .option('--since <revision>', 'say what moved the versions since a git revision')
      .option('--alias <name=path...>', "a bundler's alias, as the plugin has it")
      .option('--json', 'print JSON'),
  examples: [
    ['cachecache explain src/report.ts', 'every tagged function of the file'],
    ['cachecache explain src/report.ts#report', 'one of them'],
    ['cachecache explain src/report.ts --since main', 'what moved its version since the branch main'],
  ],
  async run({ args: [target = ''], options, io }) {
    const [path, name] = splitTarget(target, io.workingDirectory)
    const root = io.workingDirectory
    const file = resolve(root, path)
    if (!existsSync(file)) throw new Misuse(`There is no file ${path} here. ${NAME_A_FILE}`)
    if (!statSync(file).isFile()) throw new Misuse(`${path} is a folder. ${NAME_A_FILE}`)
    const alias = readAliases(options.alias)
    const { functions, diagnostics } = explain(file, { root, alias, ...(name === undefined ? {} : { name }) })
    const problems = [...diagnostics, ...functions.flatMap((fn) => fn.diagnostics)]
    if (name !== undefined && functions.length === 0)
      throw new Misuse(`${path} has no tagged function \`${name}\`. ${tellNames(file, root)}`)
    const since =
      options.since === undefined ? [] : readSince(file, options.since, { root, alias, ...(name === undefined ? {} : { name }) })
    if (options.json) io.out(formatJson(functions.map((fn) => shown(fn, since))))
    else print(path, functions, since, options.since, io)
    for (const { file: at, line, column, severity, message } of problems) {
      io.error(`${relative(root, at)}:${line}:${column}: ${severity}: ${message}\n`)
    }
    return problems.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}

function splitTarget(target: string, folder: string): [path: string, name: string | undefined] {
  const at = target.lastIndexOf('#')
  // A file may have `#` in its name.
  if (at < 0 || existsSync(resolve(folder, target))) return [target, undefined]
  return [target.slice(0, at), target.slice(at + 1)]
}

function tellNames(file: string, root: string): string {
  const names = explain(file, { root }).functions.map(({ id }) => id.slice(id.lastIndexOf('#') + 1))
  return names.length > 0 ? `Name one of ${names.map((name) => `\`${name}\``).join(', ')}.` : 'Tag one with /** @cache */.'
}

function readAliases(given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((item) => {
      const at = item.indexOf('=')
      if (at < 1) throw new Misuse(`--alias ${item}: write it as name=path, like --alias @=./src.`)
      return [item.slice(0, at), item.slice(at + 1)]
    }),
  )
}

function readSince(file: string, revision: string, options: NonNullable<Parameters<typeof explainSince>[2]>): SinceRevision[] {
  try {
    return explainSince(file, revision, options)
  } catch (error) {
    throw error instanceof RevisionError ? new Misuse(error.message) : error
  }
}

/** The shape of `functions` in what `transform` gives; reasons, inputs and warnings are for people. */
function shown(fn: Explanation, since: readonly SinceRevision[]) {
  const moved = since.find((item) => item.id === fn.id)
  return {
    ...listFunction(fn),
    ...(moved ? { since: { previousVersion: moved.previousVersion ?? null, moves: moved.moves } } : {}),
  }
}

function print(
  path: string,
  functions: readonly Explanation[],
  since: readonly SinceRevision[],
  revision: string | undefined,
  io: Io,
): void {
  if (functions.length === 0) io.out(`${path} has no tagged function.\n`)
  io.out(
    functions
      .map(
        (fn) =>
          formatExplanation(fn) +
          formatSince(
            since.find(({ id }) => id === fn.id),
            revision,
          ),
      )
      .join('\n'),
  )
}
