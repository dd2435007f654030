import { writeFileSync } from 'node:fs'
import { sizesOf } from './sizes.mjs'

const [question, file, quick] = process.argv.slice(2)
const { default: subject } = await import(new URL(`../questions/${question}.mjs`, import.meta.url))
const result = await subject.measure(sizesOf(quick === 'quick'))
const runs = new Set([...result.rows, ...result.ratios].map(({ run }) => run))
if (runs.size !== 1) throw new Error(`${question} mixed figures of ${runs.size} runs; ratios exist within one only.`)
writeFileSync(file, JSON.stringify({ asks: subject.asks, ...result }))
// Stores and peers may hold timers; what was to be measured is written.
process.exit(0)
