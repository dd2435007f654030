import { site, type SiteRecord } from '../../src/generated.js'
import type { Site } from '../../src/sites/site.js'

let serial = 0

/** A memory store that no other test uses. */
export function freshStore(): string {
  return `memory:test-${serial++}-${Math.random()}`
}

/** A site as emitted code makes it: lazily, once. */
export function makeSite(record: Partial<SiteRecord> = {}): () => Site {
  let made: Site | undefined
  const store = freshStore()
  const id = `test/example.ts#f${serial++}`
  return () =>
    (made ??= site({
      id,
      version: 'v1',
      kind: 'sync',
      params: ['a'],
      slot: 1,
      declared: 1,
      options: () => ({ cachePath: store }),
      ...record,
    }))
}
