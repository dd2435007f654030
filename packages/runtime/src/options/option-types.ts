import type { AnyCacher } from '../cachers/place.js'

/** The options of a call, after the declared parameters of a tagged function. */
export interface CacheOptions {
  /**
   * Recompute, and overwrite the stored result once the computation has succeeded.
   * @default false
   */
  again?: boolean | undefined
  /**
   * Whether this call reads and writes the cache.
   * @default true
   */
  cacheResults?: boolean | undefined
  /**
   * Another place for this call: a folder, a `.sqlite` file, `memory:`, `redis://…`.
   * @default the cacher's path
   * @throws CachePathError where the folder's parent does not exist or no backend has the scheme
   */
  cachePath?: string | URL | undefined
}

declare const marked: unique symbol

/** What `cacheOptions` returns: options that can't be mistaken for a value of a rest parameter. */
export interface CacheOptionsArgument extends CacheOptions {
  readonly [marked]: true
}

/** A function that takes call options after its own parameters. The type of `F` stays as it is. */
export type Cached<F extends (...args: any) => any> = F &
  ((this: ThisParameterType<F>, ...args: WithCallOptions<Parameters<F>>) => ReturnType<F>)

/** Where the arguments have no fixed number, options are recognized by their mark alone. */
type WithCallOptions<Args extends readonly unknown[]> = number extends Args['length']
  ? [...Args, options: CacheOptionsArgument]
  : [...Args, options?: CacheOptions]

/** The options of a tag, in the braces after `@cache`. */
export interface TagOptions extends CacheOptions {
  /**
   * How long a result is valid: milliseconds, or a string such as `'90s'`, `'1h'`, `'7 days'`.
   * @default forever
   */
  ttl?: number | string | undefined
  /** Names of parameters that don't influence the result, such as a logger. They are not part of the key. */
  ignore?: readonly string[] | undefined
  /** Where the results of this function are stored. @default cache */
  cacher?: AnyCacher | undefined
  /** Pins the version by hand: no code change changes it. */
  version?: string | number | undefined
  /**
   * Whether a result is valid only while the files that the body has read are unchanged.
   * @default true if project code that the function reaches uses `node:fs`
   */
  files?: boolean | undefined
  /**
   * The author's word that nothing but code, arguments and captured values changes a result: no module state, global or environment
   * variable is part of the key.
   * @default false
   */
  pure?: boolean | undefined
  /**
   * What else a result depends on: called with the arguments at each call, its result is part of the key (awaited for an async
   * function). `inputs: () => db.revision()`.
   */
  inputs?: ((...args: any[]) => unknown) | undefined
}

/** Options as the flow of a call sees them. */
export interface RequestOptions {
  again?: boolean | undefined
  cacheResults?: boolean | undefined
  cachePath?: string | undefined
  cacher?: AnyCacher | undefined
  /**
   * Asks for the call itself and not for its answer: the tagged function's own prologue puts it here, so that defaults, patterns and the
   * options slot need no second implementation. The body does not run; `call` stays absent where the call would run uncached.
   */
  probe?: { call?: object; ready?: Promise<unknown> } | undefined
  /** How many arguments the caller gave, where options had to be placed further back. */
  argumentCount?: number | undefined
}

/** A tag's options, judged. */
export interface ResolvedTag extends RequestOptions {
  /** Milliseconds. */
  ttl?: number | undefined
  ignore?: readonly string[] | undefined
  files?: boolean | undefined
  inputs?: ((...args: unknown[]) => unknown) | undefined
}
