import { OptionError } from '../reporting/errors.js'
import type { SiteRecord } from '../sites/site-record.js'

/** Reports branded options passed in place of a declared parameter. */
export function misplacedOptions({ id, declared }: SiteRecord): OptionError {
  return new OptionError(
    'misplaced-options',
    `${id}: cacheOptions(...) must come after all ${declared} declared parameters. Pass undefined for omitted ones.`,
  )
}
