/** @param {string[][]} rows the first is the head; columns after the first stand right @returns lines */
export function renderTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ')
  return [line(rows[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.slice(1).map(line)]
}

/** Three figures are what a noisy machine gives. */
export function formatNumber(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** Microseconds as they come, and longer times in the unit that a reader thinks in. */
export function formatFigure(value, unit) {
  if (unit !== 'µs' || Math.abs(value) < 10_000) return `${formatNumber(value)} ${unit}`
  return `${formatNumber(value / 1000)} ms`
}

export function renderQuestion({ asks, rows, ratios, notes = [] }) {
  const measured = rows.map(({ task, unit, median, low, high }) => [
    task,
    formatFigure(median, unit),
    `${formatFigure(low, unit)} to ${formatFigure(high, unit)}`,
  ])
  const judged = ratios.map(({ measure, unit, median, low, high, goal, verdict }) => [
    measure,
    `${formatNumber(median)} ${unit}`,
    `${formatNumber(low)} to ${formatNumber(high)}`,
    goal === undefined ? '' : `at most ${goal} ${unit}`,
    verdict ?? '',
  ])
  return [
    '',
    asks,
    '',
    ...renderTable([['measured', 'median', 'middle half'], ...measured]),
    ...(judged.length > 0 ? ['', ...renderTable([['ratio, in this run', 'median', 'middle half', 'goal', ''], ...judged])] : []),
    ...notes.map((note) => `  ${note}`),
  ].join('\n')
}
