import { createRequire } from 'node:module'
import type { Packr } from 'msgpackr'
import { openNode } from '../backends/open-node.js'
import type { Native } from './native.js'

const require = createRequire(import.meta.url)

/** Built-ins and packages are taken at their first use: importing the library costs next to nothing. */
function lazy<T>(load: () => T): () => T {
  let loaded: { value: T } | undefined
  return () => (loaded ??= { value: load() }).value
}

const v8 = lazy(() => process.getBuiltinModule('node:v8'))
const zlib = lazy(() => process.getBuiltinModule('node:zlib'))
const types = lazy(() => process.getBuiltinModule('node:util').types)
const lruCache = lazy(() => require('lru-cache') as typeof import('lru-cache'))
const msgpackr = lazy(() => require('msgpackr') as { Packr: typeof Packr })

export const native: Native = {
  v8: {
    serialize(value, reserve) {
      const serializer = new (v8().Serializer)()
      serializer.writeRawBytes(Buffer.alloc(reserve))
      serializer.writeHeader()
      serializer.writeValue(value)
      return serializer.releaseBuffer()
    },
    deserialize(bytes) {
      // The plain Deserializer knows no host objects, so nothing in the bytes can name one.
      const deserializer = new (v8().Deserializer)(bytes)
      deserializer.readHeader()
      return deserializer.readValue()
    },
  },
  isProxy: (value) => types().isProxy(value),
  isNativeError: (value) => types().isNativeError(value),
  checksum: (bytes, seed) => zlib().crc32(bytes, seed),
  createPackr: (options) => new (msgpackr().Packr)(options),
  createLru: (options) => new (lruCache().LRUCache)(options),
  openLocation: openNode,
}
