import { formatSize, type Removed } from '@cachecache/runtime/stores'
import { countOf } from './print.js'

export function formatRemoved({ removed, bytes }: Removed, dryRun: boolean): string {
  return `${dryRun ? 'Would remove' : 'Removed'} ${countOf(removed, 'entry', 'entries')} (${formatSize(bytes)}).\n`
}
