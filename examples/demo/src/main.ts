import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { Grader } from './complexity.js'
import { longestFunctions, outline } from './outline.js'
import { similarFunctions } from './similar.js'
import { repeatedStrings } from './strings.js'
import { summary } from './summary.js'
import { vocabulary } from './vocabulary.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, again: { type: 'boolean' }, 'cache-path': { type: 'string' } },
})
const [file] = positionals
if (!file) throw new Error('Usage: main.js [--only <question>] [--again] [--cache-path <folder>] <file.js>')

// Most functions get the text, which is then a part of their keys; `summary` gets the name and reads the file itself.
const text = await readFile(file, 'utf8')
const options = { again: values.again ?? false, ...(values['cache-path'] !== undefined && { cachePath: values['cache-path'] }) }

const questions: Record<string, () => Promise<string> | string> = {
  summary: async () => {
    const { lines, longest } = await summary(file)
    return `${lines} lines, the longest of ${longest} characters`
  },
  functions: () => {
    const places = outline(text)
    return `${places.length} named functions`
  },
  longest: () =>
    longestFunctions(text, 3)
      .map(({ name, lines }) => `${name} (${lines} lines)`)
      .join(', '),
  names: () => {
    const { identifiers, distinct, frequent, words } = vocabulary(text)
    const often = frequent.slice(0, 3).map(([name, count]) => `${name} ${count}×`)
    return `${identifiers} identifiers, ${distinct} different (${often.join(', ')}); words: ${[...words.keys()].slice(0, 5).join(' ')}`
  },
  strings: () => {
    const repeated = [...repeatedStrings(text)]
    const worst = repeated[0]
    return `${repeated.length} repeated literals${worst ? `, worst ${JSON.stringify(worst.literal)} (${worst.times}×)` : ''}`
  },
  complexity: () =>
    new Grader(30)
      .hardest(text, options)
      .slice(0, 3)
      .map(({ name, score }) => `${name} ${score}`)
      .join(', '),
  similar: async () => {
    const pairs = await similarFunctions(text, undefined, options)
    const [best] = pairs
    return `${pairs.length} pairs of nearly equal functions${best ? `, first ${best.first} and ${best.second}` : ''}`
  },
}

const chosen = Object.entries(questions).filter(([name]) => values.only === undefined || values.only === name)
console.log(`${basename(file)}, ${(text.length / 1e6).toFixed(1)} million characters`)
for (const [name, answer] of chosen) console.log(`  ${name.padEnd(11)}${await answer()}`)
