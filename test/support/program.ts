import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform as stripTypes } from 'esbuild'
import { transform } from '@cachecache/unplugin/transform'
import { onTestFinished } from 'vitest'

// Inside the repository, so that `@cachecache/*` resolves as it does for a user: through node_modules.
const scratch = fileURLToPath(new URL('../.scratch/', import.meta.url))

export interface Run {
  /** What the program passed to `report(...)`, in order. */
  reports: unknown[]
  stderr: string
  code: number | null
}

export interface Program {
  directory: string
  /** Replaces files, transforms again. */
  write(files: Record<string, string>): Promise<void>
  /** Runs `main` in a new process with a cache folder of its own. */
  run(env?: Record<string, string>): Promise<Run>
}

/** A program of TypeScript files, each put through the transform, in a folder of its own; ends with the test. */
export async function program(files: Record<string, string> | string): Promise<Program> {
  await mkdir(scratch, { recursive: true })
  const directory = await mkdtemp(join(scratch, 'program-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const all = typeof files === 'string' ? { 'main.ts': files } : files
  const self: Program = {
    directory,
    async write(changed) {
      Object.assign(all, changed)
      // Sources first: the identity of one file reads the others.
      for (const [name, text] of Object.entries(all)) {
        await mkdir(dirname(join(directory, name)), { recursive: true })
        await writeFile(join(directory, name), text)
      }
      for (const [name, text] of Object.entries(all)) if (/\.[cm]?tsx?$/.test(name)) await emit(join(directory, name), text)
    },
    run: (env = {}) => run(directory, env),
  }
  await self.write({ 'package.json': '{ "name": "program", "type": "module" }', 'tsconfig.json': '{}' })
  return self
}

async function emit(file: string, text: string): Promise<void> {
  const result = transform(text, file, { root: dirname(file) })
  const errors = result?.diagnostics.filter((d) => d.severity === 'error') ?? []
  if (errors.length > 0) throw new Error(errors.map((d) => d.message).join('\n'))
  const { code } = await stripTypes(result?.code ?? text, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    target: 'node20',
    sourcefile: file,
    supported: { decorators: false },
    tsconfigRaw: '{}',
  })
  await writeFile(file.replace(/\.([cm]?)tsx?$/, '.$1js'), code)
}

const preamble = `const report = (...v) => process.stdout.write(v.map((x) => JSON.stringify(x) ?? 'null').join(',') + '\\n');globalThis.report = report;`

function run(directory: string, env: Record<string, string>): Promise<Run> {
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(preamble)}`, join(directory, 'main.js')],
    { cwd: directory, timeout: 60_000, env: { ...process.env, VITEST: '', CACHECACHE_PATH: join(directory, 'cache'), ...env } },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({
        reports: stdout
          .split('\n')
          .filter(Boolean)
          .flatMap((line) => JSON.parse(`[${line}]`) as unknown[]),
        stderr,
        code,
      }),
    )
  })
}
