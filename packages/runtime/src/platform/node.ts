import { storageRendering } from '../key/storages.js'
import { isOfHost, webRendering } from '../key/web-values.js'
import { readFileSync, statSync, unrecordedly } from './own-fs.js'
import type { Channel, Context, FileInPackage, Platform, StreamingDigest } from './platform.js'

type Crypto = typeof import('node:crypto')
type AsyncHooks = typeof import('node:async_hooks')
type Util = typeof import('node:util')
type Diagnostics = typeof import('node:diagnostics_channel')
type Path = typeof import('node:path')
type Url = typeof import('node:url')
type Os = typeof import('node:os')

// Built-in modules are loaded on first use, because importing the library must take less than 10 ms.
const builtin = (name: string): unknown => process.getBuiltinModule(name)

let crypto: Crypto | undefined
const loadCrypto = (): Crypto => (crypto ??= builtin('node:crypto') as Crypto)
let types: Util['types'] | undefined
const loadTypes = (): Util['types'] => (types ??= (builtin('node:util') as Util).types)
let inspect: Util['inspect'] | undefined

const storageClass = (): AsyncHooks['AsyncLocalStorage'] => (builtin('node:async_hooks') as AsyncHooks).AsyncLocalStorage

function createContext<T>(): Context<T> {
  const storage = new (storageClass())<T>()
  return {
    get: () => storage.getStore(),
    run: (value, body) => storage.run(value, body),
    enter: (value) => storage.enterWith(value),
    disable: () => storage.disable(),
  }
}

/**
 * Uses the inspector, which lists additional properties without listing the elements. `Object.getOwnPropertyNames` lists both; for a long
 * array that takes milliseconds instead of microseconds. Any unexpected output counts as no.
 */
function hasOnlyElements(value: readonly unknown[]): boolean {
  // The inspector could print a symbol key like a tag.
  if (Object.getOwnPropertySymbols(value).length > 0) return false
  inspect ??= (builtin('node:util') as Util).inspect
  const { length } = value
  // For a typed array, this would also list properties of its prototype.
  const showHidden = Array.isArray(value)
  const text = inspect(value, { maxArrayLength: 0, showHidden, depth: 0, customInspect: false, breakLength: Infinity })
  return showHidden
    ? text === `[ ... ${length} more items, [length]: ${length} ]`
    : text.endsWith(` [ ... ${length} more items ]`)
}

function startSha256(): StreamingDigest {
  const hash = loadCrypto().createHash('sha256')
  return {
    update: (part) => void hash.update(part),
    digest: () => hash.digest('base64url'),
  }
}

const pathOf = (path: string): string => (path.startsWith('file:') ? (builtin('node:url') as Url).fileURLToPath(path) : path)

function joinPath(folder: string, below: string): string {
  return (builtin('node:path') as Path).join(pathOf(folder), below)
}

const workingDirectory = (): string => unrecordedly(() => process.cwd())

function isFolder(path: string): boolean {
  try {
    return statSync(pathOf(path), { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    return false
  }
}

const packages = new Map<string, { name: string; root: string }>()

function packageOf(file: string | undefined): FileInPackage {
  const path = builtin('node:path') as Path
  // `[eval]` and `REPL1` are not in a folder.
  const known = file === undefined ? undefined : pathOf(file.replace(/[?#].*$/s, ''))
  const isFile = known !== undefined && path.isAbsolute(known)
  const folder = isFile ? path.dirname(known) : workingDirectory()
  let found = packages.get(folder)
  if (found === undefined) packages.set(folder, (found = findPackage(folder)))
  return { ...found, path: isFile ? path.relative(found.root, known).replaceAll('\\', '/') : '' }
}

/** Finds the nearest package with a name, as the build does. Without one, returns the folder itself. */
function findPackage(from: string): { name: string; root: string } {
  const { basename, dirname, join } = builtin('node:path') as Path
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown }
      if (typeof name === 'string' && name !== '') return { name, root: folder }
    } catch {
      // No package.json here, or an unreadable one.
    }
    if (dirname(folder) === folder) return { name: basename(from) || 'app', root: from }
  }
}

const REPEATABLE: Record<string, string> = {
  path: 'basename dirname extname format isAbsolute join normalize parse',
  querystring: 'escape parse stringify unescape',
  util: 'isDeepStrictEqual stripVTControlCharacters',
}
/** Globals whose results depend on their arguments and on the network alone. */
const GLOBALS = ['atob', 'btoa', 'fetch', 'structuredClone']

/** A function that other code has put in its place has another name, or members of its own, as spies have. */
function nameFunctions(found: Map<unknown, string>): void {
  const name = (fn: unknown, own: string, full: string): void => {
    if (typeof fn === 'function' && fn.name === own && Object.getOwnPropertyNames(fn).length <= 3) found.set(fn, full)
  }
  for (const own of GLOBALS) {
    const fn: unknown = (globalThis as Record<string, unknown>)[own]
    if (typeof fn === 'function' && isOfHost(fn)) name(fn, own, own)
  }
  for (const [module, names] of Object.entries(REPEATABLE)) {
    const members = builtin(`node:${module}`) as Record<string, unknown>
    for (const own of names.split(' ')) name(members[own], own, `node:${module}.${own}`)
  }
}

export const platform: Platform = {
  name: 'node',
  env: (name) => process.env[name],
  workingDirectory,
  homeDirectory: () => (builtin('node:os') as Os).homedir(),
  isFolder,
  packageOf,
  joinPath,
  sha256: (text) => (crypto ?? loadCrypto()).hash('sha256', text, 'base64url'),
  startSha256,
  latin1: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
  isProxy: (value) => (types ?? loadTypes()).isProxy(value),
  isPromise: (value) => (types ?? loadTypes()).isPromise(value),
  hasOnlyElements,
  createContext,
  nameFunctions,
  webRendering,
  addRenderings: (add) => add(storageClass(), storageRendering(storageClass().prototype)),
  onTurnEnd: (callback) => void setImmediate(callback).unref(),
  openChannel: (name): Channel => (builtin('node:diagnostics_channel') as Diagnostics).channel(name),
  emitWarning: (message, code) => process.emitWarning(message, { type: 'CacheWarning', code }),
  onExit: (callback) => void process.once('exit', callback),
  writeDebug: (line) => void process.stderr.write(`${line}\n`),
  now: () => performance.now(),
}
