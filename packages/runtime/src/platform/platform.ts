/** SHA-256 over parts, without copying them. */
export interface StreamingDigest {
  update(part: string | Uint8Array): void
  /** base64url, without padding. */
  digest(): string
}

/** A value that code called inside of `run` can see, also after awaits where the platform allows. */
export interface Context<T> {
  get(): T | undefined
  run<R>(value: T, body: () => R): R
  /** For the rest of this turn's code and what it awaits. In a browser nothing. */
  enter(value: T): void
  /** Stops costing anything at awaits until the next `run`. */
  disable(): void
}

/** A named channel that tools listen on. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** The package that a file belongs to. */
export interface FileInPackage {
  name: string
  /** Its folder on this machine, or the origin of a page. */
  root: string
  /** From there, with `/`. */
  path: string
}

/** All that the runtime needs of the place it runs in. */
export interface Platform {
  readonly name: 'node' | 'browser'
  /** One environment variable, read live. */
  env(name: string): string | undefined
  workingDirectory(): string
  homeDirectory(): string
  /** Whether a path or `file:` URL names an existing folder. */
  isFolder(path: string): boolean
  /** Of a file as stack traces name it; without one, of what the process runs in. */
  packageOf(file: string | undefined): FileInPackage | undefined
  /** Joins below a folder that is a path or a `file:` URL. */
  joinPath(folder: string, below: string): string
  /** base64url SHA-256 of the text's UTF-8. */
  sha256(text: string): string
  startSha256(): StreamingDigest
  /** One character for each byte. */
  latin1(bytes: Uint8Array): string
  isProxy(value: object): boolean
  isPromise(value: unknown): boolean
  /** Whether an array, or a typed one, is known to have no properties but elements and `length`; `false` where that is hard to tell. */
  hasOnlyElements(value: readonly unknown[]): boolean
  createContext<T>(): Context<T>
  /** Calls back once the running turn of the event loop is over; never keeps the process alive. */
  onTurnEnd(callback: () => void): void
  openChannel(name: string): Channel
  emitWarning(message: string, code: string): void
  /** Calls back when the process is about to end; never keeps it alive. */
  onExit(callback: () => void): void
  writeDebug(line: string): void
  /** Milliseconds from a fixed point, with fractions. */
  now(): number
}
