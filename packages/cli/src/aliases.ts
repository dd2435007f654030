import { Misuse } from './command.js'

const collect = (item: string, before: readonly string[] = []): string[] => [...before, item]

/** One option per alias, because a list option would consume the argument after it. */
export const ALIAS_OPTION = [
  '--alias <name=path>',
  'an alias of the bundler, as passed to the plugin; repeatable',
  collect,
] as const

export function readAliases(pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    pairs.map((item) => {
      const at = item.indexOf('=')
      if (at < 1) throw new Misuse(`--alias ${item}: write it as name=path, like --alias @=./src.`)
      return [item.slice(0, at), item.slice(at + 1)]
    }),
  )
}
