import type { Packr } from 'msgpackr/pack'
import type { Backend } from '../backends/backend.js'
import type { OpenOptions } from '../backends/open.js'

/** The part of msgpackr's API that is used. */
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

/** What stores and codec need from the platform, and what a browser lacks or does differently. */
export interface Native {
  /** Serialization by v8; undefined in a browser, which uses the graph form instead. */
  v8?: {
    /** @param reserve bytes to leave free at the start */
    serialize(value: unknown, reserve: number): Uint8Array
    deserialize(bytes: Uint8Array): unknown
  }
  isProxy(value: object): boolean
  isNativeError(value: object): boolean
  /** CRC-32; constant in a browser, where entries never leave memory. */
  checksum(bytes: Uint8Array | string, seed: number): number
  /** A checksum for large payloads, several times as fast; undefined if the platform's cryptography doesn't provide it. */
  createSum(): Sum | undefined
  /** In a browser, a packer for the graph form only. */
  createPackr(options: ConstructorParameters<typeof Packr>[0]): Packer
  /** Opens the locations that `openBackend` doesn't handle itself: all except memory. */
  openLocation(location: string | URL | undefined, options: OpenOptions): Backend
}
