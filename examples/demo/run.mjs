// The tour behind `npm run demo`: the analysis of src/ over the TypeScript compiler's own source text,
// in a scratch copy, so that files can be edited on the way.
import { fork } from 'node:child_process'
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)
const original = require.resolve('typescript/lib/typescript.js')
const cli = join(dirname(require.resolve('@cachecache/cli/package.json')), 'dist/bin.js')
const modules = join(here, '../../node_modules')

const scratch = await realpath(await mkdtemp(join(tmpdir(), 'cachecache-demo-')))
const subject = join(scratch, 'typescript.js')
const env = { ...process.env, CACHECACHE_PATH: join(scratch, 'cache') }
for (const name of ['CACHECACHE', 'CACHECACHE_DEBUG', 'NODE_OPTIONS']) delete env[name]

try {
  await tour()
} finally {
  await rm(scratch, { recursive: true, force: true })
}

async function tour() {
  for (const name of ['src', 'build.mjs', 'package.json']) await cp(join(here, name), join(scratch, name), { recursive: true })
  await cp(original, subject)
  await symlink(modules, join(scratch, 'node_modules'), 'junction')

  console.log(`The TypeScript compiler's source, analysed by seven tagged functions (examples/demo/src).`)
  console.log(`Built with the esbuild adapter in ${((await build()) / 1000).toFixed(1)} s.\n`)
  header()
  row('cold', await analyse([], { show: true }), { computed: 7 })
  row('again, in a new process', await analyse(), { computed: 0 })

  await edit('src/scanner.ts', (code) => `// A remark that changes nothing.\n${code}`)
  row('a comment added in scanner.ts', await analyse(), { computed: 0 })

  await edit('src/weights.ts', (code) => code.replace('return 1 + depth', 'return 1 + 2 * depth'))
  row('weights.ts counts depth twice', await analyse(), { computed: 1 })

  await edit('src/weights.ts', (code) => code.replace('return 1 + 2 * depth', 'return 1 + depth'))
  row('that edit undone', await analyse(), { computed: 0 })

  await rewrite(subject, (text) => `${text}\n// One more line.\n`)
  row('the file has one more line', await analyse(['--only', 'summary']), { computed: 1 })

  await rewrite(subject, (text) => text.slice(0, -'\n// One more line.\n'.length))
  row('that line gone again', await analyse(), { computed: 0 })

  row('{ again: true }', await analyse(['--only', 'complexity', '--again']), { again: 1 })
  row("{ cachePath: 'elsewhere' }", await analyse(['--only', 'complexity', '--cache-path', 'elsewhere']), { computed: 1 })

  await command('ls')
  await command('explain', 'src/complexity.ts#Grader.hardest')
  await command('clear', '--function', 'similarFunctions', '--yes')
  await command('clear', '--yes')
}

async function build() {
  const started = performance.now()
  await run(join(scratch, 'build.mjs'), [], { stdio: 'inherit' })
  return performance.now() - started
}

async function edit(file, change) {
  await rewrite(join(scratch, file), change)
  await build()
}

async function rewrite(path, change) {
  const before = await readFile(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${path} has no such place to edit any more; adapt examples/demo/run.mjs.`)
  await writeFile(path, after)
}

/** Runs the built program in a process of its own, and counts what became of its tagged calls. */
async function analyse(args = [], { show = false } = {}) {
  const calls = []
  const started = performance.now()
  await run(join(scratch, 'dist/main.js'), [...args, subject], {
    execArgv: ['--import', pathToFileURL(join(here, 'calls.mjs')).href],
    stdio: ['ignore', show ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    onMessage: (call) => calls.push(call),
  })
  return { seconds: (performance.now() - started) / 1000, calls }
}

function run(module, args, { onMessage, ...options }) {
  const child = fork(module, args, { cwd: scratch, env, ...options })
  if (onMessage) child.on('message', onMessage)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // `close` comes after the last message has been read.
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${module} ended with exit code ${code}.`))))
  })
}

async function command(...args) {
  console.log(`\n$ cachecache ${args.join(' ')}`)
  await run(cli, args, { stdio: 'inherit' })
}

function header() {
  console.log(`${'step'.padEnd(32)}${'seconds'.padStart(8)}${'computed'.padStart(10)}${'from disk'.padStart(11)}   what ran`)
}

function row(step, { seconds, calls }, expected) {
  const of = (status) => calls.filter((call) => call.status === status)
  const ran = [...of('miss'), ...of('again')]
  const names = ran.map(({ id }) => id.slice(id.indexOf('#') + 1)).join(' ')
  const cells = [seconds.toFixed(2).padStart(8), String(ran.length).padStart(10), String(of('hit').length).padStart(11)]
  console.log(`${step.padEnd(32)}${cells.join('')}   ${names || '-'}`)
  const wrong = of('miss').length !== (expected.computed ?? 0) || of('again').length !== (expected.again ?? 0)
  if (wrong)
    throw new Error(`This step should have run ${expected.computed ?? expected.again} function(s): ${JSON.stringify(calls)}`)
}
