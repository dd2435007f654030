/** The default maximum size of a store. Bytes. */
export const DEFAULT_MAX_SIZE = 10e9

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
const FACTORS: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  p: 1e15,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
  pi: 2 ** 50,
}

/**
 * Parses a size: `10GB` (10 × 10^9 bytes), `512 MiB` (512 × 2^20), `1e9` or a number.
 *
 * @returns bytes, or `undefined` for anything that isn't a size above zero
 */
export function parseSize(size: string | number): number | undefined {
  if (typeof size === 'number') return size > 0 ? size : undefined
  const match = /^\s*(\d+(?:\.\d+)?(?:e\d+)?)\s*(?:([kmgtp]i?)?b?)\s*$/i.exec(size)
  if (!match) return undefined
  const bytes = Number(match[1]) * FACTORS[(match[2] ?? '').toLowerCase()]!
  return bytes > 0 ? bytes : undefined
}

/** Formats a size like `1.5 MB`: decimal units, at most three digits. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : Number(value.toPrecision(value >= 10 ? 3 : 2))} ${UNITS[unit]}`
}
