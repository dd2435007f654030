import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build, transformSync, type Loader } from 'esbuild'
import { parseSync } from 'oxc-parser'
import { transform, type TransformResult } from '../../src/transform.js'

/** A program that exports `test()`, whose result must not depend on whether its functions are tagged. */
export interface Trap {
  name: string
  extension: 'js' | 'jsx' | 'ts' | 'tsx' | 'cjs'
  source: string
}

export const MODES = ['off', 'again', 'normal'] as const
export type Mode = (typeof MODES)[number]

export interface TrapRun {
  transformed: Map<string, TransformResult | undefined>
  /** Two results of `test()` for each trap, or the error. */
  untagged: Record<string, string[]>
  tagged: Record<Mode, Record<string, string[]>>
  /** How many calls were answered from the cache in mode `normal`, by trap. */
  hits: Record<string, number>
}

const child = fileURLToPath(new URL('trap-child.mjs', import.meta.url))
const runtimeSource = fileURLToPath(new URL('../../../runtime/src/', import.meta.url))
/** What emitted code imports in traps. */
export const RUNTIME = './generated.mjs'
const run = promisify(execFile)

/** Runs every trap as it is written and as it is transformed, one process for each mode. */
export async function runTraps(traps: readonly Trap[]): Promise<TrapRun> {
  const folder = await mkdtemp(join(tmpdir(), 'cachecache-traps-'))
  try {
    await bundleRuntime(folder)
    await writeFile(join(folder, 'package.json'), '{ "name": "traps", "version": "1.0.0", "type": "module" }')
    const transformed = new Map<string, TransformResult | undefined>()
    const untagged: string[][] = []
    const tagged: string[][] = []
    for (const [index, trap] of traps.entries()) {
      const plain = fileName(index, 'plain', trap)
      untagged.push([trap.name, await place(folder, plain, trap, selfImport(trap, plain))])
      const built = fileName(index, 'tagged', trap)
      const source = selfImport(trap, built)
      const result = transform(source, join(folder, `trap${index}.${trap.extension}`), {
        root: folder,
        runtime: RUNTIME,
      })
      transformed.set(trap.name, result)
      tagged.push([trap.name, await place(folder, built, trap, result?.code ?? source)])
    }
    const results = await Promise.all([runMode(folder, untagged, 'off'), ...MODES.map((mode) => runMode(folder, tagged, mode))])
    const [plain, ...modes] = results.map(({ values }) => values)
    return {
      transformed,
      untagged: plain!,
      tagged: Object.fromEntries(MODES.map((mode, index) => [mode, modes[index]!])) as TrapRun['tagged'],
      hits: results[MODES.indexOf('normal') + 1]!.hits,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fileName = (index: number, form: string, trap: Trap) => `trap${index}.${form}.${trap.extension === 'cjs' ? 'cjs' : 'mjs'}`
const selfImport = (trap: Trap, file: string) => trap.source.replaceAll("'SELF'", `'./${file}'`)
/** One instance of the runtime for cachers and emitted code. */
const localRuntime = (code: string) => code.replaceAll("from '@cachecache/runtime'", "from './index.mjs'")

async function place(folder: string, file: string, trap: Trap, code: string): Promise<string> {
  const { errors } = parseSync(`a.${trap.extension}`, code, { sourceType: trap.extension === 'cjs' ? 'commonjs' : 'module' })
  if (errors.length > 0) throw new Error(`${trap.name} does not parse: ${errors[0]!.codeframe}`)
  await writeFile(
    join(folder, file),
    localRuntime(trap.extension.endsWith('js') ? code : stripTypes(code, trap.extension as Loader)),
  )
  return file
}

const stripTypes = (code: string, loader: Loader) =>
  transformSync(code, { loader, target: 'node20', tsconfigRaw: { compilerOptions: { experimentalDecorators: false } } }).code

/** The runtime's own sources, with the packages that it uses from the workspace. */
async function bundleRuntime(folder: string): Promise<void> {
  await symlink(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), join(folder, 'node_modules'), 'junction')
  await build({
    entryPoints: [join(runtimeSource, 'generated.ts'), join(runtimeSource, 'index.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['cachecache-source'],
    packages: 'external',
    logLevel: 'silent',
  })
}

async function runMode(
  folder: string,
  files: string[][],
  mode: Mode,
): Promise<{ values: Record<string, string[]>; hits: Record<string, number> }> {
  const { stdout } = await run(process.execPath, ['--no-warnings', child, folder, JSON.stringify(files)], {
    env: { ...process.env, CACHECACHE: mode === 'normal' ? '' : mode, CACHECACHE_PATH: 'memory:', CACHECACHE_DEBUG: '' },
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as {
    values: Record<string, string[]>
    hits: Record<string, number>
  }
}
