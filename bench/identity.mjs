import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import cachecache from '@cachecache/unplugin/esbuild'
import { context } from 'esbuild'

const usage = `node bench/identity.mjs [--modules 2000] [--tagged 50] [--runs 5]
  What the plugin adds to a build of a project in which a few functions are tagged: from nothing, and after one edit.
  Both builds run in turn in one process; only their ratios mean something on another machine.`

const { values } = parseArgs({
  options: {
    modules: { type: 'string', default: '2000' },
    tagged: { type: 'string', default: '50' },
    runs: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
})
const [modules, tagged, runs] = [values.modules, values.tagged, values.runs].map(Number)

/** The same project on every machine. */
function randomSequence(seed) {
  let state = seed
  return () => (state = (state * 16807) % 2147483647) / 2147483647
}

function writeModules(folder) {
  const random = randomSequence(1)
  mkdirSync(join(folder, 'src'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "identity-bench", "version": "1.0.0", "type": "module" }')
  for (let index = 0; index < modules; index++) {
    const reach = index < tagged ? Math.min(400, modules) : 60
    const wanted = index < tagged ? 4 : Math.floor(random() * 3)
    const imports = new Set()
    for (let count = 0; count < wanted; count++) imports.add(Math.max(tagged, index + 1) + Math.floor(random() * reach))
    writeFileSync(join(folder, `src/m${index}.ts`), moduleText(index, [...imports].filter((other) => other < modules)))
  }
  const all = Array.from({ length: modules }, (_, index) => `import * as m${index} from './m${index}.js'`)
  writeFileSync(join(folder, 'src/main.ts'), `${all.join('\n')}\nexport const run = m0.work0\nconsole.log(${all.map((_, index) => `m${index}`).join(', ')})\n`)
}

function moduleText(index, imports) {
  const locals = Array.from(
    { length: 6 },
    (_, local) => `function local${local}(rows: Row[], factor = ${local}): number {
  let total = 0
  for (const row of rows) {
    if (row.name.length > factor) total += row.id * factor
    else total -= Math.max(row.id, LIMIT)
  }
  return total
}`,
  )
  return `${imports.map((other) => `import { work${other} } from './m${other}.js'`).join('\n')}
const LIMIT = ${index}
interface Row { id: number; name: string }
${locals.join('\n')}
export class Type${index} {
  constructor(readonly id: number) {}
  describe(): string { return 'type ' + this.id + LIMIT }
}
${index < tagged ? '/** @cache */\n' : ''}export function work${index}(x: number): number {
  const rows = [{ id: x, name: 'n' + x }]
  return local0(rows) + local3(rows)${imports.map((other) => ` + work${other}(x)`).join('')}
}
`
}

/** Milliseconds of a first build, and of one after each edit of a module that tagged functions reach. */
async function measure(folder, plugins) {
  const build = await context({
    absWorkingDir: folder,
    entryPoints: [join(folder, 'src/main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['@cachecache/*'],
    plugins,
  })
  try {
    const start = performance.now()
    await build.rebuild()
    const cold = performance.now() - start
    const edited = join(folder, `src/m${tagged + 20}.ts`)
    const text = readFileSync(edited, 'utf8')
    writeFileSync(edited, text.replace('let total = 0', 'let total = 1'))
    const again = performance.now()
    await build.rebuild()
    const afterEdit = performance.now() - again
    writeFileSync(edited, text)
    return { cold, afterEdit }
  } finally {
    await build.dispose()
  }
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]

if (values.help) console.log(usage)
else {
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-identity-bench-'))
  try {
    writeModules(folder)
    const alone = []
    const withPlugin = []
    // In turns, so that a busy moment of the machine meets both; the first of each warms up.
    for (let run = 0; run <= runs; run++) {
      alone.push(await measure(folder, []))
      withPlugin.push(await measure(folder, [cachecache({ root: folder })]))
    }
    console.log(`${modules} modules, ${tagged} tagged functions, ${runs} runs, esbuild`)
    for (const phase of ['cold', 'afterEdit']) {
      const [without, added] = [alone, withPlugin].map((list) => median(list.slice(1).map((item) => item[phase])))
      const name = phase === 'cold' ? 'from nothing' : 'after an edit'
      console.log(`${name.padEnd(14)} alone ${without.toFixed(0)} ms, with the plugin ${added.toFixed(0)} ms: ${(added / without).toFixed(2)} times, ${(added - without).toFixed(0)} ms added`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
