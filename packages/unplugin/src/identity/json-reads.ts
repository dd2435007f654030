import type { Reference } from '../summary/file-summary.js'
import type { Target } from './find-targets.js'

export const isJson = (target: Target | undefined): boolean =>
  target?.kind === 'asset' && !target.raw && target.file.endsWith('.json')

/** Reads a member by name, in a function: that value is small, unlike the whole file. */
export const readsMember = ({ via, late, effect, path: [member] }: Reference): boolean =>
  via === 'binding' && late && !effect && member !== undefined && member !== '*'
