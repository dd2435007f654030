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
import { ALIAS_OPTION, readAliases } from '../aliases.js'
import { Misuse, type CommandDefinition } from '../command.js'
import { formatExplanation, formatSince } from '../explanation.js'
import { settingsOf, type Settings } from '../last-builds.js'
import { formatJson } from '../print.js'

interface ExplainFlags {
  json?: boolean
  since?: string
  alias?: string[]
}

const NAME_A_FILE = 'Pass a source file, such as src/report.ts#report.'

export const command: CommandDefinition<ExplainFlags> = {
  configure: (command) =>
    void command
      .argument('<file>', 'a source file, or one of its tagged functions: src/report.ts#report')
      .option('--since <revision>', 'show what changed the versions since a git revision, using the packages installed now')
      .option(...ALIAS_OPTION)
      .option('--json', 'print JSON'),
  examples: [
    ['cachecache explain src/report.ts', 'every tagged function of the file'],
    ['cachecache explain src/report.ts#report', 'one of them'],
    ['cachecache explain src/report.ts --since main', 'what changed its version since the branch main'],
  ],
  async run({ args: [target = ''], options, io }) {
    const [path, name] = splitTarget(target, io.workingDirectory)
    const root = io.workingDirectory
    const file = findSource(path, root)
    const settings = await settingsOf(file, root, readAliases(options.alias))
    const request = { ...settings, ...(name === undefined ? {} : { name }) }
    const { functions, diagnostics } = explain(file, request)
    const problems = [...diagnostics, ...functions.flatMap((fn) => fn.diagnostics)]
    // If the file has a problem, the problem may concern this function.
    if (name !== undefined && functions.length === 0 && problems.length === 0)
      throw new Misuse(`${path} has no tagged function \`${name}\`. ${tellNames(file, settings)}`)
    const since = options.since === undefined ? [] : readSince(file, options.since, request)
    if (options.json) io.out(formatJson(functions.map((fn) => shown(fn, since))))
    else if (functions.length > 0) io.out(format(functions, since, options.since))
    else if (problems.length === 0) io.out(`${path} has no tagged function.\n`)
    for (const { file: at, line, column, severity, message } of problems) {
      io.error(`${relative(root, at)}:${line}:${column}: ${severity}: ${message}\n`)
    }
    return problems.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}

function splitTarget(target: string, folder: string): [path: string, name: string | undefined] {
  const at = target.lastIndexOf('#')
  // A file name may contain `#`.
  if (at < 0 || existsSync(resolve(folder, target))) return [target, undefined]
  return [target.slice(0, at), target.slice(at + 1)]
}

function findSource(path: string, root: string): string {
  const file = resolve(root, path)
  if (path === '') throw new Misuse(`Missing file argument. ${NAME_A_FILE}`)
  if (!existsSync(file)) throw new Misuse(`${path} does not exist. ${NAME_A_FILE}`)
  if (!statSync(file).isFile()) throw new Misuse(`${path} is a folder. ${NAME_A_FILE}`)
  if (!/\.[cm]?[jt]sx?$/.test(file)) throw new Misuse(`${path} is not a JavaScript or TypeScript file. ${NAME_A_FILE}`)
  return file
}

function tellNames(file: string, request: Settings): string {
  const names = explain(file, request).functions.map(({ id }) => id.slice(id.lastIndexOf('#') + 1))
  return names.length > 0
    ? `Its tagged functions are ${names.map((name) => `\`${name}\``).join(', ')}.`
    : 'Tag one with /** @cache */.'
}

function readSince(file: string, revision: string, options: NonNullable<Parameters<typeof explainSince>[2]>): SinceRevision[] {
  try {
    return explainSince(file, revision, options)
  } catch (error) {
    throw error instanceof RevisionError ? new Misuse(error.message) : error
  }
}

/** The same shape as `functions` in the result of `transform`; reasons, inputs and warnings are for display. */
function shown(fn: Explanation, since: readonly SinceRevision[]) {
  const moved = since.find((item) => item.id === fn.id)
  return {
    ...listFunction(fn),
    ...(moved ? { since: { previousVersion: moved.previousVersion ?? null, moves: moved.moves } } : {}),
  }
}

function format(functions: readonly Explanation[], since: readonly SinceRevision[], revision: string | undefined): string {
  const sinceOf = (fn: Explanation) => since.find(({ id }) => id === fn.id)
  return functions.map((fn) => formatExplanation(fn) + formatSince(sinceOf(fn), revision)).join('\n')
}
