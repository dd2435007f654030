import { openBackend } from '../backends/open.js'
import { namePlace } from '../backends/place-name.js'
import { unknownScheme } from '../reporting/errors.js'
import { warnOfStore } from '../reporting/warnings.js'
import { createJsonPacker } from './json-packer.js'
import type { Native } from './native.js'

export const native: Native = {
  // A browser can't distinguish a proxy from its target.
  isProxy: () => false,
  isNativeError: (value) => Object.prototype.toString.call(value) === '[object Error]',
  checksum: () => 0,
  createSum: () => undefined,
  createPackr: createJsonPacker,
  openLocation(location, options) {
    const path = String(location)
    const scheme = /^([a-z][a-z\d+.-]+):/i.exec(path)?.[1]
    if (scheme !== undefined && scheme !== 'file') throw unknownScheme(scheme, ['memory'])
    warnOfStore(
      path,
      'no-disk',
      `A browser has no disk, so results for ${namePlace(path)} stay in memory. If this is a program for Node, build it for Node (esbuild: platform 'node').`,
    )
    return openBackend(`memory:${path}`, options)
  },
}
