/** What a server needs beyond Keyv's adapter for it. All of it is optional: any Keyv store works without. */
export interface Server {
  /** Ends all connections at once, answered or not. */
  close?(): Promise<void> | void
  /** Whether open connections keep the program alive: they do while something is asked, and only then. */
  hold?(alive: boolean): void
  /** Leases with an expiry of their own, as the server's clock sees it. */
  leases?: ServerLeases
}

export interface ServerLeases {
  /** @param force also where somebody else holds it */
  take(key: string, token: string, milliseconds: number, force: boolean): Promise<boolean>
  /** @returns whether it was still held by that token */
  renew(key: string, token: string, milliseconds: number): Promise<boolean>
  drop(key: string, token: string): Promise<void>
  /** Whoever holds leases on keys with these prefixes holds them no longer. */
  revoke(prefixes: readonly string[]): Promise<void>
}
