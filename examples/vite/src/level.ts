import { Cacher } from '@cachecache/runtime'
import { smooth } from './smooth.js'

export interface Gauge {
  days: string[]
  levels: number[]
  trend: Float64Array
  highest: { day: string; level: number }
}

// Results lie beside the site, 200 MB at most. Exported, since type checkers and linters do not see its use in the tag.
export const pages = Cacher('.cachecache', 200e6)

/**
 * Reads the daily levels of one gauge and finds their trend.
 *
 * @cache { cacher: pages }
 */
export async function loadGauge(csv: string): Promise<Gauge> {
  const rows = csv.trim().split(/\r?\n/).slice(1)
  const days = rows.map((row) => row.slice(0, row.indexOf(',')))
  const levels = rows.map((row) => Number(row.slice(row.indexOf(',') + 1)))
  const level = Math.max(...levels)
  return { days, levels, trend: smooth(levels, 60), highest: { day: days[levels.indexOf(level)] ?? '', level } }
}
