import { LRUCache } from 'lru-cache'
import { Packr } from 'msgpackr'
import { storeUnavailable } from '../errors.js'
import type { Native } from './native.js'

export const native: Native = {
  // A page cannot tell a proxy from its target.
  isProxy: () => false,
  isNativeError: (value) => Object.prototype.toString.call(value) === '[object Error]',
  checksum: () => 0,
  createPackr: (options) => new Packr(options),
  createLru: (options) => new LRUCache(options),
  openLocation: (location) => {
    throw storeUnavailable(String(location))
  },
}
