import type { Backend, FileDigests } from '../backends/backend.js'
import { defaultLocation, openPlace } from './seam.js'

/**
 * Where digests of files are kept between processes: in the store itself, if that lies on this machine. What others share
 * knows no times, so for such a store it is this machine's own.
 */
export function ledgerOf(backend: Backend): FileDigests | undefined {
  if (backend.fileDigests !== undefined || backend.inProcess) return backend.fileDigests
  try {
    return openPlace(localPlace(), undefined).fileDigests
  } catch {
    // Without it each process takes the digests for itself.
    return undefined
  }
}

function localPlace(): string {
  const place = defaultLocation()
  return /^[a-z][a-z\d+.-]+:/i.test(place) && !place.startsWith('file:') ? '~/.cachecache' : place
}
