import type { Packr } from 'msgpackr/pack'
import type { Backend } from '../backends/backend.js'
import type { OpenOptions } from '../backends/open.js'

/** What is used of msgpackr. */
export interface Packer {
  /** @param reserve a flag, and the number of bytes to leave free at the start */
  pack(value: unknown, reserve?: number): Uint8Array
  unpack(bytes: Uint8Array): unknown
  useBuffer?(buffer: Uint8Array): void
}

export interface Sum {
  update(bytes: Uint8Array): void
  digest(): string
}

/** What stores and codec have on Node and not, or otherwise, in a browser. */
export interface Native {
  /** Values as v8 writes them; absent in a browser, where the graph form stands in. */
  v8?: {
    /** @param reserve bytes to leave free at the start */
    serialize(value: unknown, reserve: number): Uint8Array
    deserialize(bytes: Uint8Array): unknown
  }
  isProxy(value: object): boolean
  isNativeError(value: object): boolean
  /** CRC-32; constant in a browser, whose memory cannot be damaged. */
  checksum(bytes: Uint8Array | string, seed: number): number
  /** A checksum of large payloads, several times as fast; none where the platform's cryptography lacks it. */
  createSum(): Sum | undefined
  /** In a browser one for the graph form alone. */
  createPackr(options: ConstructorParameters<typeof Packr>[0]): Packer
  /** Opens what `openBackend` does not know by itself: everything but memory. */
  openLocation(location: string | URL | undefined, options: OpenOptions): Backend
}
