import type { CommandDefinition } from '../command.js'

interface RegisteredCommand {
  name: string
  /** One line of `cachecache --help`, which loads none of the commands. */
  summary: string
  load(): Promise<{ command: CommandDefinition }>
}

/** In the order of `--help`. */
export const commands: readonly RegisteredCommand[] = [
  { name: 'ls', summary: 'list the functions that have results stored', load: () => import('./ls.js') },
  { name: 'stats', summary: 'show how much a cache holds', load: () => import('./stats.js') },
  {
    name: 'clear',
    summary: 'remove results: all, or those of a function, of old code, or long unused',
    load: () => import('./clear.js'),
  },
  { name: 'prune', summary: 'shrink a cache to a size, least recently used results first', load: () => import('./prune.js') },
  { name: 'explain', summary: 'show what the version of a tagged function is made of', load: () => import('./explain.js') },
  { name: 'check', summary: 'type-check a project with the call-site options known', load: () => import('./check.js') },
  { name: 'types', summary: 'write the call-site options for editors and plain tsc', load: () => import('./types.js') },
]
