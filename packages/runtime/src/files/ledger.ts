import type { Backend, FileDigests } from '../backends/backend.js'
import { defaultLocation, openPlace } from './observing/seam.js'

/**
 * Where file digests are kept between processes: in the store itself if it is local. File times are meaningless in a shared store, so
 * digests are kept in this machine's own store.
 */
export function ledgerOf(backend: Backend): FileDigests | undefined {
  if (backend.fileDigests !== undefined || backend.inProcess) return backend.fileDigests
  try {
    return openPlace(localPlace(), undefined).fileDigests
  } catch {
    // Without this store, each process computes the digests itself.
    return undefined
  }
}

function localPlace(): string {
  const place = defaultLocation()
  return /^[a-z][a-z\d+.-]+:/i.test(place) && !place.startsWith('file:') ? '~/.cachecache' : place
}
