import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { transformSync } from 'esbuild'
import * as runtime from '@cachecache/runtime'
import * as generated from '@cachecache/runtime/generated'
import { transform } from '@cachecache/unplugin/transform'
import { createProject, type Project } from '../../packages/unplugin/dist/identity/project.js'

/** What one run of a program gave. */
export interface Outcome {
  log: string
  hits: number
  misses: number
  bypasses: number
  /** Those that were no hits. */
  calls: string[]
}

type Files = Record<string, string>

let current: Omit<Outcome, 'log'> | undefined
// What one run cannot cache is said once for the whole process; here it is counted.
process.emitWarning = () => {}
subscribe('cachecache:call', (message) => {
  const { status, id, version } = message as { status: string; id: string; version: string }
  if (!current) return
  if (status !== 'hit') current.calls.push(`${status} ${id} ${version.slice(0, 6)}`)
  if (status === 'hit') current.hits++
  else if (status === 'miss') current.misses++
  else if (status === 'bypass') current.bypasses++
})

const stripped = new Map<string, string>()

function strip(code: string): string {
  let known = stripped.get(code)
  if (known === undefined) {
    known = transformSync(code, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      supported: { decorators: false, 'dynamic-import': false },
      tsconfigRaw: '{}',
    }).code
    if (stripped.size > 2_000) stripped.clear()
    stripped.set(code, known)
  }
  return known
}

/** A project on disk that is transformed as a dev server would, and run in this process, each run with modules of its own. */
export class ProgramRunner {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cachecache-law-'))
  /** Warnings and errors of the last build. */
  problems: string[] = []
  private files: Files = {}
  private code = new Map<string, string>()
  private project: Project
  private static count = 0
  private readonly place = `memory:law-${process.pid}-${ProgramRunner.count++}`

  constructor() {
    this.project = createProject({ root: this.folder })
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Replaces all files and builds. @param fresh as a new process would, without what the last build knew */
  build(files: Files, fresh: boolean): void {
    for (const name of Object.keys(this.files)) if (!(name in files)) rmSync(path.join(this.folder, name))
    for (const [name, content] of Object.entries(files)) {
      if (this.files[name] === content) continue
      mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true })
      writeFileSync(path.join(this.folder, name), content)
    }
    this.files = files
    if (fresh) this.project = createProject({ root: this.folder })
    this.problems = []
    this.code.clear()
    for (const [name, content] of Object.entries(files)) {
      if (!/\.[cm]?[jt]s$/.test(name)) continue
      const result = transform(content, path.join(this.folder, name), { root: this.folder, project: this.project })
      for (const { severity, code, message } of result?.diagnostics ?? []) this.problems.push(`${severity} ${code}: ${message}`)
      this.code.set(name, strip(result?.code ?? content))
    }
  }

  /** Loads every module anew and drives it. */
  async run(env: Record<string, string>, mode: 'cached' | 'off'): Promise<Outcome> {
    const before = { ...process.env }
    const counts = { hits: 0, misses: 0, bypasses: 0, calls: [] as string[] }
    const log: unknown[] = []
    Object.assign(process.env, env, { CACHECACHE_PATH: this.place, CACHECACHE: mode === 'off' ? 'off' : '' })
    current = counts
    try {
      const main = this.load('src/main.ts', new Map()) as { drive(log: unknown[]): Promise<void> }
      await main.drive(log)
    } catch (error) {
      log.push(`crashed ${(error as Error).stack}`)
    } finally {
      current = undefined
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
    }
    return { log: inspect(log, { depth: 9, maxArrayLength: null, breakLength: 100 }), ...counts }
  }

  private load(name: string, loaded: Map<string, { exports: unknown }>): unknown {
    const known = loaded.get(name)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    loaded.set(name, module)
    if (name.endsWith('.json')) return (module.exports = JSON.parse(this.files[name]!) as unknown)
    const require = (specifier: string): unknown => {
      if (specifier === '@cachecache/runtime') return runtime
      if (specifier === '@cachecache/runtime/generated') return generated
      if (!specifier.startsWith('.')) return createRequire(import.meta.url)(specifier)
      const target = path.posix.join(path.posix.dirname(name), specifier)
      return this.load(this.code.has(target) || target.endsWith('.json') ? target : target.replace(/\.js$/, '.ts'), loaded)
    }
    // Modules of its own for each run, which the loader of the language cannot forget.
    // oxlint-disable-next-line typescript/no-implied-eval
    new Function('module', 'exports', 'require', this.code.get(name)!)(module, module.exports, require)
    return module.exports
  }
}
