import { formatSize, type FunctionUsage } from '@cachecache/runtime/stores'
import type { CommandDefinition } from '../command.js'
import { formatAge, formatJson, formatTable } from '../print.js'
import { PATH_ARGUMENT, withStore } from '../store.js'

export const command: CommandDefinition<{ json?: boolean }> = {
  configure: (command) => void command.argument(...PATH_ARGUMENT).option('--json', 'print JSON'),
  examples: [
    ['cachecache ls', 'functions in the default cache'],
    ['cachecache ls my/caching/path', 'functions in another one'],
    ['cachecache ls --json', 'the same as JSON'],
  ],
  async run({ args: [path], options, io }) {
    const usages = await withStore<FunctionUsage[] | undefined>(path, io, undefined, (store) => store.list())
    if (options.json) io.out(formatJson(usages ?? []))
    else if (usages?.length === 0) io.out('The cache is empty.\n')
    else if (usages) io.out(formatUsages(usages))
    return 0
  },
}

function formatUsages(usages: FunctionUsage[]): string {
  const rows = usages.map((usage) => [
    usage.function,
    usage.version.slice(0, 10),
    usage.entries.toLocaleString('en'),
    formatSize(usage.bytes),
    formatAge(usage.lastUsed),
  ])
  return formatTable(['function', 'version', 'entries', 'size', 'last used'], rows, [2, 3])
}
