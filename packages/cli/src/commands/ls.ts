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
  const readsFiles = usages.some(({ files }) => files !== undefined)
  const rows = usages.map(({ function: id, version, entries, bytes, files = 0, lastUsed }) => [
    id,
    version.slice(0, 10),
    entries.toLocaleString('en'),
    ...(readsFiles ? [files.toLocaleString('en')] : []),
    formatSize(bytes),
    formatAge(lastUsed),
  ])
  const header = ['function', 'version', 'entries', ...(readsFiles ? ['files'] : []), 'size', 'last used']
  return formatTable(header, rows, readsFiles ? [2, 3, 4] : [2, 3])
}
