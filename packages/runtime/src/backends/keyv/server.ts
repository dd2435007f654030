/** What a server provides in addition to Keyv's adapter. All of it is optional: any Keyv store works without it. */
export interface Server {
  /** Ends all connections immediately, even with requests pending. */
  close?(): Promise<void> | void
  /** Whether open connections keep the program alive. They do only while a request is pending. */
  hold?(alive: boolean): void
  /** Leases that others may take over when they were not renewed in time, by the server's clock. */
  leases?: ServerLeases
}

export interface ServerLeases {
  /** @param force take the lease even if another process holds it */
  take(key: string, token: string, milliseconds: number, force: boolean): Promise<boolean>
  /** @returns whether the token still holds the lease, which may not have been renewed for long */
  renew(key: string, token: string, milliseconds: number): Promise<boolean>
  drop(key: string, token: string): Promise<void>
  /** Ends the lease on a key, whoever holds it. */
  forget(key: string): Promise<void>
  /** Ends all leases with such a token. */
  revoke(matches: (token: string) => boolean): Promise<void>
}
