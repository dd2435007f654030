import { formatSize, parseSize, type Removed } from '@cachecache/runtime/stores'
import { type CommandDefinition, Misuse } from '../command.js'
import { formatRemoved } from '../removed.js'
import { formatJson } from '../print.js'
import { PATH_ARGUMENT, withStore } from '../store.js'

const NONE: Removed = { removed: 0, bytes: 0 }

export const command: CommandDefinition<{ maxSize: string; json?: boolean; dryRun?: boolean }> = {
  configure: (command) =>
    void command
      .argument(...PATH_ARGUMENT)
      .requiredOption('--max-size <size>', 'maximum size on disk, such as 500MB or 10GB')
      .option('--dry-run', 'only print what would be removed')
      .option('--json', 'print JSON'),
  examples: [
    ['cachecache prune --max-size 1GB', 'shrink the default cache to one gigabyte'],
    ['cachecache prune my/caching/path --max-size 500MB --dry-run', 'show what that would remove'],
  ],
  async run({ args: [path], options, io }) {
    const maxSize = parseSize(options.maxSize)
    if (maxSize === undefined)
      throw new Misuse(`--max-size ${options.maxSize} is not a size. Use bytes or a unit, such as 500MB or 10GB.`)
    const dryRun = options.dryRun === true
    const removed = await withStore<Removed | undefined>(path, io, undefined, (store) => store.prune(maxSize, { dryRun }))
    if (options.json) io.out(formatJson(removed ?? NONE))
    else if (removed?.removed === 0) io.out(`The cache takes no more than ${formatSize(maxSize)}.\n`)
    else if (removed) io.out(formatRemoved(removed, dryRun))
    return 0
  },
}
