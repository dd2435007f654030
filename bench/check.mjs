// `node bench/check.mjs`: `cachecache check` beside plain `tsc --noEmit` on a generated project, with TypeScript 6 and 7.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FILES = 300
const TAGGED = 66
const root = fileURLToPath(new URL('../', import.meta.url))
const cli = join(root, 'packages/cli/dist/bin.js')

for (const name of ['typescript', 'typescript7']) {
  const installed = join(root, 'node_modules', name)
  const folder = writeProject(installed)
  try {
    const plain = time([join(installed, 'bin/tsc'), '-p', folder, '--noEmit'], folder)
    const check = time([cli, 'check', '-p', folder], folder)
    console.log(`${name}: tsc ${plain.toFixed(2)} s, check ${check.toFixed(2)} s, ratio ${(check / plain).toFixed(2)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The median of five runs, in seconds. The first of all only warms the disk. */
function time(args, cwd) {
  const runs = Array.from({ length: 6 }, () => {
    const start = performance.now()
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${args.join(' ')} exited ${status}\n${stdout}${stderr}`)
    return (performance.now() - start) / 1000
  }).slice(1)
  return runs.toSorted((a, b) => a - b)[2]
}

function writeProject(installed) {
  const folder = mkdtempSync(join(tmpdir(), 'cachecache-check-'))
  mkdirSync(join(folder, 'src'))
  mkdirSync(join(folder, 'node_modules/@cachecache'), { recursive: true })
  symlinkSync(installed, join(folder, 'node_modules/typescript'), 'dir')
  symlinkSync(join(root, 'packages/runtime'), join(folder, 'node_modules/@cachecache/runtime'), 'dir')
  const compilerOptions = { strict: true, noEmit: true, target: 'es2023', module: 'nodenext', skipLibCheck: true, types: [] }
  writeFileSync(join(folder, 'package.json'), '{ "name": "check-bench", "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
  for (let n = 0; n < FILES; n++) writeFileSync(join(folder, 'src', `module-${n}.ts`), moduleText(n))
  return folder
}

/** Each module uses the one before it; tagged ones lie evenly among them. */
function moduleText(n) {
  const tag = (n * TAGGED) % FILES < TAGGED ? '/** @cache */\n' : ''
  const before = n === 0 ? 'id' : `(await load${n - 1}(id)).name`
  const lines = Array.from(
    { length: 30 },
    (_, i) => `  rows.push({ id: \`\${id}-${i}\`, total: rows.reduce((sum, row) => sum + row.total, ${i}) })`,
  )
  return `${n === 0 ? '' : `import { load${n - 1} } from './module-${n - 1}.js'\n`}
export interface Row${n} { id: string; total: number }
${tag}export async function load${n}(id: string, limit = 10): Promise<{ name: string; rows: Row${n}[] }> {
  const rows: Row${n}[] = []
${lines.join('\n')}
  return { name: ${before}, rows: rows.slice(0, limit) }
}
`
}
