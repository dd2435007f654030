import { createRequire } from 'node:module'
import path from 'node:path'
import { CALL_PATTERN, TAG_PATTERN } from '../filter.js'
import type { ResolvedOptions } from '../resolve-options.js'

/** Which modules are examined, as data: bundlers written in Rust apply it without calling JavaScript. */
export interface ModuleFilter {
  id: { include: RegExp[]; exclude: RegExp[] }
  code: RegExp[]
}

/** Bundler queries that request something other than the module's code. `?v=`, `?t=` and `?worker_file` are not included. */
const asset = /[?&](?:raw|url|inline|no-inline|worker|sharedworker|init)(?:[=&]|$)/

/** The files for which esbuild calls a hook. */
export const CODE = /\.[cm]?[jt]sx?$/

/**
 * The same without files in `node_modules`: calling a hook costs more than the check that rejects the file. esbuild's patterns
 * have no negation, so this one matches every other folder name.
 */
export const OWN_CODE = new RegExp(`^(?:${anyBut('node_modules')}[\\\\/])*[^\\\\/]*${CODE.source}`)

function anyBut(name: string): string {
  const rest = '[^\\\\/]'
  return [...name].reduceRight((longer, letter) => `(?:[^${letter}\\\\/]${rest}*|${letter}${longer})?`, `${rest}+`)
}

export function moduleFilter({ include, exclude, root }: ResolvedOptions): ModuleFilter {
  const patterns = (list: readonly (string | RegExp)[]) =>
    list.map((pattern) => allowQuery(typeof pattern === 'string' ? globPattern(pattern, root) : pattern))
  return {
    // `\0` marks virtual modules of other plugins, which don't belong to any package.
    id: { include: patterns(include), exclude: [...patterns(exclude), asset, /\0/] },
    code: [TAG_PATTERN, CALL_PATTERN],
  }
}

/** Whether a module is examined, judged by its id alone. */
export function takes({ include, exclude }: ModuleFilter['id'], id: string): boolean {
  const matches = (pattern: RegExp) => pattern.test(id)
  return include.some(matches) && !exclude.some(matches)
}

/** A glob is relative to the root. It matches both separators. */
export function globPattern(glob: string, root: string): RegExp {
  const absolute = path.isAbsolute(glob) || glob.startsWith('**') ? glob : path.posix.join(root.replaceAll('\\', '/'), glob)
  // Loaded only if globs are used.
  const picomatch = createRequire(import.meta.url)('picomatch') as typeof import('picomatch')
  return picomatch.makeRe(absolute, { dot: true, windows: true })
}

/** `/\.ts$/` refers to the file name, but a module id may have a query after it. */
function allowQuery({ source, flags }: RegExp): RegExp {
  return new RegExp(source.replace(/(?<!\\)\$$/, '(?:\\?.*)?$'), flags.replace(/[gy]/g, ''))
}
