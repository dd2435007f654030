import { OptionError } from './errors.js'
import type { SiteRecord } from './site.js'

/** Branded options among the declared parameters. */
export function misplacedOptions({ id, declared }: SiteRecord): OptionError {
  return new OptionError(
    'misplaced-options',
    `${id}: cacheOptions(...) must stand after all ${declared} declared parameters. Pass undefined for those that you leave out.`,
  )
}
