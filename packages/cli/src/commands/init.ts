import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Misuse, type CommandDefinition } from '../command.js'
import { isWorkspace } from '../find-hosts.js'
import { HOSTS, NODE } from '../hosts.js'
import { makePlan, type Plan } from '../init/plan.js'
import type { Io } from '../io.js'
import { formatJson } from '../print.js'

interface InitFlags {
  host?: string
  install?: boolean
  dryRun?: boolean
  yes?: boolean
  json?: boolean
}

const NAMES = [...HOSTS, NODE].map(({ name }) => name)

export const command: CommandDefinition<InitFlags> = {
  configure: (command) =>
    void command
      .option('--host <name>', `what builds or runs the project: ${NAMES.join(', ')} (default: found)`)
      .option('--no-install', 'install nothing')
      .option('--dry-run', 'only print what would be done')
      .option('-y, --yes', 'skip the confirmation')
      .option('--json', 'print JSON: hosts, installs, edited, manual, next'),
  examples: [
    ['cachecache init', 'install, and put the plugin into the configuration'],
    ['npx @cachecache/cli init --dry-run', 'print what that would do, before anything is installed'],
    ['cachecache init --host vitest --yes', 'for tests alone, without asking'],
  ],
  async run({ options, io }) {
    const folder = io.workingDirectory
    if (!existsSync(join(folder, 'package.json')))
      throw new Misuse("No package.json in this folder. Run this in the project's folder, or create one with `npm init`.")
    if (options.host !== undefined && !NAMES.includes(options.host))
      throw new Misuse(`Unknown host ${options.host}. Use one of ${NAMES.join(', ')}.`)
    const plan = makePlan(folder, options.host)
    if (options.host === undefined && plan.hosts[0] === NODE.name && isWorkspace(folder))
      throw new Misuse('This is the root of a workspace. Run this in the folder of the package whose functions you tag.')
    if (options.install === false) plan.installs = []
    if (!options.json) io.out(tell(plan, folder, options.dryRun === true))
    const doing = options.dryRun !== true && (plan.installs.length > 0 || plan.edits.length > 0)
    if (doing && !(await mayGoOn(options, io))) return 0
    const failed = doing ? carryOut(plan, folder, options, io) : undefined
    if (options.json) io.out(formatJson(shown(plan, folder)))
    if (failed !== undefined) {
      io.error(`\`${failed}\` failed. Nothing was written. Fix this, then run \`cachecache init\` again.\n`)
      return 1
    }
    if (!options.json) io.out(tellNext(plan))
    return 0
  },
}

async function mayGoOn({ yes, json }: InitFlags, io: Io): Promise<boolean> {
  if (yes || json || !io.interactive) return true
  const agreed = await io.confirm('Continue?')
  if (!agreed) io.out('Nothing was done.\n')
  return agreed
}

/** @returns the command that failed */
function carryOut({ installs, edits }: Plan, folder: string, { json }: InitFlags, io: Io): string | undefined {
  for (const [program, ...args] of installs) {
    // On Windows, package managers are scripts. Their output is not part of the JSON.
    const done = spawnSync(program!, args, { cwd: folder, shell: process.platform === 'win32', encoding: 'utf8', stdio: 'pipe' })
    if (done.status !== 0) {
      io.error(done.stderr || done.error?.message || done.stdout || '')
      return [program, ...args].join(' ')
    }
    if (!json) io.out(done.stdout)
  }
  for (const { file, text } of edits) writeFileSync(file, text)
  return undefined
}

function tell({ hosts, installs, edits, manual, there }: Plan, folder: string, dryRun: boolean): string {
  const would = dryRun ? 'would ' : ''
  const lines = [
    `${hosts.join(', ')}:`,
    ...installs.map((command) => `  ${would}run \`${command.join(' ')}\``),
    ...edits.map(({ file }) => `  ${would}${existsSync(file) ? 'add the plugin to' : 'create'} ${relative(folder, file)}`),
    ...there.map((file) => `  ${relative(folder, file)} has the plugin already`),
  ]
  for (const { host, file, lines: own } of manual) {
    const place = file === undefined ? `where ${host} is called or configured` : `in ${relative(folder, file)}`
    lines.push(`  add by hand, ${place}:`, '', ...own.map((line) => (line === '' ? '' : `    ${line}`)), '')
  }
  return `${lines.join('\n')}\n`
}

const tellNext = ({ next, manual }: Plan): string =>
  `Tag a function with \`/** @cache */\`, then run \`${/^(?:node|bun|deno)\b/.test(next) ? next : `npx ${next}`}\`` +
  `${manual.length > 0 ? ' once the lines are in place' : ''}. \`npx cachecache doctor\` tells whether it is cached.\n`

function shown({ hosts, installs, edits, manual, there, next }: Plan, folder: string) {
  const short = (file: string) => relative(folder, file)
  return {
    hosts,
    installs: installs.map((command) => command.join(' ')),
    edited: edits.map(({ file }) => short(file)),
    there: there.map(short),
    manual: manual.map(({ host, file, lines }) => ({ host, file: file === undefined ? null : short(file), lines })),
    next,
  }
}
