import { OptionError } from './errors.js'
import type { SiteRecord } from './site-record.js'

/** Reports branded options passed in place of a declared parameter. */
export function misplacedOptions({ id, declared }: SiteRecord): OptionError {
  return new OptionError(
    'misplaced-options',
    `${id}: cacheOptions(...) must come after all ${declared} declared parameters. Pass undefined for omitted ones.`,
  )
}
