import { type Backend, type EntryFilter, formatSize, type Removed } from '@cachecache/runtime/stores'
import ms from 'ms'
import { ALIAS_OPTION, readAliases } from '../aliases.js'
import { type CommandDefinition, Misuse } from '../command.js'
import { findCurrentVersions } from '../current-versions.js'
import type { Io } from '../io.js'
import { countOf, formatJson } from '../print.js'
import { formatRemoved } from '../removed.js'
import { keepCurrent } from '../stale.js'
import { PATH_ARGUMENT, withStore } from '../store.js'

interface ClearOptions {
  function?: string
  olderThan?: string
  stale?: boolean
  alias?: string[]
  dryRun?: boolean
  yes?: boolean
  json?: boolean
}

const NONE: Removed = { removed: 0, bytes: 0 }

export const command: CommandDefinition<ClearOptions> = {
  configure: (command) =>
    void command
      .argument(...PATH_ARGUMENT)
      .option('--function <name>', "only this function: an id, a name, or a pattern with '*'")
      .option('--older-than <age>', 'only results unused for this long, such as 12h or 7d')
      .option('--stale', "only versions that the current project's code no longer has")
      .option(...ALIAS_OPTION)
      .option('--dry-run', 'only print what would be removed')
      .option('-y, --yes', 'remove without asking; without a terminal, nothing is asked')
      .option('--json', 'print JSON'),
  examples: [
    ['cachecache clear', 'remove all results from the default cache'],
    ['cachecache clear --function report', 'remove those of one function'],
    ["cachecache clear --function 'my-app/src/db/*'", 'remove those of all functions in a folder'],
    ['cachecache clear --older-than 30d --yes', 'remove those unused for 30 days, without confirmation'],
    ['cachecache clear --stale --dry-run', 'show what earlier versions of the code left behind'],
  ],
  async run({ args: [path], options, io }) {
    const unusedSince = options.olderThan === undefined ? undefined : Date.now() - parseAge(options.olderThan)
    const alias = readAliases(options.alias)
    const removed = await withStore<Removed | undefined>(path, io, undefined, async (store) => {
      const filter: EntryFilter = {
        ...(options.function !== undefined && { function: options.function }),
        ...(unusedSince !== undefined && { unusedSince }),
        ...(options.stale && {
          keepVersions: await keepCurrent(store, io.workingDirectory, (folder) => findCurrentVersions(folder, alias)),
        }),
      }
      if (options.dryRun) return store.remove(filter, { dryRun: true })
      return (await mayClear(store, filter, options, io)) ? store.remove(filter) : undefined
    })
    if (options.json) io.out(formatJson(removed ?? NONE))
    else if (removed?.removed === 0) io.out('There is nothing to remove.\n')
    else if (removed) io.out(formatRemoved(removed, options.dryRun === true))
    return 0
  },
}

function parseAge(age: string): number {
  const milliseconds = age.length <= 100 ? ms(age as ms.StringValue) : undefined
  if (milliseconds === undefined || Number.isNaN(milliseconds) || milliseconds < 0 || !/[a-z]/i.test(age)) {
    throw new Misuse(`--older-than ${age} is not an age. Use a number and a unit, such as 12h or 7d.`)
  }
  return milliseconds
}

/** Asks only on a terminal, never in a pipe. */
async function mayClear(store: Backend, filter: EntryFilter, options: ClearOptions, io: Io): Promise<boolean> {
  if (options.yes || options.json || !io.interactive) return true
  const { removed, bytes } = await store.remove(filter, { dryRun: true })
  if (removed === 0) return true
  const agreed = await io.confirm(`Remove ${countOf(removed, 'entry', 'entries')} (${formatSize(bytes)}) from ${store.location}?`)
  if (!agreed) io.out('Nothing was removed.\n')
  return agreed
}
