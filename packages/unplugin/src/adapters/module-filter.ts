import { createRequire } from 'node:module'
import path from 'node:path'
import { CALL_PATTERN, TAG_PATTERN } from '../filter.js'
import type { ResolvedOptions } from '../resolve-options.js'

/** Which modules are looked at, as data: bundlers written in Rust test it without calling into JavaScript. */
export interface ModuleFilter {
  id: { include: RegExp[]; exclude: RegExp[] }
  code: RegExp[]
}

/** Queries of bundlers that ask for something else than the module's code. `?v=`, `?t=` and `?worker_file` are not among them. */
const asset = /[?&](?:raw|url|inline|no-inline|worker|sharedworker|init)(?:[=&]|$)/

/** What esbuild calls a hook for. */
export const CODE = /\.[cm]?[jt]sx?$/

/**
 * The same without what lies in `node_modules`: a call of a hook costs more than the look that says no. esbuild's
 * patterns know no "not", so this one spells out every other name that a folder can have.
 */
export const OWN_CODE = new RegExp(`^(?:${anyBut('node_modules')}[\\\\/])*[^\\\\/]*${CODE.source}`)

function anyBut(name: string): string {
  const rest = '[^\\\\/]'
  return [...name].reduceRight((longer, letter) => `(?:[^${letter}\\\\/]${rest}*|${letter}${longer})?`, `${rest}+`)
}

export function moduleFilter({ include, exclude, root }: ResolvedOptions): ModuleFilter {
  const patterns = (given: readonly (string | RegExp)[]) =>
    given.map((pattern) => allowQuery(typeof pattern === 'string' ? globPattern(pattern, root) : pattern))
  return {
    // `\0` marks modules that other plugins make up; they lie in no package.
    id: { include: patterns(include), exclude: [...patterns(exclude), asset, /\0/] },
    code: [TAG_PATTERN, CALL_PATTERN],
  }
}

/** Whether a module is looked at, as far as its id says. */
export function takes({ include, exclude }: ModuleFilter['id'], id: string): boolean {
  const matches = (pattern: RegExp) => pattern.test(id)
  return include.some(matches) && !exclude.some(matches)
}

/** A glob is meant from the root. Both separators match. */
function globPattern(glob: string, root: string): RegExp {
  const absolute = path.isAbsolute(glob) || glob.startsWith('**') ? glob : path.posix.join(root.replaceAll('\\', '/'), glob)
  // Loaded for those who write globs.
  const picomatch = createRequire(import.meta.url)('picomatch') as typeof import('picomatch')
  return picomatch.makeRe(absolute, { dot: true, windows: true })
}

/** `/\.ts$/` is meant of the file; module ids can have a query behind it. */
function allowQuery({ source, flags }: RegExp): RegExp {
  return new RegExp(source.replace(/(?<!\\)\$$/, '(?:\\?.*)?$'), flags.replace(/[gy]/g, ''))
}
