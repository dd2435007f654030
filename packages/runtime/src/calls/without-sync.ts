import type { Request } from './request.js'
import { warnOfFunction } from '../reporting/warnings.js'

/** Warns once why a synchronous function can't use this store. */
export function warnWithoutSync({ site: { id }, backend: { name } }: Request): void {
  warnOfFunction(
    id,
    'no-sync-access',
    `${id} runs uncached: ${name} can only be read asynchronously and this function is synchronous. Make it async, or give it a folder or memory: as cachePath.`,
  )
}
