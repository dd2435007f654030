import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judge } from './goals.mjs'
import { describeMachine } from './harness/machine.mjs'
import { renderPlot } from './harness/plot.mjs'
import { benchRoot, scratchFolder } from './harness/scratch.mjs'
import { renderQuestion } from './harness/table.mjs'

const usage = `npm run bench [-- [--quick] [--out folder] [question ...]]
  --quick   small sizes, and exit code 1 if a ratio is twice worse than its bound in goals.mjs; writes no files, and asks
            nothing about peers, which do not change with us, unless told to
  --out     where latest.json and hits.svg go; by default bench/results after a whole, full run
Figures of two runs are not compared: another run is another machine, even on the same one.`

const questions = readdirSync(join(benchRoot, 'questions')).map((file) => file.replace(/\.mjs$/, ''))
const { quick, out, names } = readArguments()
const machine = describeMachine()
const scratch = scratchFolder('run')

console.log(
  `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}; Node ${machine.node}, ${machine.sqlite}; commit ${machine.commit ?? 'unknown'}`,
)
if (quick) console.log('The quick form: ratios against wide bounds, no figures to quote.')

const results = {}
const worse = []
for (const question of names) {
  const { result, beyondBound } = judgeQuestion(question)
  results[question] = result
  worse.push(
    ...beyondBound.map((ratio) => `${question}: ${ratio.measure} is ${ratio.median.toFixed(2)}, its bound ${ratio.bound}`),
  )
  console.log(renderQuestion(result))
  // After each one: a run that is stopped half-way keeps what it has.
  writeResults()
}
if (worse.length > 0) console.log(`\nWorse than recorded bounds:\n  ${worse.join('\n  ')}`)
// A full run informs, the quick one judges: absolute times never do.
process.exitCode = quick && worse.length > 0 ? 1 : 0

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { quick: { type: 'boolean', default: false }, out: { type: 'string' }, help: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    if (values.help) exitWith(0, usage)
    const unknown = positionals.filter((name) => !questions.includes(name))
    if (unknown.length > 0) exitWith(2, `No question "${unknown.join(', ')}". There are: ${questions.join(', ')}.`)
    const whole = positionals.length === 0
    const names = !whole ? positionals : values.quick ? questions.filter((name) => name !== 'peers') : questions
    return { quick: values.quick, names, out: values.out ?? (whole && !values.quick ? join(benchRoot, 'results') : undefined) }
  } catch (error) {
    return exitWith(2, `${error.message}\n\n${usage}`)
  }
}

function exitWith(code, text) {
  console.log(text)
  process.exit(code)
}

function judgeQuestion(question) {
  const first = measureOnce(question)
  if (!quick || (first && first.beyondBound.length === 0))
    return first ?? exitWith(1, `${question} could not be measured; see above.`)
  // CI shares its cores: a busy moment does not come twice, a loss does.
  console.log(`\n${question}: once more, ${first ? 'a ratio is beyond its bound' : 'it could not be measured'}.`)
  return measureOnce(question) ?? exitWith(1, `${question} could not be measured twice; see above.`)
}

/** @returns nothing where the measuring itself failed */
function measureOnce(question) {
  const result = measureQuestion(question)
  if (!result) return undefined
  const { judged, beyondBound } = judge(question, result.ratios)
  return { result: { ...result, ratios: judged }, beyondBound }
}

/** Each question in a process of its own: what one compiled, cached or left on the heap is no business of the next. */
function measureQuestion(question) {
  const file = join(scratch, `${question}.json`)
  const args = [
    '--expose-gc',
    // Helping threads that get no core on a busy machine would hold up what is measured.
    '--single-threaded-gc',
    '--no-warnings',
    join(benchRoot, 'harness', 'question-child.mjs'),
    question,
    file,
    ...(quick ? ['quick'] : []),
  ]
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], env: childEnvironment() })
  if (status !== 0) return undefined
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Modes that the shell may have set for the cache must not reach what is measured. */
function childEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CACHECACHE')))
}

function writeResults() {
  if (out === undefined) return
  mkdirSync(out, { recursive: true })
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(join(out, 'latest.json'), `${JSON.stringify({ date, quick, machine, questions: results }, undefined, 2)}\n`)
  if (results.peers) writeFileSync(join(out, 'hits.svg'), renderPlot(results.peers.rows, machine))
}
