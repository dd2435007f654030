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
    super(message, options)
    this.name = 'OptionError'
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

/** An input that cannot be part of a key. The call runs uncached. */
export class Unkeyable extends CacheError {
  /** What stands in the way and where: "argument `log`.stream is a function". */
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super('unkeyable-argument', reason, options)
    this.name = 'Unkeyable'
    this.reason = reason
  }
}
