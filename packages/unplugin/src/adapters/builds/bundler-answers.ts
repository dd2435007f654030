import { isBuiltin } from 'node:module'
import path from 'node:path'
import { realFile, statsOf, withSlashes } from '../../surroundings/source-files.js'
import type { ImportResolver, Resolved } from '../../surroundings/resolve-imports.js'

/** Where a bundler leads an import. */
export interface BundlerAnswer {
  /** A path, with a query if the bundler keeps those there, or the name of a module that isn't a file. */
  id: string
  /** Whether the import stays in the bundle as one of `id`. */
  external?: boolean
  /** Whether the bundler reads the file itself. @default true if there is such a file */
  isFile?: boolean
  /** If it is a package's file, asks in a way that may load it. */
  again?: () => Promise<BundlerAnswer | undefined>
}

const BARE = /^(?![./\\]|[A-Za-z]:[\\/])/
/** What Vite and the plugin for CommonJS add to the path of a file without changing which code it is. */
const ADDED = /^\?(?:v=[\w.-]*|t=\d+|commonjs-[\w-]+)$/
/** Vite's module in place of a part of Node in a browser. */
const NO_NODE = /^\0?__vite-browser-external/

/** The target of an import by the bundler's answer; `undefined` if it is the one that the plugin's own resolver gives. */
export function targetOf(answer: BundlerAnswer, from: string, specifier: string, resolver: ImportResolver): Resolved | undefined {
  const own = resolver.own(from, specifier)
  const target = answer.external ? outside(answer.id, from, specifier, own, resolver) : inside(answer, specifier, own, resolver)
  return target && JSON.stringify(target) !== JSON.stringify(own) ? target : undefined
}

/** Its file, or the module that the plugin makes in its place. */
function inside({ id, isFile }: BundlerAnswer, specifier: string, own: Resolved, resolver: ImportResolver): Resolved | undefined {
  if (isBuiltin(id)) return { kind: 'builtin', name: id.startsWith('node:') ? id : `node:${id}` }
  if (/^(?:https?|data|blob):/.test(id)) return { kind: 'foreign', name: id }
  if (NO_NODE.test(id)) return undefined
  const query = /(?<=.)[?#].*$/.exec(specifier)?.[0] ?? ''
  const file = isFile === false ? undefined : fileOf(id, query)
  return file === undefined ? unknown(id, specifier, own) : resolver.placeOf(realFile(withSlashes(file)), query !== '')
}

/** Another package, or a file that is loaded from wherever the bundle is. */
function outside(id: string, from: string, specifier: string, own: Resolved, resolver: ImportResolver): Resolved | undefined {
  if (!BARE.test(id)) return own.kind === 'package' && id.includes('node_modules') ? undefined : unknown(id, specifier, own)
  return id === specifier ? undefined : resolver.own(from, id)
}

/** Values that aren't code are read at run time, wherever they come from. */
function unknown(id: string, specifier: string, own: Resolved): Resolved | undefined {
  if (own.kind === 'missing' || (own.kind === 'asset' && !/\.[cm]?[jt]sx?$/.test(own.file))) return undefined
  return { kind: 'missing', specifier, unbuilt: false, led: id.replaceAll('\0', '') }
}

function fileOf(id: string, query: string): string | undefined {
  const [, name = '', added = ''] = /^\0?([^?]*)(.*)$/s.exec(id)!
  if (path.isAbsolute(id) && isThere(id)) return id
  const isVirtual = id.startsWith('\0') && !added.startsWith('?commonjs-')
  const isPlain = added === '' || added === query || ADDED.test(added)
  return path.isAbsolute(name) && isPlain && !isVirtual && isThere(name) ? name : undefined
}

const isThere = (file: string): boolean => statsOf(file)?.isFile() === true
