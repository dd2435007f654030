import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { makeScratch } from './scratch.js'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const PRELUDE = `
  import { encode, decode } from ${JSON.stringify(here('../../src/codec.ts'))}
  import { openBackend } from ${JSON.stringify(here('../../src/backends/open.ts'))}
  const f = { id: 'app/a.ts#f', version: 'v1', prefix: 'AAAAAAAAAAAAAAAA' }
  const entry = (name, value) => ({ key: f.prefix + '/' + name, data: encode(value, 'value'), function: f })
`

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
    packages: 'external',
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

/** Runs a program to its own end, however long it keeps its event loop alive. */
export async function runProgram(program: string, ...args: string[]): Promise<Ended> {
  const started = performance.now()
  // The program lies outside of the project; NODE_PATH leads its require() back.
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NODE_PATH: here('../../../../node_modules') },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  return { code, out, err, milliseconds: performance.now() - started }
}
