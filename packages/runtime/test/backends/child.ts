import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { makeScratch } from './scratch.js'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const PRELUDE = `
  import { encode, decode } from ${JSON.stringify(here('../../src/codec.ts'))}
  import { openBackend } from ${JSON.stringify(here('../../src/backends/open.ts'))}
  const owner = { id: 'app/a.ts#f', version: 'v1', prefix: 'AAAAAAAAAAAAAAAA' }
  const keyOf = (name) => owner.prefix + '/' + name
  const entry = (name, value) => ({ key: keyOf(name), data: encode(value, 'value', keyOf(name)), function: owner })
`

const CALLS = `
  import { call, callAsync, enterGenerator, link, site } from ${JSON.stringify(here('../../src/generated.ts'))}
  import { appendFileSync } from 'node:fs'
  const cachePath = process.argv[2], log = process.argv[3]
  const say = (text) => appendFileSync(log, text + '\\n')
  const makeSite = (name, kind) => {
    let made
    return () => (made ??= site({ id: 'app/a.ts#' + name, version: 'v1', kind, params: ['a'], slot: 1, declared: 1, options: () => ({ cachePath }) }))
  }
  const tagSync = (name, body) => {
    const $s = makeSite(name, 'sync')
    return link(function (a) { return call($s(), [a], arguments[1], undefined, undefined, () => body(a)) }, $s)
  }
  const tagAsync = (name, body) => {
    const $s = makeSite(name, 'async')
    return link(async function (a) { return await callAsync($s(), [a], arguments[1], undefined, undefined, async () => body(a)) }, $s)
  }
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  const block = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  void [encode, decode, openBackend, entry, enterGenerator, appendFileSync, pause, block, tagSync, tagAsync, say]
`

/** A program with tagged functions; its arguments are the cache path and a file that `say` writes lines to. */
export const writeCalls = (body: string): string => writeProgram(CALLS + body)

/** A program over the sources, as a file that Node can run. */
export function writeProgram(body: string): string {
  const folder = makeScratch()
  const [source, program] = [join(folder, 'source.mjs'), join(folder, 'program.mjs')]
  writeFileSync(source, PRELUDE + body)
  buildSync({
    entryPoints: [source],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // Keyv's adapter has drivers of its own, which nobody uses.
    alias: { 'better-sqlite3': 'node:util' },
    external: ['bun:sqlite'],
    conditions: ['cachecache-source'],
    logLevel: 'error',
  })
  return program
}

export interface Ended {
  code: number | null
  out: string
  err: string
  milliseconds: number
}

/** Starts a program, to be watched or killed. */
export function startProgram(
  program: string,
  args: string[],
  user: { uid?: number; gid?: number } = {},
  variables: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  // The program lies outside of the project; NODE_PATH leads its require() back.
  return spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NODE_PATH: here('../../../../node_modules'), ...variables },
    ...user,
  })
}

/** Runs a program to its own end, however long it keeps its event loop alive. */
export async function runProgram(program: string, ...args: string[]): Promise<Ended> {
  const started = performance.now()
  const child = startProgram(program, args)
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  return { code, out, err, milliseconds: performance.now() - started }
}
