import type { Rendering } from '../key/built-ins.js'

/** SHA-256 of several parts, without copying them. */
export interface StreamingDigest {
  update(part: string | Uint8Array): void
  /** base64url, without padding. */
  digest(): string
}

/** A value visible to code called inside `run`, and after awaits if the platform supports it. */
export interface Context<T> {
  get(): T | undefined
  run<R>(value: T, body: () => R): R
  /** Sets the value for the rest of this turn's code and what it awaits. Does nothing in a browser. */
  enter(value: T): void
  /** Removes the cost at awaits until the next `run`. */
  disable(): void
}

/** A named channel that tools can subscribe to. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** The package that a file belongs to. */
export interface FileInPackage {
  name: string
  /** The package's folder on this machine, or the origin of a page. */
  root: string
  /** The path relative to `root`, with `/`. */
  path: string
}

/** Everything the runtime needs from its platform. */
export interface Platform {
  readonly name: 'node' | 'browser'
  /** Reads one environment variable, without caching. */
  env(name: string): string | undefined
  workingDirectory(): string
  homeDirectory(): string
  /** Whether a path or `file:` URL names an existing folder. */
  isFolder(path: string): boolean
  /** Returns the package of a file, named as in stack traces; without a file, the package that the process runs in. */
  packageOf(file: string | undefined): FileInPackage | undefined
  /** Joins a path below a folder, given as a path or a `file:` URL. */
  joinPath(folder: string, below: string): string
  /** Returns the base64url SHA-256 of the text's UTF-8. */
  sha256(text: string): string
  startSha256(): StreamingDigest
  /** Decodes each byte as one character. */
  latin1(bytes: Uint8Array): string
  isProxy(value: object): boolean
  isPromise(value: unknown): boolean
  /**
   * Whether an array or typed array is known to have no properties except its elements and `length`; `false` if that is expensive to
   * determine.
   */
  hasOnlyElements(value: readonly unknown[]): boolean
  createContext<T>(): Context<T>
  /** Names functions of the platform whose results only depend on their arguments. */
  nameFunctions?(found: Map<unknown, string>): void
  /** Returns how keys render instances of a global class that the platform loads on first access. */
  webRendering?(name: string, cls: Function): Rendering | undefined
  /** Adds how keys render the classes that only this platform has. */
  addRenderings(add: (type: { prototype: object }, rendering: Rendering) => void): void
  /** Calls back at the end of the current turn of the event loop. Doesn't keep the process alive. */
  onTurnEnd(callback: () => void): void
  openChannel(name: string): Channel
  emitWarning(message: string, code: string): void
  /** Calls back when the process is about to exit. Doesn't keep it alive. */
  onExit(callback: () => void): void
  writeDebug(line: string): void
  /** Milliseconds since a fixed point, with fractions. */
  now(): number
}
