import { formatFigure } from './table.mjs'

const width = 860
const labels = 300
const figures = 150
const rowHeight = 26
const top = 64

/**
 * Bars of what a hit costs, on a logarithmic scale. Colours hold on light and on dark ground; text follows the reader's choice.
 * @param {{ task: string, median: number, low: number, high: number, unit: string, kind: string, persistent: boolean }[]} rows
 */
export function renderPlot(rows, machine) {
  const persistent = rows.filter((row) => row.persistent).toSorted((a, b) => a.median - b.median)
  const inMemory = rows.filter((row) => !row.persistent).toSorted((a, b) => a.median - b.median)
  const floor = rows.find(({ task }) => task === 'floor').median
  const scale = logarithmicScale(rows)
  const height = top + (rows.length + 3) * rowHeight + 46
  let y = top
  const parts = []
  for (const [title, group] of [
    ['From disk', persistent],
    ['From memory', inMemory],
  ]) {
    parts.push(`<text class="group" x="0" y="${y + 17}">${title}</text>`)
    y += rowHeight
    for (const row of group) {
      parts.push(renderBar(row, y, scale, floor))
      y += rowHeight
    }
    y += rowHeight / 2
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    '<title id="title">What one hit costs, ours and others, in microseconds on a logarithmic scale</title>',
    styles,
    '<text class="heading" x="0" y="22">One hit, a small value, microseconds (logarithmic)</text>',
    `<text class="note" x="0" y="44">${escapeText(`${machine.processor}, Node ${machine.node}, all measured in turns in one run; whiskers: the middle half`)}</text>`,
    ...renderGrid(scale, height),
    ...parts,
    `<text class="note" x="0" y="${height - 10}">Floor: JSON and SHA-256 of the arguments, one prepared SQLite read, one msgpackr decode. Figures: median, and times the floor.</text>`,
    '</svg>',
    '',
  ].join('\n')
}

const styles = `<style>
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #6e7781 }
  .heading { font-size: 16px; font-weight: 600 } .group { font-weight: 600 } .note, .tick { font-size: 11px }
  .own { fill: #1f8a5b } .peer { fill: #8b949e } .floor { fill: #b7791f }
  .label.own { fill: #1f8a5b; font-weight: 600 } .label.peer, .label.floor { fill: #6e7781 }
  line { stroke: #8b949e } .grid { stroke-opacity: .25 } .whisker { stroke: #57606a; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text, .label.peer, .label.floor { fill: #adbac7 } .own, .label.own { fill: #3fb981 } .whisker { stroke: #cdd9e5 }
  }
</style>`

function logarithmicScale(rows) {
  const least = 10 ** Math.floor(Math.log10(Math.min(...rows.map(({ low }) => low))))
  const most = 10 ** Math.ceil(Math.log10(Math.max(...rows.map(({ high }) => high))))
  const space = width - labels - figures
  const at = (value) => labels + (space * Math.log10(value / least)) / Math.log10(most / least)
  const ticks = Array.from({ length: Math.round(Math.log10(most / least)) + 1 }, (_, power) => least * 10 ** power)
  return { at, ticks }
}

function renderGrid({ at, ticks }, height) {
  return ticks.flatMap((tick) => [
    `<line class="grid" x1="${round(at(tick))}" x2="${round(at(tick))}" y1="${top + 4}" y2="${height - 40}"/>`,
    `<text class="tick" x="${round(at(tick))}" y="${height - 28}" text-anchor="middle">${tick.toLocaleString('en', { maximumSignificantDigits: 1 })}</text>`,
  ])
}

function renderBar({ task, median, low, high, unit, kind }, y, { at }, floor) {
  const middle = y + rowHeight / 2
  const end = round(at(median))
  const figure = `${formatFigure(median, unit)} · ${(median / floor).toFixed(median / floor < 10 ? 1 : 0)} x`
  return [
    `<text class="label ${kind}" x="${labels - 10}" y="${middle + 4}" text-anchor="end">${escapeText(task)}</text>`,
    `<rect class="${kind}" x="${labels}" y="${y + 5}" width="${round(end - labels)}" height="${rowHeight - 10}" rx="2"/>`,
    `<line class="whisker" x1="${round(at(low))}" x2="${round(at(high))}" y1="${middle}" y2="${middle}"/>`,
    `<text class="label ${kind}" x="${round(at(high)) + 8}" y="${middle + 4}">${figure}</text>`,
  ].join('')
}

const round = (value) => Math.round(value * 10) / 10
const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
