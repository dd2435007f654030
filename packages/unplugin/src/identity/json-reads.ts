import type { Reference } from '../summary/file-summary.js'
import type { Target } from './find-targets.js'

type Asset = Extract<Target, { kind: 'asset' }>

export const isJson = (target: Target | undefined): target is Asset =>
  target?.kind === 'asset' && !target.raw && target.file.endsWith('.json')

/** Larger files are read only by the names of their members: a key of everything would take longer than most functions. */
export const LARGEST_JSON = 65_536

/** Whether a function reads JSON that other modules may have changed: a member by name, or all of a small file. */
export function readsJson(
  { via, late, effect, path: [member] }: Reference,
  { file }: Asset,
  isLarge: (file: string) => boolean,
): boolean {
  if (via !== 'binding' || !late || effect) return false
  return (member !== undefined && member !== '*') || !isLarge(file)
}
