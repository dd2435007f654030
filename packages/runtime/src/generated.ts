// What emitted code imports. Names and argument order are the seam described in ARCHITECTURE.md.
import { Site, type SiteRecord } from './site.js'

export { call, callAsync, enter } from './call.js'
export { enterGenerator } from './generator.js'
export { takeOptions } from './options.js'
export { link, linkAll } from './site.js'
export type { Frame } from './call.js'
export type { GeneratorFrame } from './generator.js'
export type { Site, SiteRecord } from './site.js'

/** Makes a site from what the transform knows of one tagged function. */
export function site(record: SiteRecord): Site {
  return new Site(record)
}
