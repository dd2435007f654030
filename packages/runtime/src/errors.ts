import { namePlace } from './backends/place-name.js'
import { formatSize } from './size.js'

/** Every error of this package. `code` is stable; the message says where and ends with what to do. */
export class CacheError extends Error {
  /** Stable and kebab-case: `unknown-option`, `no-parent-folder`, … */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CacheError'
    this.code = code
  }
}

/** A mistake in how the library is called: a wrong or unknown option, a non-function given to a cacher. Always thrown. */
export class OptionError extends TypeError {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    // `name` stays 'TypeError': that is what the contract promises and what people look for.
    super(message, options)
    this.code = code
  }
}

/** A cache path that the author must mend: no parent folder, an unknown scheme, a file where a folder should be. Always thrown. */
export class CachePathError extends CacheError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.name = 'CachePathError'
  }
}

/** A result that would come back different. The call goes on; the result is not stored. */
export class Unstorable extends CacheError {
  /** What stands in the way and where: `.rows[3].parse is a function`. */
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
  /** What stands in the way and where: "argument `log`.stream is a function". */
  readonly reason: string
  readonly advice: string | undefined

  constructor(reason: string, options?: UnkeyableOptions) {
    super(options?.code ?? 'unkeyable-argument', reason, options)
    this.name = 'Unkeyable'
    this.reason = reason
    this.advice = options?.advice
  }
}

/** A warning of the cache, thrown because `CACHECACHE=strict` asks for it. */
export class StrictWarning extends CacheError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, `${message} (Thrown because of CACHECACHE=strict.)`, options)
    this.name = 'StrictWarning'
  }
}

export function unknownPath(path: string): CachePathError {
  return new CachePathError(
    'no-such-path',
    `${JSON.stringify(namePlace(path))} is no cache path. Give a folder, a .sqlite file, a file: URL or 'memory:'.`,
  )
}

/** No mistake of the author: a container's user may have none. */
export function noHomeFolder(path: string): CacheError {
  return new CacheError(
    'no-home-folder',
    `The cache path ${path} starts at the home folder, and this user has none. Set CACHECACHE_PATH or HOME.`,
  )
}

export function noParentFolder(path: string, parent: string): CachePathError {
  return new CachePathError(
    'no-parent-folder',
    `The cache folder ${path} cannot be made: ${parent} does not exist. Create ${parent}, or correct the path.`,
  )
}

export function notAFolder(path: string): CachePathError {
  return new CachePathError('not-a-folder', `The cache path ${path} is a file, not a folder. Remove it, or give another path.`)
}

export function notAFile(path: string): CachePathError {
  return new CachePathError(
    'not-a-file',
    `The cache path ${path} is a folder, not a database file. Leave out the extension, or give another path.`,
  )
}

export function foreignDatabase(file: string): CachePathError {
  return new CachePathError(
    'foreign-database',
    `The database ${file} belongs to something else than cachecache. Give another path.`,
  )
}

/** Of a file whose name alone says nothing: it may be the user's own. */
export function unrecognisedFile(file: string): CacheError {
  return new CacheError(
    'unrecognised-file',
    `${file} is no database of cachecache, or too damaged to tell. Remove it if it was a cache, or give another path.`,
  )
}

export function damagedSchema(file: string): CacheError {
  return new CacheError('damaged-schema', `The tables of the cache ${file} are not as cachecache makes them. Remove the file.`)
}

export function notAValuesFolder(folder: string): CacheError {
  return new CacheError(
    'not-a-values-folder',
    `${folder} is no folder of its own (a file or a link), so large results are not stored. Move it away, or give another cache path.`,
  )
}

export function newerFormat(file: string, format: number): CacheError {
  return new CacheError(
    'newer-format',
    `The cache ${file} has format ${format}, of a newer cachecache. Update cachecache, or give another path.`,
  )
}

export function untrustedPlace(path: string, why: 'belongs to another user' | 'can be written by every user'): CacheError {
  const advice = why === 'belongs to another user' ? 'Give it to this user (chown)' : 'Take write access from others (chmod o-w)'
  return new CacheError(
    'untrusted-place',
    `${path} ${why}, so what is stored there is not trusted. ${advice}, or give a path of your own.`,
  )
}

export function unknownScheme(scheme: string, known: readonly string[]): CachePathError {
  return new CachePathError(
    'unknown-scheme',
    `No store is known for ${scheme}: — there are ${known.map((name) => `${name}:`).join(', ')}. Correct the path, or call registerBackend('${scheme}:', …) first.`,
  )
}

export function valueTooLarge(bytes: number, limit: number): Unstorable {
  return new Unstorable(`it takes ${formatSize(bytes)}, more than the ${formatSize(limit)} that the store can hold`)
}

export function diskAlmostFull(path: string): CacheError {
  return new CacheError(
    'disk-almost-full',
    `The disk of the cache ${path} has less than 1 GB left, which cachecache leaves free. Make room, or move the cache with CACHECACHE_PATH.`,
  )
}

export function missingAdapter(scheme: string, packageName: string): CachePathError {
  return new CachePathError(
    'missing-adapter',
    `A ${scheme}: cache path needs the package ${packageName}. Install it: npm install ${packageName}`,
  )
}

export function storeFailed(location: string, message: string): CacheError {
  return new CacheError(
    'store-failed',
    `The store ${location} could not be used: ${message.replace(/\.$/, '')}. Calls run uncached; check that the server is there.`,
  )
}

export function storeTimedOut(location: string, milliseconds: number): CacheError {
  return new CacheError(
    'store-timed-out',
    `The store ${location} did not answer within ${milliseconds / 1000} s. Calls run uncached; check that the server is there.`,
  )
}

export function notListable(location: string): CacheError {
  return new CacheError(
    'not-listable',
    `The store ${location} cannot list what it holds, so its entries cannot be shown or cleared from here. Use the server's own tools.`,
  )
}

export function unreadableState(module: string, name: string): Unkeyable {
  return new Unkeyable(`the variable \`${name}\` of ${module} cannot be read from another module`, {
    code: 'unreadable-state',
    advice: 'Let the plugin transform that file (its options include and exclude), or pass what matters as an argument.',
  })
}
