import type { Gauge } from './level.js'

/** An SVG with a dot for each day and a line for the trend. */
export function drawChart({ levels, trend }: Gauge, width = 720, height = 240): string {
  const highest = Math.max(...levels)
  const x = (i: number): string => ((i / (levels.length - 1)) * width).toFixed(1)
  const y = (level: number): string => (height - (level / highest) * height).toFixed(1)
  const dots = levels.map((level, i) => `<circle cx="${x(i)}" cy="${y(level)}" r="1"/>`)
  const line = [...trend].map((level, i) => `${x(i)},${y(level)}`)
  return `<svg viewBox="0 0 ${width} ${height}" fill="#9ab"><polyline points="${line.join(' ')}" fill="none" stroke="#036"/>${dots.join('')}</svg>`
}
