import { namePlace } from '../backends/place-name.js'
import { formatSize } from '../size.js'

/** The base class of this package's errors. `code` is stable. The message says what is wrong, where, and what to do. */
export class CacheError extends Error {
  /** Stable and kebab-case: `unknown-option`, `no-parent-folder`, … */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CacheError'
    this.code = code
  }
}

/** A user error in a call of the library: a wrong or unknown option, a non-function passed to a cacher. Always thrown. */
export class OptionError extends TypeError {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    // `name` stays 'TypeError', which is part of the documented API.
    super(message, options)
    this.code = code
  }
}

/** An invalid cache path: no parent folder, an unknown scheme, a file where a folder is expected. Always thrown. */
export class CachePathError extends CacheError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.name = 'CachePathError'
  }
}

/** A result that would not round-trip unchanged. It is returned to the caller and not stored. */
export class Unstorable extends CacheError {
  /** What prevents storing, and where: `.rows[3].parse is a function`. */
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super('unstorable-value', reason, options)
    this.name = 'Unstorable'
    this.reason = reason
  }
}

interface UnkeyableOptions extends ErrorOptions {
  code?: string | undefined
  /** What to do, as a sentence. */
  advice?: string | undefined
}

/** An input that cannot be part of a key. The call runs uncached. */
export class Unkeyable extends CacheError {
  /** What prevents keying, and where: "argument `log`.stream is a function". */
  readonly reason: string
  readonly advice: string | undefined

  constructor(reason: string, options?: UnkeyableOptions) {
    super(options?.code ?? 'unkeyable-argument', reason, options)
    this.name = 'Unkeyable'
    this.reason = reason
    this.advice = options?.advice
  }
}

/** A warning, thrown because of `CACHECACHE=strict`. */
export class StrictWarning extends CacheError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (Thrown because of CACHECACHE=strict.)`, options)
    this.name = 'StrictWarning'
  }
}

export function unknownPath(path: string): CachePathError {
  return new CachePathError(
    'no-such-path',
    `${JSON.stringify(namePlace(path))} is not a cache path. Use a folder, a .sqlite file, a file: URL or 'memory:'.`,
  )
}

/** Not a user error: in a container, the user may have no home folder. */
export function noHomeFolder(path: string): CacheError {
  return new CacheError(
    'no-home-folder',
    `The cache path ${path} starts in the home folder, but this user has none. Set CACHECACHE_PATH or HOME.`,
  )
}

export function noParentFolder(path: string, parent: string): CachePathError {
  return new CachePathError(
    'no-parent-folder',
    `The cache folder ${path} can't be created: ${parent} does not exist. Create ${parent} or correct the path.`,
  )
}

export function notAFolder(path: string): CachePathError {
  return new CachePathError(
    'not-a-folder',
    `The cache path ${path} is a file, not a folder. Remove the file or use another path.`,
  )
}

export function notAFile(path: string): CachePathError {
  return new CachePathError(
    'not-a-file',
    `The cache path ${path} is a folder, not a database file. Drop the extension from the path or use another path.`,
  )
}

export function foreignDatabase(file: string): CachePathError {
  return new CachePathError('foreign-database', `The database ${file} is not a cachecache database. Use another path.`)
}

export function irregularFile(path: string): CacheError {
  return new CacheError(
    'irregular-file',
    `${path} is not a regular file, so the cache is not opened. Remove it or use another cache path.`,
  )
}

/** For a file whose name doesn't identify its type: it may belong to the user. */
export function unrecognizedFile(file: string): CacheError {
  return new CacheError(
    'unrecognized-file',
    `${file} is not a cachecache database, or too damaged to be recognized. Remove the file if it was a cache, or use another path.`,
  )
}

export function damagedSchema(file: string): CacheError {
  return new CacheError('damaged-schema', `The cache ${file} has unexpected tables. Remove the file.`)
}

export function notAValuesFolder(folder: string): CacheError {
  return new CacheError(
    'not-a-values-folder',
    `${folder} is a file or a link instead of a folder, so large results are not stored. Move it away or use another cache path.`,
  )
}

export function newerFormat(file: string, format: number): CacheError {
  return new CacheError(
    'newer-format',
    `The cache ${file} has format ${format}, which needs a newer version of cachecache. Update cachecache or use another path.`,
  )
}

export function untrustedPlace(path: string, why: 'belongs to another user' | 'can be written by every user'): CacheError {
  const advice =
    why === 'belongs to another user' ? 'Change its owner to this user (chown)' : 'Remove write permission for others (chmod o-w)'
  return new CacheError('untrusted-place', `${path} ${why}, so its contents are not trusted. ${advice} or use another path.`)
}

export function pathTooLong(path: string, longest: number): CacheError {
  return new CacheError(
    'path-too-long',
    `The cache path ${path} has ${Buffer.byteLength(path)} bytes, and SQLite opens no file with more than ${longest}. Use a shorter path.`,
  )
}

export function readOnlyPlace(path: string): CacheError {
  return new CacheError(
    'read-only-place',
    `The cache ${path} can't be written, so it is only read and no results are stored. Make it writable, free some space if its disk is full, or use another path.`,
  )
}

export function unknownScheme(scheme: string, known: readonly string[]): CachePathError {
  return new CachePathError(
    'unknown-scheme',
    `Unknown scheme ${scheme}: in a cache path. Known schemes are ${known.map((name) => `${name}:`).join(', ')}. Correct the path or call registerBackend('${scheme}:', …) first.`,
  )
}

export function valueTooLarge(bytes: number, limit: number): Unstorable {
  return new Unstorable(`it takes ${formatSize(bytes)}, more than the store's limit of ${formatSize(limit)}`)
}

export function diskAlmostFull(path: string): CacheError {
  return new CacheError(
    'disk-almost-full',
    `The disk of the cache ${path} has less than 1 GB left, which cachecache keeps free. Free some disk space or move the cache with CACHECACHE_PATH.`,
  )
}

export function missingAdapter(scheme: string, packageName: string): CachePathError {
  return new CachePathError(
    'missing-adapter',
    `A ${scheme}: cache path needs the package ${packageName}. Install it: npm install ${packageName}`,
  )
}

export function missingSqlite(node: string): CacheError {
  return new CacheError(
    'missing-sqlite',
    `Node ${node} has no built-in SQLite, so nothing is cached on disk. Install better-sqlite3 (npm install better-sqlite3), or use Node 22.13 or newer.`,
  )
}

export function brokenSqlite(node: string, cause: unknown): CacheError {
  const [why] = String(cause instanceof Error ? cause.message : cause).split('\n')
  return new CacheError(
    'broken-sqlite',
    `The package better-sqlite3 can't be loaded on Node ${node}: ${why}. Run npm rebuild better-sqlite3, or use Node 22.13 or newer.`,
    { cause },
  )
}

export function storeFailed(location: string, message: string): CacheError {
  return new CacheError(
    'store-failed',
    `The store ${location} failed: ${message.replace(/\.$/, '')}. Calls run uncached. Check that the server is running.`,
  )
}

export function storeTimedOut(location: string, milliseconds: number): CacheError {
  return new CacheError(
    'store-timed-out',
    `The store ${location} did not answer within ${milliseconds / 1000} s. Calls run uncached. Check that the server is running.`,
  )
}

export function notListable(location: string): CacheError {
  return new CacheError(
    'not-listable',
    `The store ${location} can't list its entries, so they can't be shown or cleared here. Use the server's own tools.`,
  )
}

export function unreadableState(module: string, name: string): Unkeyable {
  const reason =
    name === 'new Function'
      ? `the texts that ${module} passes to \`new Function\` can't be looked at`
      : `the variable \`${name}\` of ${module} can't be read from another module`
  return new Unkeyable(reason, {
    code: 'unreadable-state',
    advice: 'Let the plugin transform that file (its options include and exclude), or pass what matters as an argument.',
  })
}

export function codeFromText(reason: string): Unkeyable {
  return new Unkeyable(`code that was made with \`new Function\` ${reason}`, {
    code: 'code-from-text',
    advice: 'Pass what it needs as arguments of the made function, or pin a `version` in the tag.',
  })
}
