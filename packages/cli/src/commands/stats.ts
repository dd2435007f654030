import { DEFAULT_MAX_SIZE, defaultStorePath, formatSize, namePlace, type StoreStats } from '@cachecache/runtime/stores'
import type { CommandDefinition } from '../command.js'
import { formatAge, formatJson } from '../print.js'
import { PATH_ARGUMENT, withStore } from '../store.js'

export const command: CommandDefinition<{ json?: boolean }> = {
  configure: (command) => void command.argument(...PATH_ARGUMENT).option('--json', 'print JSON'),
  examples: [
    ['cachecache stats', 'the size of the default cache'],
    ['cachecache stats redis://localhost --json', 'a server, as JSON'],
  ],
  async run({ args: [path], options, io }) {
    const stats = await withStore<StoreStats | undefined>(path, io, undefined, (store) => store.stats())
    if (options.json) {
      const none = { path: namePlace(path ?? defaultStorePath()), entries: 0, functions: 0, bytes: 0, maxSize: DEFAULT_MAX_SIZE }
      // A server has its own limit.
      io.out(formatJson(stats ? { maxSize: null, ...stats } : none))
    } else if (stats) io.out(formatStats(stats))
    return 0
  },
}

function formatStats(stats: StoreStats): string {
  const lines: [string, string][] = [
    ['path', stats.path],
    ['backend', stats.backend],
    ['functions', stats.functions.toLocaleString('en')],
    ['entries', stats.entries.toLocaleString('en')],
    [
      'size',
      stats.maxSize === undefined ? formatSize(stats.bytes) : `${formatSize(stats.bytes)} of ${formatSize(stats.maxSize)}`,
    ],
  ]
  if (stats.oldest !== undefined) lines.push(['longest unused', formatAge(stats.oldest)])
  if (stats.lastUsed !== undefined) lines.push(['last used', formatAge(stats.lastUsed)])
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('')
}
