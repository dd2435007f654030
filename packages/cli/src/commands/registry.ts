import type { CommandDefinition } from '../command.js'

interface RegisteredCommand {
  name: string
  /** One line of `cachecache --help`, which loads none of the commands. */
  summary: string
  load(): Promise<{ command: CommandDefinition }>
}

/** In the order of `--help`. */
export const commands: readonly RegisteredCommand[] = [
  { name: 'ls', summary: 'list functions with stored results', load: () => import('./ls.js') },
  { name: 'stats', summary: 'show the size of a cache', load: () => import('./stats.js') },
  {
    name: 'clear',
    summary: 'remove results: all, or by function, code version or age',
    load: () => import('./clear.js'),
  },
  {
    name: 'prune',
    summary: 'shrink a cache to a size, evicting least recently used results first',
    load: () => import('./prune.js'),
  },
  { name: 'explain', summary: 'show what the version of a tagged function depends on', load: () => import('./explain.js') },
  { name: 'init', summary: 'set cachecache up in a project', load: () => import('./init.js') },
  {
    name: 'doctor',
    summary: 'look whether tagged functions are cached here, and why not',
    load: () => import('./doctor.js'),
  },
  { name: 'check', summary: 'type-check a project, with call options known', load: () => import('./check.js') },
  { name: 'types', summary: 'write declarations of the call options for editors and tsc', load: () => import('./types.js') },
]
