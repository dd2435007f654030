import type { Reference } from '../summary/file-summary.js'
import type { Target } from './find-targets.js'

type Asset = Extract<Target, { kind: 'asset' }>

export const isJson = (target: Target | undefined): target is Asset =>
  target?.kind === 'asset' && !target.raw && target.file.endsWith('.json')

/** Larger files are compared with what they were, since a key of everything would take longer than most functions. */
export const LARGEST_JSON = 65_536

/** Whether a function reads JSON that other modules may have changed. */
export const readsJson = ({ via, late, effect }: Reference): boolean => via === 'binding' && late && !effect
