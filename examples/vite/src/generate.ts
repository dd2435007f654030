import { mkdir, writeFile } from 'node:fs/promises'
import { drawChart } from './chart.js'
import { loadGauge } from './level.js'

const files = import.meta.glob<string>('../content/*.csv', { query: '?raw', import: 'default', eager: true })

await mkdir('site', { recursive: true })
for (const [file, csv] of Object.entries(files)) {
  const started = performance.now()
  const name = file.replace(/^.*\/|\.csv$/g, '')
  const gauge = await loadGauge(csv)
  await writeFile(`site/${name}.html`, page(name, `highest: ${gauge.highest.level} m on ${gauge.highest.day}`, drawChart(gauge)))
  console.log(`site/${name}.html  ${Math.round(performance.now() - started)} ms`)
}

function page(title: string, summary: string, chart: string): string {
  return `<!doctype html>\n<meta charset="utf-8">\n<title>${title}</title>\n<h1>${title}</h1>\n<p>${summary}</p>\n${chart}\n`
}
