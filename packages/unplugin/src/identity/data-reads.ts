import type { Reference, Unit } from '../summary/file-summary.js'
import type { Target } from './find-targets.js'

type Asset = Extract<Target, { kind: 'asset' }>

/** Code in other forms; its digest is part of the version. */
const CODE = /\.(?:[cm]?[jt]sx?|node|wasm)$/

/**
 * A file whose import is a value that the bundler makes: JSON, and texts, names of classes or addresses, which depend on plugins and settings.
 */
export const isData = (target: Target | undefined): target is Asset => target?.kind === 'asset' && !CODE.test(target.file)

/** Larger files are compared with what they were, since a key of everything would take longer than most functions. */
export const LARGEST_KEYED = 65_536

/** Whether code reads the value of such an import. What a variable made of it counts with the variable. */
export const readsData = ({ via, late, effect }: Reference, from: Unit): boolean =>
  via === 'binding' && (late || !from.variable) && !effect
