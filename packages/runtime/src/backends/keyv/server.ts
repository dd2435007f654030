/** What a server provides in addition to Keyv's adapter. All of it is optional: any Keyv store works without it. */
export interface Server {
  /** Ends all connections immediately, even with requests pending. */
  close?(): Promise<void> | void
  /** Whether open connections keep the program alive. They do only while a request is pending. */
  hold?(alive: boolean): void
  /** Leases that expire by the server's clock. */
  leases?: ServerLeases
}

export interface ServerLeases {
  /** @param force take the lease even if another process holds it */
  take(key: string, token: string, milliseconds: number, force: boolean): Promise<boolean>
  /** @returns whether the token still held the lease */
  renew(key: string, token: string, milliseconds: number): Promise<boolean>
  drop(key: string, token: string): Promise<void>
  /** Ends all leases on keys with these prefixes. */
  revoke(prefixes: readonly string[]): Promise<void>
}
